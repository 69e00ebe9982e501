// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "skyline/diagnose.hpp"
#include "skyline/export.hpp"
#include "skyline/kvs.hpp"

namespace skyline {

struct KvsCheckEvents {
  std::function<void(std::string_view name)> begun;     ///< a check that may take a while begins; may be empty
  std::function<void(const CheckResult& result)> done;  ///< may not be empty
};

/// Goes the way of a stream to Kinesis Video Streams step by step, and tells of each step, on the calling thread:
/// region, credentials, name, connection, TLS, clock, then each permission of IAM. Nothing is made and no media is
/// sent; a PutMedia session without media is opened and ended, for which the service may end the connection of a
/// producer that sends to this stream now; producers come back by themselves.
///
/// Without `config.stream_name` permissions are passed over. `dotenv_path` is as KvsSkyLine's. Each step has time
/// limits of some seconds. Never throws Error: what cannot be done is a result.
SKYLINE_API void check_kvs(KvsConfig config, const std::string& dotenv_path, const KvsCheckEvents& events);

}  // namespace skyline
