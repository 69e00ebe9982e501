// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "gst/plugin_folders.hpp"
#include "skyline/kvs.hpp"

namespace skyline {

/// The output for the backend; `folders` are looked through for kvssink.
[[nodiscard]] std::unique_ptr<Output> make_kvs_output(KvsConfig config, const gst::PluginFolders& folders);

}  // namespace skyline
