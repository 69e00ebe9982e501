// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_chain.hpp"

#include <fmt/format.h>

#include <mutex>
#include <utility>

#include "outputs/kinesis/aws_region.hpp"
#include "outputs/kinesis/credentials_container.hpp"
#include "outputs/kinesis/credentials_instance.hpp"
#include "outputs/kinesis/credentials_profile.hpp"
#include "outputs/kinesis/sts.hpp"
#include "skyline/error.hpp"

namespace skyline {
namespace kinesis {
namespace {

Answer from_environment(Surroundings& surroundings, const std::string& profile) {
  if (!profile.empty()) return {{}, "not asked, as a profile is named"};
  auto keys = environment_keys(surroundings.environment());
  if (!keys) return {{}, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"};
  return {std::move(keys), "environment"};
}

Answer from_web_identity(Surroundings& surroundings, const std::string& profile) {
  if (surroundings.variable("AWS_WEB_IDENTITY_TOKEN_FILE").empty()) return web_identity_keys(surroundings, "");
  return web_identity_keys(surroundings, find_region(surroundings.environment(), profile));
}

struct Link {
  const char* name;
  Answer (*ask)(Surroundings&, const std::string& profile);
};
constexpr Link kLinks[] = {
    {"environment", &from_environment},
    {"profile", &profile_keys},
    {"web identity", &from_web_identity},
    {"container",
     [](Surroundings& surroundings, const std::string& /*profile*/) { return container_keys(surroundings); }},
    {"instance",
     [](Surroundings& surroundings, const std::string& /*profile*/) { return instance_keys(surroundings); }},
};

}  // namespace

Answer chain_keys(Surroundings& surroundings, const std::string& profile) {
  std::string reasons;
  for (const auto& [name, ask] : kLinks) {
    std::string reason;
    bool last = false;
    try {
      auto answer = ask(surroundings, profile);
      if (answer.keys) return answer;
      reason = answer.text;
    } catch (const Error& error) {
      reason = error.what();
      last = true;
    }
    reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", name, reason);
    if (last) break;
  }
  throw Error(fmt::format("no AWS keys: {}", reasons));
}

}  // namespace kinesis

class KvsChainCredentials::Impl {
 public:
  explicit Impl(std::string profile) : profile_(std::move(profile)) {}

  AwsKeys fetch() {
    const std::lock_guard one_at_a_time(fetching_);
    const kinesis::InterruptionEnd end(surroundings_);
    auto answer = kinesis::chain_keys(surroundings_, profile_);
    const std::lock_guard lock(mutex_);
    provider_ = std::move(answer.text);
    return std::move(*answer.keys);
  }
  [[nodiscard]] std::string provider() const {
    const std::lock_guard lock(mutex_);
    return provider_;
  }
  void interrupt() noexcept { surroundings_.interrupt(); }

 private:
  const std::string profile_;
  std::mutex fetching_;
  kinesis::Surroundings surroundings_;
  mutable std::mutex mutex_;
  std::string provider_ = "the standard chain of AWS";  // guarded by mutex_
};

KvsChainCredentials::KvsChainCredentials(std::string profile) : impl_(std::make_unique<Impl>(std::move(profile))) {}
KvsChainCredentials::~KvsChainCredentials() = default;
AwsKeys KvsChainCredentials::fetch() { return impl_->fetch(); }
std::string KvsChainCredentials::provider() const { return impl_->provider(); }
void KvsChainCredentials::interrupt() noexcept { impl_->interrupt(); }

}  // namespace skyline
