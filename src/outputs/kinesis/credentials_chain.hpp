// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "outputs/kinesis/surroundings.hpp"

namespace skyline::kinesis {

/// Asks the places one after the other: environment (not when a profile is named), profile, web identity, container,
/// instance. The first that is set up answers or fails: going on after a failure would use other rights than those
/// meant. Throws Error, which lists each place that was asked and why it had nothing.
[[nodiscard]] Answer chain_keys(Surroundings& surroundings, const std::string& profile);

}  // namespace skyline::kinesis
