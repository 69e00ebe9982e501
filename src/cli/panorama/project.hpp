// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cli/panorama/shape_check.hpp"

namespace skyline::cli::panorama {

struct ManifestPath {
  std::filesystem::path path;
  std::string shown;  ///< in messages
};

struct ApplicationPaths {
  std::string name;
  ManifestPath graph;
  std::vector<ManifestPath> overrides;
};

/// Where the documents of a project are. An override document that was named may not exist yet.
struct ProjectPaths {
  std::filesystem::path root;
  std::vector<ManifestPath> packages;
  std::vector<ApplicationPaths> applications;
};

/// Finds graphs/*/graph.json, packages/*/package.json, graphs/*/override*.json, and, if there is one application only,
/// deployment_overrides/*.json. `overrides` names a document to take instead of those found, `application` the only
/// one to look at; both may be empty. Throws UsageError when this is not a project, or there is no such application.
[[nodiscard]] ProjectPaths find_project(const std::string& folder, const std::string& overrides,
                                        const std::string& application);

/// Texts by the path of the file.
using Texts = std::map<std::filesystem::path, std::string>;

/// Adds a problem for each file that cannot be read. An override document that is not there has no text, unless
/// `overrides_needed`.
[[nodiscard]] Texts read_texts(const ProjectPaths& paths, bool overrides_needed, Problems& problems);

struct Package {
  std::string account;  ///< empty: the folder's name does not say it
  std::string name;
  std::filesystem::path path;
  Manifest manifest;
};

struct Application {
  Manifest graph;
  std::vector<Manifest> overrides;
};

struct Project {
  std::vector<Package> packages;
  std::vector<Application> applications;
};

/// What could be parsed; a problem for each text that could not be.
[[nodiscard]] Project parse_project(const ProjectPaths& paths, const Texts& texts, Problems& problems);

/// ACCOUNT::PACKAGE.INTERFACE.
struct InterfaceName {
  std::string account;
  std::string package;
  std::string interface;
};
/// All empty when the text is not of this form.
[[nodiscard]] InterfaceName parse_interface_name(const std::string& text);

/// The package of this project, null when there is none.
[[nodiscard]] const Package* find_package(const Project& project, const InterfaceName& name);
/// Its interface, null when there is none.
[[nodiscard]] const JsonValue* find_interface(const Package& package, const std::string& name);

}  // namespace skyline::cli::panorama
