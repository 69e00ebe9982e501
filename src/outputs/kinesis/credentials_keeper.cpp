// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_keeper.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.hpp"

namespace skyline::kinesis {
namespace {

// So often the provider is asked whether it has other keys, and the wall's clock is looked at.
constexpr std::chrono::seconds kTick{5};

// What both clocks can hold together with now.
constexpr std::chrono::hours kLongest{24 * 365};

Moment now_on_both() { return {std::chrono::system_clock::now(), std::chrono::steady_clock::now()}; }

bool same(const AwsKeys& a, const AwsKeys& b) {
  return a.access_key_id == b.access_key_id && a.secret_access_key == b.secret_access_key &&
         a.session_token == b.session_token && a.expires == b.expires;
}

std::string until(const AwsKeys& keys) { return keys.expires ? "until " + format_time(*keys.expires) : "for ever"; }

}  // namespace

CredentialsKeeper::CredentialsKeeper(std::shared_ptr<KvsCredentials> credentials, std::function<void()> on_change,
                                     std::function<double()> random)
    : credentials_(std::move(credentials)), on_change_(std::move(on_change)), plan_(std::move(random)) {}

void CredentialsKeeper::start() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = false;
  }
  worker_.start("sky-aws", [this](Worker& /*worker*/) { run(); });
}

void CredentialsKeeper::stop() noexcept {
  bool fetching = false;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    fetching = fetching_;
  }
  if (fetching) credentials_->interrupt();
  worker_.stop();
}

void CredentialsKeeper::run() {
  std::chrono::nanoseconds pause{0};
  do {
    step(now_on_both());
    const std::lock_guard lock(mutex_);
    pause = std::min<std::chrono::nanoseconds>(plan_.wait(now_on_both()), kTick);
  } while (worker_.wait_for(pause));
}

void CredentialsKeeper::step(Moment now) {
  if (begin(provider_changed(), now)) fetch(now);
}

bool CredentialsKeeper::provider_changed() const {
  try {
    return credentials_->changed();
  } catch (const std::exception& error) {
    log::warn("aws", "{}: changed() threw: {}", credentials_->provider(), error.what());
    return false;
  }
}

bool CredentialsKeeper::begin(bool changed, Moment now) {
  const std::lock_guard lock(mutex_);
  if (changed) plan_.changed();
  fetching_ = !stopping_ && plan_.due(now);
  return fetching_;
}

void CredentialsKeeper::fetch(Moment now) {
  bool changed = false;
  try {
    changed = accept(credentials_->fetch(), now);
  } catch (const std::exception& error) {
    changed = reject(error.what(), now);
  } catch (...) {
    changed = reject("the credentials' fetch() threw something that is no exception", now);
  }
  if (changed && on_change_) on_change_();
}

bool CredentialsKeeper::accept(AwsKeys keys, Moment now) {
  const auto provider = credentials_->provider();
  if (keys.expires && *keys.expires <= now.wall) {
    return reject(fmt::format("{}: the keys expired at {}", provider, format_time(*keys.expires)), now);
  }
  std::optional<std::chrono::nanoseconds> life;
  if (keys.expires) life = std::min<std::chrono::nanoseconds>(*keys.expires - now.wall, kLongest);
  auto fresh = std::make_shared<const AwsKeys>(std::move(keys));
  const auto valid = until(*fresh);
  bool other = false;
  bool changed = false;
  {
    const std::lock_guard lock(mutex_);
    fetching_ = false;
    plan_.fetched(life, now);
    end_ = life ? now.steady + *life : SteadyTime::max();
    other = !keys_ || !same(*keys_, *fresh);
    changed = other || refused_ || !error_.empty();
    if (other) keys_ = std::move(fresh);
    refused_ = false;
    error_.clear();
  }
  if (other) log::info("aws", "keys from {}, good {}", provider, valid);
  return changed;
}

bool CredentialsKeeper::reject(const std::string& error, Moment now) {
  bool changed = false;
  {
    const std::lock_guard lock(mutex_);
    fetching_ = false;
    if (stopping_) return false;  // it was interrupted
    plan_.failed(now);
    changed = error_ != error;
    error_ = error;
  }
  // The growing delay between attempts keeps this from filling a log.
  log::warn("aws", "no new keys: {}", error);
  return changed;
}

CredentialsKeeper::Snapshot CredentialsKeeper::current(SteadyTime now) const {
  const std::lock_guard lock(mutex_);
  const bool expired = now >= end_;
  if (keys_ && !expired && !refused_) return {keys_, error_};
  if (!error_.empty()) return {nullptr, error_};
  if (!keys_) return {nullptr, "the provider of keys has not answered yet", false};
  return {nullptr, refused_ ? "the service refused the keys; new ones are asked for" : "the keys have expired"};
}

void CredentialsKeeper::invalidate(const KeysPtr& refused) { invalidate(refused, now_on_both()); }

void CredentialsKeeper::invalidate(const KeysPtr& refused, Moment now) {
  {
    const std::lock_guard lock(mutex_);
    if (!refused || !keys_ || refused_ || !same(*refused, *keys_)) return;
    refused_ = true;
    plan_.refused(now);
  }
  worker_.wake();
}

}  // namespace skyline::kinesis
