// SPDX-License-Identifier: Apache-2.0
#include "stream/kvssink_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "outputs/kinesis/environment.hpp"
#include "outputs/kinesis/settings.hpp"
#include "skyline/error.hpp"
#include "skyline/stats.hpp"
#include "stream/kvs_setup.hpp"

namespace skyline {
namespace {

using namespace std::chrono_literals;

constexpr auto kKeysTime = 10s;    // open() waits so long for the first keys
constexpr auto kAssumedLife = 1h;  // of keys with a token and no time of expiry: the shortest AWS gives by default
constexpr std::uint64_t kMiB = 1U << 20U;
constexpr std::uint64_t kLeastStorage = 10;  // MiB, kvssink's own limits
constexpr std::uint64_t kMostStorage = 10'240;

/// kvssink's file cannot hold a token without a time of expiry; with one assumed the file is written anew in time.
class DatedCredentials final : public KvsCredentials {
 public:
  explicit DatedCredentials(std::shared_ptr<KvsCredentials> source) : source_(std::move(source)) {}
  [[nodiscard]] AwsKeys fetch() override {
    auto keys = source_->fetch();
    if (!keys.session_token.empty() && !keys.expires) keys.expires = std::chrono::system_clock::now() + kAssumedLife;
    return keys;
  }
  [[nodiscard]] std::string provider() const override { return source_->provider(); }
  [[nodiscard]] bool changed() const override { return source_->changed(); }
  void interrupt() noexcept override { source_->interrupt(); }

 private:
  const std::shared_ptr<KvsCredentials> source_;
};

std::string variable(const char* name) { return kinesis::process_environment()(name); }

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

/// What kvssink has no counterpart for is refused rather than left out in silence.
void require_possible(const KvsConfig& config) {
  struct Row {
    bool wrong;
    const char* message;
  };
  for (const auto& [wrong, message] : {
           Row{!config.spool_dir.empty(), "spool_dir: kvssink keeps nothing on disk"},
           Row{!config.kms_key_id.empty(), "kms_key_id: kvssink makes streams with AWS's own key only"},
           Row{!config.tags.empty(), "tags: kvssink is not given any"},
           Row{!config.endpoint.empty() && config.endpoint != without_slash(variable("CONTROL_PLANE_URI")),
               "endpoint: kvssink reads it from CONTROL_PLANE_URI of the environment only"},
           Row{!variable("AWS_DEFAULT_REGION").empty() && variable("AWS_DEFAULT_REGION") != config.region,
               "region: kvssink takes AWS_DEFAULT_REGION of the environment instead, which says another"},
       }) {
    if (wrong) throw Error(fmt::format("{}; change that, or use the native backend", message));
  }
}

/// What beats or lacks a setting, but often does no harm.
void warn_of_environment(const KvsConfig& config) {
  if (!variable("AWS_ACCESS_KEY_ID").empty()) {
    log::warn("kinesis", "{}: kvssink takes the keys of the environment before any others", config.stream_name);
  }
  if (!config.ca_file.empty() && config.ca_file != variable("KVSSINK_CA_CERT_PATH")) {
    log::warn("kinesis", "{}: kvssink does not trust {}, only KVSSINK_CA_CERT_PATH of the environment",
              config.stream_name, config.ca_file);
  }
}

void require_element(const gst::PluginFolders& folders) {
  const auto why = gst::find_element("kvssink", "libgstkvssink.so", folders);
  if (why.empty()) return;
  throw Error(
      fmt::format("the kvssink backend: {}; name the folder of libgstkvssink.so in GST_PLUGIN_PATH (of the environment "
                  "or the .env file), or use the native backend, which needs nothing",
                  why));
}

KvsConfig settings(KvsConfig config, const gst::PluginFolders& folders) {
  config = with_address(kinesis::checked_settings(std::move(config)), kinesis::process_environment());
  require_possible(config);
  require_element(folders);
  return config;
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string tail(const KvsConfig& config, const std::string& credential_path) {
  const auto storage = std::clamp<std::uint64_t>(config.buffer_bytes / kMiB, kLeastStorage, kMostStorage);
  const auto stop_s = std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(config.stop_timeout).count());
  return fmt::format(
      "kvssink stream-name={} aws-region={} storage-size={} retention-period={} allow-create-stream={} "
      "stop-stream-timeout={} credential-path={}",
      quoted(config.stream_name), quoted(config.region), storage, config.retention.count(), config.create_stream,
      stop_s, quoted(credential_path));
}

}  // namespace

KvssinkOutput::KvssinkOutput(KvsConfig config, const gst::PluginFolders& folders)
    : config_(settings(std::move(config), folders)),
      output_(tail(config_, folder_.file("credentials")), "kvssink-" + config_.stream_name),
      keeper_(std::make_shared<KvsFileCredentials>(folder_.file("credentials"),
                                                   std::make_shared<DatedCredentials>(config_.credentials)),
              [this] {
                const std::lock_guard lock(mutex_);
                answered_ = true;
                changed_.notify_all();
              }) {
  log::info("kinesis", "{}: sent by {}", config_.stream_name, tail(config_, "***"));
  warn_of_environment(config_);
}

void KvssinkOutput::open(OutputHost& host) {
  {
    const std::lock_guard lock(mutex_);
    interrupted_ = answered_ = false;
  }
  set_state(KvsState::kWaitingForCredentials, {});
  keeper_.start();
  try {
    attempt([&] {
      wait_for_keys();
      set_state(KvsState::kConnecting, {});
      output_.open(host);
    });
  } catch (...) {
    keeper_.stop();
    throw;
  }
}

// What fails is also told by the statistics.
template <class Call>
void KvssinkOutput::attempt(Call call) {
  try {
    call();
  } catch (const std::exception& error) {
    set_state(KvsState::kRetrying, error.what());
    throw;
  }
}

void KvssinkOutput::wait_for_keys() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, kKeysTime, [this] { return interrupted_ || answered_ || keeper_.current().keys; });
  lock.unlock();
  if (const auto held = keeper_.current(); !held.keys) throw Error(held.error);
}

void KvssinkOutput::write(const UnitPtr& unit) {
  attempt([&] { output_.write(unit); });
  set_state(KvsState::kSending, {});
}

void KvssinkOutput::close() noexcept {
  output_.close();
  keeper_.stop();
  if (state() != KvsState::kRetrying) set_state(KvsState::kStopped, {});
}

void KvssinkOutput::interrupt() noexcept {
  {
    const std::lock_guard lock(mutex_);
    interrupted_ = true;
    changed_.notify_all();
  }
  set_state(KvsState::kStopped, {});
  output_.interrupt();
}

KvsState KvssinkOutput::state() const {
  const std::lock_guard lock(mutex_);
  return stats_.state;
}

void KvssinkOutput::add_stats(OutputStats& stats) const {
  const std::lock_guard lock(mutex_);
  stats.kvs = stats_;
}

// Opening again does not yet mean that the last error is over; taking a unit does.
void KvssinkOutput::set_state(KvsState state, const std::string& error) {
  KvsStats stats;
  {
    const std::lock_guard lock(mutex_);
    if (interrupted_) state = KvsState::kStopped;
    const bool settled = state == KvsState::kSending || !error.empty();
    if (stats_.state == state && (!settled || stats_.last_error == error)) return;
    stats_.state = state;
    if (settled) stats_.last_error = error;
    stats = stats_;
  }
  if (!config_.on_health) return;
  try {
    config_.on_health(stats);
  } catch (const std::exception& thrown) {
    log::warn("kinesis", "{}: on_health threw: {}", config_.stream_name, thrown.what());
  }
}

}  // namespace skyline
