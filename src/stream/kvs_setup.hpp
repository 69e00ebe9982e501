// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "gst/plugin_folders.hpp"
#include "outputs/kinesis/environment.hpp"
#include "skyline/kvs.hpp"

namespace skyline {

/// The settings with region, endpoint and certificates of the environment where they are empty. Throws Error on a
/// region or address that is none, or no region.
[[nodiscard]] KvsConfig with_address(KvsConfig config, const kinesis::Environment& environment);

struct KvsSetup {
  KvsConfig config;
  gst::PluginFolders folders;  ///< of kvssink
};
/// What is empty in the settings comes from the environment, or from the .env file (load_dotenv() says which). The
/// environment itself is not changed: threads may read it. Throws Error.
[[nodiscard]] KvsSetup with_dotenv_file(KvsConfig config, const std::string& path);

/// The output for the backend; the folders are looked through for kvssink.
[[nodiscard]] std::unique_ptr<Output> make_kvs_output(KvsSetup setup);

}  // namespace skyline
