// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "skyline/kvs_credentials.hpp"

namespace skyline::kinesis {

/// The keys as they are when they can be keys: id and secret there, nothing in them that cannot stand in a header.
/// Throws Error which names the part, and shows none, with `whence` in front.
[[nodiscard]] AwsKeys checked(AwsKeys keys, std::string_view whence);

/// Text of somebody else for an error message: one line, printable, 200 bytes at most, and *** where it repeats one of
/// these secrets.
[[nodiscard]] std::string quotable(std::string_view text, std::initializer_list<std::string_view> secrets);

}  // namespace skyline::kinesis
