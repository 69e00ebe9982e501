// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/kinesis/surroundings.hpp"

namespace skyline::kinesis {

/// The metadata service of an EC2 instance, version 2 only: a token first. AWS_EC2_METADATA_DISABLED,
/// AWS_EC2_METADATA_SERVICE_ENDPOINT, AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE. Throws Error when nobody answers.
[[nodiscard]] Answer instance_keys(Surroundings& surroundings);

}  // namespace skyline::kinesis
