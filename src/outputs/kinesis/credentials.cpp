// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "outputs/kinesis/credentials_check.hpp"
#include "outputs/kinesis/environment.hpp"
#include "skyline/error.hpp"
#include "skyline/kvs_credentials.hpp"

namespace skyline {

std::string kind_of_keys(const AwsKeys& keys) {
  if (keys.access_key_id.starts_with("AKIA")) return "permanent (AKIA...)";
  if (keys.access_key_id.starts_with("ASIA")) return "temporary (ASIA...)";
  return keys.session_token.empty() ? "permanent, of a form of its own" : "temporary, of a form of its own";
}

KvsInlineCredentials::KvsInlineCredentials(AwsKeys keys)
    : keys_(kinesis::checked(std::move(keys), "the keys given in the program")) {}
KvsInlineCredentials::~KvsInlineCredentials() = default;
AwsKeys KvsInlineCredentials::fetch() { return keys_; }
std::string KvsInlineCredentials::provider() const { return "keys given in the program"; }

AwsKeys KvsEnvironmentCredentials::fetch() {
  auto keys = kinesis::environment_keys(kinesis::process_environment());
  if (!keys) throw Error("the environment: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set");
  return std::move(*keys);
}
std::string KvsEnvironmentCredentials::provider() const { return "environment"; }

}  // namespace skyline
