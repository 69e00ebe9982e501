// SPDX-License-Identifier: Apache-2.0
#include "gst/plugin_folders.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>
#include <string_view>

#include "gst/handles.hpp"
#include "gst/runtime.hpp"
#include "skyline/error.hpp"

namespace skyline::gst {
namespace {

// Libraries a plug-in may need from the folders, those of its libraries included.
constexpr int kMostLibraries = 64;

bool has_element(const char* element) { return adopt(gst_element_factory_find(element)).get() != nullptr; }

std::string path_in(const std::vector<std::string>& folders, std::string_view file) {
  std::error_code none;
  for (const auto& folder : folders) {
    auto path = std::filesystem::path(folder) / file;
    if (std::filesystem::is_regular_file(path, none)) return path.string();
  }
  return {};
}

// Loads a library for good; empty, or the linker's complaint.
std::string load(const std::string& path, int flags) {
  if (dlopen(path.c_str(), RTLD_NOW | flags) != nullptr) return {};
  const auto* why = dlerror();
  return why != nullptr ? why : "no reason given";
}

// "libx.so.1: cannot open shared object file: ..." is how the linker names a library it did not find.
std::string_view missing_library(std::string_view complaint) {
  const auto end = complaint.find(": cannot open shared object file");
  return end == std::string_view::npos ? std::string_view{} : complaint.substr(0, end);
}

// The linker reads LD_LIBRARY_PATH once, when the process begins. So what it does not find is loaded by its path; when
// it then meets the same name again it takes what is there.
std::string load_with_libraries(const std::string& path, const std::vector<std::string>& libraries, int& budget) {
  while (true) {
    auto complaint = load(path, RTLD_GLOBAL);
    const auto missing = missing_library(complaint);
    if (missing.empty()) return complaint;
    const auto found = path_in(libraries, missing);
    if (found.empty() || found == path || --budget < 0) return complaint;
    if (auto why = load_with_libraries(found, libraries, budget); !why.empty()) return why;
  }
}

// Empty, or why it cannot be had. Not a scan of its folder: that is done by a process of GStreamer's own, which lacks
// the libraries loaded here.
std::string load_plugin(const std::string& path, const std::vector<std::string>& libraries) {
  int budget = kMostLibraries;
  if (const auto why = load_with_libraries(path, libraries, budget); !why.empty()) {
    return fmt::format("{} cannot be loaded: {}", path, why);
  }
  GError* error = nullptr;
  const auto plugin = adopt(gst_plugin_load_file(path.c_str(), &error));
  const GErrorPtr owned(error);
  if (plugin) return {};
  return fmt::format("{} is no plug-in: {}", path, error != nullptr ? error->message : "no reason given");
}

}  // namespace

std::vector<std::string> split_folders(const std::string& text) {
  std::vector<std::string> folders;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(':', begin), text.size());
    if (end > begin) folders.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return folders;
}

std::string find_element(const char* element, const std::string& file, const PluginFolders& folders) {
  init();
  if (has_element(element)) return {};
  const auto path = path_in(folders.plugins, file);
  if (path.empty()) return fmt::format("GStreamer has no element {}", element);
  if (auto why = load_plugin(path, folders.libraries); !why.empty()) return why;
  return has_element(element) ? std::string{} : fmt::format("{} has no element {}", path, element);
}

void load_plugins(const PluginFolders& folders) {
  init();
  for (const auto& folder : folders.plugins) {
    std::error_code none;
    std::filesystem::directory_iterator files(folder, none);
    if (none) throw Error(fmt::format("the folder {} of GST_PLUGIN_PATH cannot be read: {}", folder, none.message()));
    for (const auto& file : files) {
      const auto name = file.path().filename().string();
      if (!name.starts_with("libgst") || !name.ends_with(".so")) continue;
      if (const auto why = load_plugin(file.path().string(), folders.libraries); !why.empty()) throw Error(why);
    }
  }
}

}  // namespace skyline::gst
