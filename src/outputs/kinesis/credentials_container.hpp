// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "outputs/kinesis/surroundings.hpp"

namespace skyline::kinesis {

/// The agent beside a container (ECS, EKS, Greengrass): AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or ..._FULL_URI, with
/// AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE or ..._TOKEN. Throws Error when it is set up and fails.
[[nodiscard]] Answer container_keys(Surroundings& surroundings);

/// Whether the token may be sent there: anywhere by https; by http to this machine and the agents' own addresses.
[[nodiscard]] bool is_container_address(const std::string& url);

}  // namespace skyline::kinesis
