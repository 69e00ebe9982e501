// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "cli/options.hpp"
#include "skyline/kvs.hpp"

namespace skyline::cli {

/// Where the options say a stream goes. No credentials: the library's default, which looks into the .env file, too.
/// Throws UsageError and Error.
[[nodiscard]] KvsConfig kvs_config(const KvsOptions& options);

/// A stream that is sent to Kinesis Video Streams as the options say. Throws UsageError and Error.
[[nodiscard]] std::unique_ptr<KvsSkyLine> make_kvs_stream(const KvsOptions& options, StreamConfig config);

}  // namespace skyline::cli
