// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace skyline::gst {

/// Where a plug-in is that GStreamer was not told of when the process began.
struct PluginFolders {
  std::vector<std::string> plugins;    ///< as of GST_PLUGIN_PATH
  std::vector<std::string> libraries;  ///< those it is linked to, as of LD_LIBRARY_PATH
};

/// The folders of a variable like PATH.
[[nodiscard]] std::vector<std::string> split_folders(const std::string& text);

/// Whether there is an element of this name, which the plug-in `file` ("libgstx.so") brings: GStreamer has it, or the
/// plug-in is in the folders and can be loaded. Empty: there is one; else why not.
[[nodiscard]] std::string find_element(const char* element, const std::string& file, const PluginFolders& folders);

/// Loads every plug-in ("libgst*.so") of the folders. Throws Error that names the first that cannot be loaded, and why.
void load_plugins(const PluginFolders& folders);

}  // namespace skyline::gst
