// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "cli/settings.hpp"
#include "skyline/kvs.hpp"

namespace skyline::cli {

/// Where the settings say a stream goes. No credentials: the library's default, which looks into the .env file, too.
/// Throws UsageError and Error.
[[nodiscard]] KvsConfig kvs_config(const KvsSettings& settings);

/// A stream that is sent to Kinesis Video Streams as the settings say. Throws UsageError and Error.
[[nodiscard]] std::unique_ptr<KvsSkyLine> make_kvs_stream(const KvsSettings& settings, StreamConfig config);

}  // namespace skyline::cli
