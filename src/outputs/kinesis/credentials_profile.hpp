// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "outputs/kinesis/surroundings.hpp"

namespace skyline::kinesis {

/// Keys of a profile in the shared files: `named`, else that of AWS_PROFILE, else "default". Static keys; role_arn with
/// source_profile, credential_source or web_identity_token_file; credential_process. Throws Error when a profile that
/// is named does not exist, and when one is set up but gives no keys.
[[nodiscard]] Answer profile_keys(Surroundings& surroundings, const std::string& named);

}  // namespace skyline::kinesis
