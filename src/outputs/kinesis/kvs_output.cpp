// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <memory>

#include "base/log.hpp"
#include "outputs/kinesis/kinesis_sender.hpp"
#include "outputs/kinesis/retry_buffer.hpp"
#include "outputs/kinesis/spool.hpp"
#include "skyline/error.hpp"
#include "skyline/kvs.hpp"
#include "skyline/stats.hpp"

namespace skyline {
namespace {

using namespace std::chrono_literals;
using kinesis::KinesisSender;
using kinesis::RetryBuffer;
using kinesis::Spool;

constexpr std::size_t kLongestName = 256;
constexpr std::size_t kMostTags = 50;
constexpr std::uint64_t kMiB = 1U << 20U;

bool is_stream_name(const std::string& name) {
  return !name.empty() && name.size() <= kLongestName && name != "." && name != ".." &&
         std::ranges::all_of(name, [](unsigned char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
                  c == '-';
         });
}

template <class Value>
void require_range(const char* what, Value value, Value low, Value high, const char* unit) {
  if (value < low || value > high) {
    throw Error(fmt::format("{} is {} {}; it must be from {} to {}", what, value, unit, low, high));
  }
}

KvsConfig checked(KvsConfig config) {
  if (!is_stream_name(config.stream_name)) {
    throw Error(fmt::format("the name of a stream is 1 to {} of the characters a-z A-Z 0-9 _ . -", kLongestName));
  }
  if (config.tags.size() > kMostTags) throw Error(fmt::format("a stream has at most {} tags", kMostTags));
  require_range<std::uint64_t>("buffer_bytes", config.buffer_bytes, kMiB / 16, kMiB << 14U, "bytes");
  require_range<std::int64_t>("buffer_age", config.buffer_age.count(), 10, 86'400, "s");
  require_range<std::uint64_t>("spool_bytes", config.spool_bytes, kMiB, kMiB << 24U, "bytes");
  require_range<std::int64_t>("backlog_kbps", config.backlog_kbps, 100, 10'000'000, "kbit/s");
  require_range<std::int64_t>("connection_life", config.connection_life.count(), 1, 44, "min");
  require_range<std::int64_t>("stop_timeout", config.stop_timeout.count(), 0, 600'000, "ms");
  require_range<std::int64_t>("retention", config.retention.count(), 0, 87'600, "h");
  if (!config.credentials) config.credentials = std::make_shared<KvsChainCredentials>();
  return config;
}

}  // namespace

class KvsOutput::Impl {
 public:
  explicit Impl(KvsConfig config)
      : config_(checked(std::move(config))),
        spool_(config_.spool_dir.empty()
                   ? nullptr
                   : std::make_unique<Spool>(config_.spool_dir, config_.stream_name, config_.spool_bytes)),
        buffer_({.bytes = config_.buffer_bytes, .age = config_.buffer_age}, spool_.get(), config_.stream_name),
        stop_timeout_(config_.stop_timeout),
        sender_(config_, buffer_, spool_.get(), [this] { ask_for_key(); }) {}

  void open(OutputHost& host) {
    host_ = &host;
    sender_.start();
  }

  void write(const UnitPtr& unit) {
    if (buffer_.add(unit, std::chrono::steady_clock::now())) ask_for_key();
    sender_.wake();
  }

  void close() noexcept {
    buffer_.end_fragment();
    sender_.stop(stop_timeout_);
    host_ = nullptr;
    if (spool_ && !spool_->flush(1s)) log::warn("kinesis", "{}: the disk of the spool is slow", config_.stream_name);
    const auto stats = sender_.stats();
    if (stats.fragments_pending == 0) return;
    log::warn("kinesis", "{}: stopped with {} fragments ({} bytes) not persisted; {}", config_.stream_name,
              stats.fragments_pending, stats.bytes_pending,
              spool_ ? "they are in the spool and go out after the next start"
                     : "they go out after the next start of this object, and are lost with it");
  }

  void ask_for_key() {
    if (auto* host = host_.load()) host->request_key_frame();
  }

  const KvsConfig config_;
  const std::unique_ptr<Spool> spool_;
  RetryBuffer buffer_;
  std::atomic<std::chrono::milliseconds> stop_timeout_;
  std::atomic<OutputHost*> host_{nullptr};  // while open
  KinesisSender sender_;
};

KvsOutput::KvsOutput(KvsConfig config) : impl_(std::make_unique<Impl>(std::move(config))) {}
KvsOutput::~KvsOutput() = default;

void KvsOutput::add_metadata(const std::string& name, const std::string& value, bool persistent) {
  impl_->buffer_.add_metadata(name, value, persistent);
}
void KvsOutput::set_stop_timeout(std::chrono::milliseconds timeout) { impl_->stop_timeout_ = timeout; }
KvsStats KvsOutput::kvs_stats() const { return impl_->sender_.stats(); }

std::string KvsOutput::name() const { return "kvs-" + impl_->config_.stream_name; }
void KvsOutput::open(OutputHost& host) { impl_->open(host); }
void KvsOutput::write(const UnitPtr& unit) { impl_->write(unit); }
void KvsOutput::close() noexcept { impl_->close(); }
// close() is bounded by its own limit, which may be longer than others wait.
void KvsOutput::interrupt() noexcept {}
void KvsOutput::add_stats(OutputStats& stats) const { stats.kvs = kvs_stats(); }

std::string_view to_string(KvsState state) {
  switch (state) {
    case KvsState::kStopped: return "STOPPED";
    case KvsState::kWaitingForCredentials: return "WAITING_FOR_CREDENTIALS";
    case KvsState::kPreparing: return "PREPARING";
    case KvsState::kConnecting: return "CONNECTING";
    case KvsState::kSending: return "SENDING";
    case KvsState::kRetrying: return "RETRYING";
    case KvsState::kRejected: return "REJECTED";
  }
  return "unknown";
}

}  // namespace skyline
