// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "outputs/kinesis/surroundings.hpp"

namespace skyline::kinesis {

/// The words of a command: divided by blanks; '...' as it is; "..." with \" and \\; \x outside of quotes is x. Nothing
/// else means anything: there is no shell. Throws Error on a quote that does not end, without the text.
[[nodiscard]] std::vector<std::string> split_words(std::string_view command);

/// Runs a profile's credential_process and reads its JSON. It gets this process's environment without keys, no input
/// and no descriptor of ours; what it says on standard error goes nowhere. Throws Error when it cannot be started,
/// fails, takes too long, says too much, or is interrupted: it is then killed with all it has started.
[[nodiscard]] AwsKeys process_keys(Surroundings& surroundings, const std::string& command, std::string_view whence);

}  // namespace skyline::kinesis
