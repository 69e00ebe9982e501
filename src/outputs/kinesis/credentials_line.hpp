// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "skyline/kvs_credentials.hpp"

namespace skyline::kinesis {

/// A file of that length or more is none of kvssink's.
inline constexpr std::size_t kMostCredentialsFile = 9'999;

/// The one line of a file for kvssink: "CREDENTIALS key secret" or "CREDENTIALS key expiry secret token". Throws Error
/// which shows nothing of it.
[[nodiscard]] AwsKeys parse_credentials_line(std::string_view text);

/// The line with its end. Throws Error when the keys cannot be written in this form: a token without a time of expiry.
[[nodiscard]] std::string format_credentials_line(const AwsKeys& keys);

}  // namespace skyline::kinesis
