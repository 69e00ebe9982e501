// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "outputs/kinesis/aws_profile.hpp"
#include "outputs/kinesis/aws_region.hpp"
#include "outputs/kinesis/credentials_check.hpp"
#include "outputs/kinesis/credentials_container.hpp"
#include "outputs/kinesis/credentials_instance.hpp"
#include "outputs/kinesis/credentials_process.hpp"
#include "outputs/kinesis/sts.hpp"
#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

/// Follows the profiles of one question; `visited` are the roles that wait for their source.
class Resolver {
 public:
  Resolver(Surroundings& surroundings, const Profiles& profiles) : surroundings_(surroundings), profiles_(profiles) {}

  /// A source's own keys go before its role, so that a profile may be its own source.
  AwsKeys keys_of(const std::string& name, bool as_source) {
    const auto& profile = existing(name);
    const bool has_keys =
        !setting(profile, "aws_access_key_id").empty() || !setting(profile, "aws_secret_access_key").empty();
    const bool has_role = !setting(profile, "role_arn").empty();
    if (has_keys && (as_source || !has_role)) return static_keys(name, profile);
    if (std::ranges::find(visited_, name) != visited_.end()) {
      throw Error(fmt::format("{}: its source_profile leads back to itself", shown(name)));
    }
    visited_.push_back(name);
    if (has_role) return role_keys(name, profile);
    if (const auto command = setting(profile, "credential_process"); !command.empty()) {
      return process_keys(surroundings_, command, shown(name));
    }
    throw Error(fmt::format("{} holds no keys{}", shown(name), sign_on_hint(name, profile)));
  }

 private:
  static std::string shown(const std::string& name) { return fmt::format("profile {}", quotable(name, {})); }

  static std::string sign_on_hint(const std::string& name, const Settings& profile) {
    const auto is_sign_on = [](const auto& each) { return each.first.starts_with("sso_"); };
    if (std::ranges::none_of(profile, is_sign_on)) return "";
    return fmt::format(
        ": single sign-on is for people; give another profile the credential_process "
        "'aws configure export-credentials --profile {} --format process'",
        quotable(name, {}));
  }

  const Settings& existing(const std::string& name) const {
    const auto* const profile = profiles_.find(name);
    if (profile == nullptr) throw Error(fmt::format("there is no {} in {}", shown(name), profiles_.where()));
    return *profile;
  }

  static AwsKeys static_keys(const std::string& name, const Settings& profile) {
    return checked({setting(profile, "aws_access_key_id"),
                    setting(profile, "aws_secret_access_key"),
                    setting(profile, "aws_session_token"),
                    {}},
                   shown(name));
  }

  AwsKeys role_keys(const std::string& name, const Settings& profile) {
    if (!setting(profile, "mfa_serial").empty()) {
      throw Error(fmt::format("{} has mfa_serial: nobody is here to type a code; take another profile", shown(name)));
    }
    const Role role{.arn = setting(profile, "role_arn"),
                    .session_name = setting(profile, "role_session_name"),
                    .external_id = setting(profile, "external_id"),
                    .duration_s = setting(profile, "duration_seconds"),
                    .region = find_region(surroundings_.environment(), name)};
    const auto token_file = setting(profile, "web_identity_token_file");
    const auto source = setting(profile, "source_profile");
    const auto place = setting(profile, "credential_source");
    const auto given = {!token_file.empty(), !source.empty(), !place.empty()};
    if (std::ranges::count(given, true) != 1) {
      throw Error(
          fmt::format("{} has role_arn: it needs one of source_profile, credential_source and "
                      "web_identity_token_file",
                      shown(name)));
    }
    if (!token_file.empty()) return assume_role_by_web_identity(surroundings_, role, token_file);
    return assume_role(surroundings_, role, source.empty() ? place_keys(name, place) : keys_of(source, true));
  }

  AwsKeys place_keys(const std::string& name, const std::string& place) {
    Answer answer;
    if (place == "Environment") {
      answer = {environment_keys(surroundings_.environment()), "the environment has none"};
    } else if (place == "EcsContainer") {
      answer = container_keys(surroundings_);
    } else if (place == "Ec2InstanceMetadata") {
      answer = instance_keys(surroundings_);
    } else {
      answer.text = "it is none of Environment, EcsContainer, Ec2InstanceMetadata";
    }
    if (!answer.keys) throw Error(fmt::format("{}: its credential_source: {}", shown(name), answer.text));
    return std::move(*answer.keys);
  }

  Surroundings& surroundings_;
  const Profiles& profiles_;
  std::vector<std::string> visited_;
};

bool has_any_source(const Settings& profile) {
  for (const auto* name : {"aws_access_key_id", "aws_secret_access_key", "role_arn", "credential_process"}) {
    if (!setting(profile, name).empty()) return true;
  }
  return false;
}

}  // namespace

Answer profile_keys(Surroundings& surroundings, const std::string& named) {
  const auto& environment = surroundings.environment();
  const auto name = profile_name(environment, named);
  const bool asked_for = !named.empty() || !environment("AWS_PROFILE").empty();
  const Profiles profiles(environment);
  const auto* const profile = profiles.find(name);
  if (!asked_for && profile == nullptr)
    return {{}, fmt::format("there is no profile {} in {}", name, profiles.where())};
  if (!asked_for && !has_any_source(*profile)) return {{}, fmt::format("the profile {} holds no keys", name)};
  return {Resolver(surroundings, profiles).keys_of(name, false),
          fmt::format("profile {} of {}", quotable(name, {}), profiles.where())};
}

}  // namespace skyline::kinesis
