// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <stdlib.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "parts.hpp"
#include "roles.hpp"

namespace {

// Recordings go here; removed on destruction.
class TemporaryFolder {
 public:
  TemporaryFolder() : name_((std::filesystem::temp_directory_path() / "skyline_bench.XXXXXX").string()) {
    if (mkdtemp(name_.data()) == nullptr)
      throw std::runtime_error("no temporary folder: set TMPDIR to one to write to");
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(name_, ignored);
  }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
};

struct Options {
  bool quick = false;
  bool check = false;
  std::vector<std::string> only;
  std::string json;
  std::string input;
};

bool selected(const Options& options, const std::string& part) {
  return options.only.empty() || std::find(options.only.begin(), options.only.end(), part) != options.only.end();
}

void write_json(const Options& options, const bench::Report& report) {
  std::ofstream file(options.json);
  file << report.json().dump(2) << "\n";
  if (!file.flush()) throw std::runtime_error(fmt::format("{}: cannot be written", options.json));
}

int run_all(const Options& options) {
  const TemporaryFolder folder;
  bench::Bench bench{.quick = options.quick, .frames = bench::Frames(options.input)};
  bench.folder = folder.name();
  const auto& parts = bench::parts();
  const auto wanted = std::ranges::count_if(parts, [&](const auto& part) { return selected(options, part.name); });
  for (int number = 0; const auto& part : parts) {
    if (!selected(options, part.name)) continue;
    fmt::print(stderr, "part {} of {}, {}: {} ...\n", ++number, wanted, part.name, part.what);
    part.run(bench);
  }
  fmt::print("{}", bench.report.table());
  if (!options.json.empty()) write_json(options, bench.report);
  return options.check && !bench.report.all_within_reach() ? 1 : 0;
}

std::vector<std::string> part_names() {
  std::vector<std::string> names;
  for (const auto& part : bench::parts()) names.emplace_back(part.name);
  return names;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Measures SkyLine against the design it replaces and against the limit: 720p, 500 kbit/s.");
  Options options;
  app.add_flag("--quick", options.quick, "A short run that shows that it works; its figures are rough");
  app.add_flag("--check", options.check, "End with 1 when a reach is missed");
  app.add_option("--only", options.only, "Run these parts only")->check(CLI::IsMember(part_names()));
  app.add_option("--json", options.json, "Write the figures to this file");
  app.add_option("--input", options.input, "Frames from the start of this video instead of the drawn scene");
  app.require_subcommand(0, 1);
  try {
    bench::add_source_role(app);
    bench::add_put_role(app);
    bench::add_client_role(app);
    bench::add_join_role(app);
    bench::add_picture_role(app);
    bench::add_hold_role(app);
    app.parse(argc, argv);
    return app.get_subcommands().empty() ? run_all(options) : 0;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "skyline_bench: {}\n", error.what());
    return 1;
  }
}
