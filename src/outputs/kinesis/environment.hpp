// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "skyline/kvs_credentials.hpp"

namespace skyline::kinesis {

/// The value of a variable; empty when it is not set: AWS's tools make no difference either.
using Environment = std::function<std::string(const char* name)>;

/// This process's own.
[[nodiscard]] Environment process_environment();

/// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN; nothing when neither of the first two is set. Throws
/// Error when only one of them is.
[[nodiscard]] std::optional<AwsKeys> environment_keys(const Environment& environment);

}  // namespace skyline::kinesis
