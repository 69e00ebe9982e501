// SPDX-License-Identifier: Apache-2.0
#include "cli/credentials_choice.hpp"

#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

using Kind = CredentialsChoice::Kind;

constexpr std::string_view kFile = "file:";
constexpr std::string_view kIot = "iot:";

}  // namespace

// The text is not repeated: somebody may have written keys there.
CredentialsChoice parse_credentials(std::string_view text) {
  if (text == "chain") return {Kind::kChain};
  if (text == "env") return {Kind::kEnvironment};
  if (text.starts_with(kFile) && text.size() > kFile.size()) {
    return {Kind::kFile, std::string(text.substr(kFile.size()))};
  }
  if (text.starts_with(kIot) && text.size() > kIot.size()) return {Kind::kIot, std::string(text.substr(kIot.size()))};
  throw UsageError("takes chain, env, file:PATH or iot:FILE");
}

void check_profile(const CredentialsChoice& choice, const std::string& profile) {
  if (profile.empty() || choice.kind == Kind::kChain) return;
  throw UsageError("--profile is for --credentials chain; leave one of them out");
}

std::shared_ptr<KvsCredentials> make_credentials(const CredentialsChoice& choice, const std::string& profile) {
  check_profile(choice, profile);
  switch (choice.kind) {
    case Kind::kChain: return std::make_shared<KvsChainCredentials>(profile);
    case Kind::kEnvironment: return std::make_shared<KvsEnvironmentCredentials>();
    case Kind::kFile: return std::make_shared<KvsFileCredentials>(choice.path);
    case Kind::kIot: return KvsIotCredentials::from_file(choice.path);
  }
  return nullptr;
}

}  // namespace skyline::cli
