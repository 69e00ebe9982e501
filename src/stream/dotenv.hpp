// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "gst/plugin_folders.hpp"
#include "outputs/kinesis/environment.hpp"

namespace skyline {

/// What a .env file says of the names SkyLine knows; docs/11-dotenv.md lists them.
struct DotEnv {
  std::string path;                      ///< empty: there is no file
  std::map<std::string, Secret> values;  ///< all of them as secrets, as some are

  /// The value, or null.
  [[nodiscard]] const std::string* find(const std::string& name) const;
};

/// NAME=value, one a line, `export` in front or not. '...' is taken as it is; in "..." \" \\ \n mean something; a #
/// after a blank begins a comment. Nothing is run and nothing is put in for a $. Names that are not known are left out.
/// Throws Error with the number of the line, without what stands in it.
[[nodiscard]] std::map<std::string, Secret> parse_dotenv(std::string_view text);

/// The file at `path`, or, when that is empty, the first `.env` from the working directory upwards that belongs to this
/// user or root; none is no mistake then. Throws Error on a file that cannot be read or is not in order.
[[nodiscard]] DotEnv load_dotenv(const std::string& path);

/// The environment, with what is not set in it taken from the file. Names that mean the same go together, and so do the
/// three of keys: when one of a group is set, none of it is taken from the file; nor are keys when a profile is set.
/// GST_PLUGIN_PATH and LD_LIBRARY_PATH are left to who needs them.
[[nodiscard]] kinesis::Environment with_dotenv(kinesis::Environment environment, DotEnv dotenv);

/// The folders of the file's GST_PLUGIN_PATH and LD_LIBRARY_PATH.
[[nodiscard]] gst::PluginFolders plugin_folders(const DotEnv& dotenv);

}  // namespace skyline
