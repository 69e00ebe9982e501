// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "net/client/http_client.hpp"
#include "outputs/kinesis/aws_time.hpp"
#include "skyline/kvs_credentials.hpp"

namespace skyline::kinesis {

/// How the parts of keys are called in a JSON object.
struct ReplyNames {
  std::string_view id = "AccessKeyId";
  std::string_view secret = "SecretAccessKey";
  std::string_view token = "Token";
  std::string_view expires = "Expiration";
  std::string_view inside{};  ///< the object is the value of this name; empty: it is the outermost
};

/// Throws Error, which shows nothing of the text, with `whence` in front.
[[nodiscard]] AwsKeys parse_reply(std::string_view json, const ReplyNames& names, std::string_view whence);

/// The time of expiry moved to this machine's clock, when that is wrong by more than a minute, as the reply's Date
/// tells.
[[nodiscard]] AwsKeys on_our_clock(AwsKeys keys, const net::HttpResponse& reply, WallTime now);

}  // namespace skyline::kinesis
