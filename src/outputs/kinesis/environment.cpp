// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/environment.hpp"

#include <cstdlib>

#include "outputs/kinesis/credentials_check.hpp"
#include "skyline/error.hpp"

namespace skyline::kinesis {

Environment process_environment() {
  return [](const char* name) {
    const auto* value = std::getenv(name);
    return std::string(value != nullptr ? value : "");
  };
}

std::optional<AwsKeys> environment_keys(const Environment& environment) {
  AwsKeys keys{
      environment("AWS_ACCESS_KEY_ID"), environment("AWS_SECRET_ACCESS_KEY"), environment("AWS_SESSION_TOKEN"), {}};
  if (keys.access_key_id.empty() && keys.secret_access_key.empty()) return std::nullopt;
  if (keys.access_key_id.empty()) throw Error("AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not; set both");
  if (keys.secret_access_key.empty()) {
    throw Error("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not; set both");
  }
  return checked(std::move(keys), "the environment");
}

}  // namespace skyline::kinesis
