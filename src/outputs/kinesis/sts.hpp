// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "outputs/kinesis/surroundings.hpp"

namespace skyline::kinesis {

/// A role to take on at AWS's Security Token Service.
struct Role {
  std::string arn;
  std::string session_name{};  ///< empty: one is made
  std::string external_id{};   ///< empty: not sent
  std::string duration_s{};    ///< empty: not sent
  std::string region{};        ///< of the service that is asked; empty: us-east-1
};

/// Throws Error, with what the service says and without secrets.
[[nodiscard]] AwsKeys assume_role(Surroundings& surroundings, const Role& role, const AwsKeys& source);
/// With the token of a file instead of keys.
[[nodiscard]] AwsKeys assume_role_by_web_identity(Surroundings& surroundings, const Role& role,
                                                  const std::string& token_file);

/// The role and the token file of AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_SESSION_NAME; `region` is that
/// of the service. Throws Error when only one of the first two is set, or the service refuses.
[[nodiscard]] Answer web_identity_keys(Surroundings& surroundings, const std::string& region);

/// The keys in a reply of the service. Throws Error without secrets.
[[nodiscard]] AwsKeys parse_sts_reply(const std::string& xml);

}  // namespace skyline::kinesis
