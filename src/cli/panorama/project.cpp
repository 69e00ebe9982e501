// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <system_error>

#include "cli/errors.hpp"
#include "cli/panorama/manifest_file.hpp"

namespace skyline::cli::panorama {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostEntries = 1000;
constexpr const char* kGraphFile = "graph.json";

std::string shown(const fs::path& path) {
  auto text = path.lexically_normal().string();
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }, '?');
  return text;
}

ManifestPath manifest_path(const fs::path& path) { return {path, shown(path)}; }

/// The entries in order of their names, none when there is no such folder.
std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (paths.size() == kMostEntries) {
      throw UsageError(
          fmt::format("{}: more than {} entries; this is no Panorama project", folder.string(), kMostEntries));
    }
    paths.push_back(entry->path());
  }
  std::ranges::sort(paths);
  return paths;
}

/// DIR/*/NAME
std::vector<fs::path> find_files(const fs::path& folder, const char* name) {
  std::vector<fs::path> files;
  for (const auto& entry : entries(folder)) {
    std::error_code error;
    if (fs::symlink_status(entry / name, error).type() != fs::file_type::not_found && !error)
      files.push_back(entry / name);
  }
  return files;
}

void add_overrides(const fs::path& folder, std::string_view start, std::vector<ManifestPath>& to) {
  for (const auto& entry : entries(folder)) {
    const auto name = entry.filename().string();
    if (name.starts_with(start) && name.ends_with(".json") && name != kGraphFile) to.push_back(manifest_path(entry));
  }
}

std::string names_of(const std::vector<ApplicationPaths>& applications) {
  std::vector<std::string> names;
  names.reserve(applications.size());
  for (const auto& application : applications) names.push_back(application.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

void keep_only(std::vector<ApplicationPaths>& applications, const std::string& name) {
  const auto all = names_of(applications);
  std::erase_if(applications, [&name](const auto& application) { return application.name != name; });
  if (applications.empty())
    throw UsageError(fmt::format("--graph: there is no graph {}; there are {}", in_quotes(name), all));
}

std::optional<Manifest> parse(const ManifestPath& path, const Texts& texts, Problems& problems) {
  const auto text = texts.find(path.path);
  if (text == texts.end()) return std::nullopt;
  try {
    return Manifest{path.shown, JsonDocument(text->second)};
  } catch (const JsonError& error) {
    const auto [line, column] = locate(text->second, error.offset);
    problems.push_back({Level::kError, path.shown, line, "", fmt::format("column {}: {}", column, error.what())});
    return std::nullopt;
  }
}

struct FolderName {
  std::string account;
  std::string package;
};

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// ACCOUNT-PACKAGE-1.0; the package may have a - in its name.
std::optional<FolderName> parse_folder(std::string_view name) {
  const auto first = name.find('-');
  const auto last = name.rfind('-');
  if (first == std::string_view::npos || first == 0 || last <= first + 1) return std::nullopt;
  const auto version = name.substr(last + 1);
  const auto point = version.find('.');
  if (point == std::string_view::npos || !is_number(version.substr(0, point)) || !is_number(version.substr(point + 1)))
    return std::nullopt;
  return FolderName{std::string(name.substr(0, first)), std::string(name.substr(first + 1, last - first - 1))};
}

Package make_package(const fs::path& path, Manifest manifest) {
  const auto folder = path.parent_path().filename().string();
  const auto parts = parse_folder(folder);
  const auto* body = manifest.document.root().find("nodePackage");
  auto name = body != nullptr ? body->string("name") : "";
  if (name.empty()) name = parts ? parts->package : folder;
  return {parts ? parts->account : "", std::move(name), path, std::move(manifest)};
}

}  // namespace

ProjectPaths find_project(const std::string& folder, const std::string& overrides, const std::string& application) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) throw UsageError(fmt::format("{} is not a folder", in_quotes(folder)));
  ProjectPaths paths;
  paths.root = folder;
  for (const auto& file : find_files(paths.root / "packages", "package.json"))
    paths.packages.push_back(manifest_path(file));
  for (const auto& file : find_files(paths.root / "graphs", kGraphFile)) {
    paths.applications.push_back({file.parent_path().filename().string(), manifest_path(file), {}});
  }
  if (paths.applications.empty()) {
    throw UsageError(
        fmt::format("{} has no graphs/*/graph.json; name the folder of a Panorama project", in_quotes(folder)));
  }
  const bool single = paths.applications.size() == 1;
  if (!application.empty()) keep_only(paths.applications, application);
  for (auto& found : paths.applications) {
    if (!overrides.empty()) {
      found.overrides.push_back(manifest_path(overrides));
      continue;
    }
    add_overrides(found.graph.path.parent_path(), "override", found.overrides);
    if (single) add_overrides(paths.root / "deployment_overrides", "", found.overrides);
  }
  return paths;
}

Texts read_texts(const ProjectPaths& paths, bool overrides_needed, Problems& problems) {
  Texts texts;
  const auto read = [&](const ManifestPath& file) {
    try {
      texts.emplace(file.path, read_manifest(file.path));
    } catch (const RunError& error) {
      problems.push_back({Level::kError, file.shown, 1, "", error.what()});
    }
  };
  std::ranges::for_each(paths.packages, read);
  for (const auto& application : paths.applications) {
    read(application.graph);
    for (const auto& file : application.overrides) {
      std::error_code error;
      if (overrides_needed || fs::symlink_status(file.path, error).type() != fs::file_type::not_found) read(file);
    }
  }
  return texts;
}

Project parse_project(const ProjectPaths& paths, const Texts& texts, Problems& problems) {
  Project project;
  for (const auto& file : paths.packages) {
    if (auto manifest = parse(file, texts, problems)) {
      project.packages.push_back(make_package(file.path, std::move(*manifest)));
    }
  }
  for (const auto& application : paths.applications) {
    std::vector<Manifest> overrides;
    for (const auto& file : application.overrides) {
      if (auto manifest = parse(file, texts, problems)) overrides.push_back(std::move(*manifest));
    }
    if (auto graph = parse(application.graph, texts, problems)) {
      project.applications.push_back({std::move(*graph), std::move(overrides)});
    }
  }
  return project;
}

InterfaceName parse_interface_name(const std::string& text) {
  const auto colons = text.find("::");
  const auto dot = text.rfind('.');
  if (colons == std::string::npos || dot == std::string::npos || dot < colons + 2) return {};
  return {text.substr(0, colons), text.substr(colons + 2, dot - colons - 2), text.substr(dot + 1)};
}

const Package* find_package(const Project& project, const InterfaceName& name) {
  const auto found = std::ranges::find_if(project.packages, [&name](const Package& package) {
    return package.name == name.package && (package.account.empty() || package.account == name.account);
  });
  return found == project.packages.end() ? nullptr : &*found;
}

const JsonValue* find_interface(const Package& package, const std::string& name) {
  const auto* body = package.manifest.document.root().find("nodePackage");
  if (body == nullptr) return nullptr;
  const auto& interfaces = body->list("interfaces");
  const auto found =
      std::ranges::find_if(interfaces, [&name](const JsonValue& each) { return each.string("name") == name; });
  return found == interfaces.end() ? nullptr : &*found;
}

}  // namespace skyline::cli::panorama
