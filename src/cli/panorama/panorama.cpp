// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/panorama.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/console.hpp"
#include "cli/errors.hpp"
#include "cli/option.hpp"
#include "cli/panorama/manifest_file.hpp"
#include "cli/panorama/open_port.hpp"
#include "cli/panorama/preview.hpp"
#include "cli/panorama/project_check.hpp"

namespace skyline::cli {
namespace panorama {
namespace {

constexpr int kHighestPort = 65535;

void describe_check(CLI::App& app, PanoramaOptions& options) {
  app.add_flag("--strict", options.strict, "warnings are errors");
  app.add_flag("--json", options.json, "as JSON");
}

std::string parse_description(const std::string& value) {
  if (value.empty() || value.size() > kMostDescription) {
    throw UsageError(fmt::format("takes 1 to {} bytes", kMostDescription));
  }
  const auto control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; };
  if (std::ranges::any_of(value, control) || in_quotes(value).find("\\ufffd") != std::string::npos) {
    throw UsageError("takes UTF-8 text without control characters");
  }
  return value;
}

void describe_open_port(CLI::App& app, PanoramaOptions& options) {
  const auto port = whole_number(1, kHighestPort);
  add(app, "--port", "PORT", options.port, port, "the application listens on, in its container")->required();
  add(app, "--host-port", "PORT", options.host_port, port, "of the appliance; without: as --port");
  add(app, "--node", "NAME", options.node, text(), "of the graph that serves the port; without: the code node");
  add(app, "--description", "TEXT", options.description, parse_description, "what the port is for");
  app.add_flag("--dry-run", options.dry_run, "show what would be changed, and change nothing");
}

void warn_of_the_end() {
  note(
      "AWS Panorama ended on 2026-05-31, so nothing can be deployed any more; docs/18-after-panorama.md says what to "
      "do");
}

std::string summary(const Problems& problems, std::size_t files) {
  return fmt::format("{} files checked: {} errors, {} warnings\n", files, count(problems, Level::kError),
                     count(problems, Level::kWarning));
}

int check(const PanoramaOptions& options) {
  const auto paths = find_project(options.folder, options.overrides, options.graph);
  Problems problems;
  const auto texts = read_texts(paths, true, problems);
  check_project(paths, texts, problems);
  print(options.json ? problems_json(problems) : problems_text(problems) + summary(problems, texts.size()));
  const bool failed = count(problems, Level::kError) > 0 || (options.strict && count(problems, Level::kWarning) > 0);
  return failed ? kExitRunTime : kExitOk;
}

/// One application with one override document at most.
ProjectPaths find_one_application(const PanoramaOptions& options) {
  auto paths = find_project(options.folder, options.overrides, options.graph);
  std::vector<std::string> names;
  for (const auto& application : paths.applications) names.push_back(application.name);
  if (names.size() > 1) {
    throw UsageError(fmt::format("several graphs; name one with --graph: {}", fmt::join(names, ", ")));
  }
  names.clear();
  for (const auto& document : paths.applications.front().overrides) names.push_back(document.shown);
  if (names.size() > 1) {
    throw UsageError(fmt::format("several override documents; name one with --override: {}", fmt::join(names, ", ")));
  }
  return paths;
}

/// Throws RunError, once the errors are printed, when there are any.
void require_clean(const Problems& problems, const char* what) {
  Problems errors = problems;
  std::erase_if(errors, [](const Problem& problem) { return problem.level != Level::kError; });
  if (errors.empty()) return;
  print(problems_text(errors));
  throw RunError(fmt::format("nothing was changed: {}; {} on standard output", what,
                             errors.size() == 1 ? "the error is" : "the errors are"));
}

/// All new files are complete on the disk before the first one takes its place.
void write(const ProjectPaths& paths, const PortPlan& plan, const std::string& named) {
  std::vector<Replacement> replacements;
  for (const auto& file : plan.changed) {
    try {
      // A document that was named may be anywhere.
      require_below(file.path == named && !named.empty() ? file.path.parent_path() / "." : paths.root, file.path);
    } catch (const RunError& error) {
      throw RunError(fmt::format("nothing was changed: {} {}", file.shown, error.what()));
    }
    replacements.emplace_back(file.path, plan.texts.at(file.path));
  }
  for (std::size_t i = 0; i < replacements.size(); ++i) {
    try {
      replacements[i].commit();
    } catch (const RunError& error) {
      throw RunError(fmt::format("{}; {} of {} files are changed: run it again", error.what(), i, replacements.size()));
    }
  }
}

void show(const Texts& before, const PortPlan& plan) {
  for (const auto& file : plan.changed) {
    const auto old = before.find(file.path);
    print(preview(old == before.end() ? "" : old->second, plan.texts.at(file.path), file.shown));
  }
}

int open_port(const PanoramaOptions& options) {
  const auto paths = find_one_application(options);
  Problems problems;
  const auto texts = read_texts(paths, false, problems);
  check_project(paths, texts, problems);
  require_clean(problems, "the manifests have errors");
  const auto project = parse_project(paths, texts, problems);
  const auto plan =
      plan_port(paths, project, texts, {options.port, options.host_port, options.node, options.description});

  Problems left;
  check_project(paths, plan.texts, left);
  require_clean(left, "the manifests would have errors then");
  if (options.dry_run) {
    show(texts, plan);
  } else {
    write(paths, plan, options.overrides);
    for (const auto& file : plan.changed) print(fmt::format("changed {}\n", file.shown));
  }
  const auto* state = !plan.changed.empty() ? (options.dry_run ? "would be open" : "is open now")
                                            : "was open already; nothing to change";
  print(
      fmt::format("port {} of {}, as port {} of the appliance, {}\n", options.port, plan.node, plan.host_port, state));
  std::erase_if(left, [](const Problem& problem) { return problem.level != Level::kWarning; });
  if (!left.empty()) note(fmt::format("{} warnings; see skyline panorama check", left.size()));
  if (paths.applications.front().overrides.empty()) {
    note("there is no override document, which has to repeat the rule at deployment; --override FILE makes one");
  }
  return kExitOk;
}

}  // namespace
}  // namespace panorama

void describe_panorama(CLI::App& app, PanoramaOptions& options) {
  app.require_subcommand(1);
  const auto add_action = [&](const char* name, const char* help, PanoramaOptions::Action action,
                              const auto& describe) {
    auto* verb = app.add_subcommand(name, help);
    verb->fallthrough();  // the options for logging are those of `panorama`
    add(*verb, "DIR", "", options.folder, text(), "folder of the project, with graphs/ and packages/")->required();
    add(*verb, "--override", "FILE", options.overrides, text(),
        "the override document; without: graphs/*/override*.json, deployment_overrides/*.json");
    add(*verb, "--graph", "NAME", options.graph, text(), "only the graph in this folder below graphs/");
    describe(*verb, options);
    verb->callback([&options, action] { options.action = action; });
  };
  add_action("check", "Every problem in the manifests, with file, line and path", PanoramaOptions::Action::kCheck,
             panorama::describe_check);
  add_action("open-port", "Add an inbound port to the manifests, leaving all else as it is",
             PanoramaOptions::Action::kOpenPort, panorama::describe_open_port);
}

int panorama_verb(const PanoramaOptions& options) {
  panorama::warn_of_the_end();
  return options.action == PanoramaOptions::Action::kCheck ? panorama::check(options) : panorama::open_port(options);
}

}  // namespace skyline::cli
