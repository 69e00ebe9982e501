// SPDX-License-Identifier: Apache-2.0
// Writes manual pages and completions of `skyline` from its table of options; the build runs it.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

#include "cli/options.hpp"
#include "cli/reference/completion.hpp"
#include "cli/reference/describe.hpp"
#include "cli/reference/man_page.hpp"

namespace {

void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

/// The pages above, below and beside.
std::vector<std::string> neighbours(const skyline::cli::VerbText& verb,
                                    const std::vector<const skyline::cli::VerbText*>& all) {
  std::vector<std::string> names;
  for (const auto* other : all) {
    const bool near = other->words.size() <= verb.words.size() + 1;
    if (other != &verb && near) names.push_back(skyline::cli::page_name(*other));
  }
  return names;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: skyline_reference FOLDER DATE VERSION\n";
    return 2;
  }
  try {
    const std::filesystem::path folder = argv[1];
    skyline::cli::CommandLine line;
    const auto app = skyline::cli::make_app(line);
    const auto top = skyline::cli::describe(*app);
    const auto all = skyline::cli::all_verbs(top);
    for (const auto* verb : all) {
      write(folder / "man1" / (skyline::cli::page_name(*verb) + ".1"),
            skyline::cli::man_page(*verb, argv[2], argv[3], neighbours(*verb, all)));
    }
    write(folder / "bash" / "skyline", skyline::cli::bash_completion(top));
    write(folder / "zsh" / "_skyline", skyline::cli::zsh_completion(top));
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
