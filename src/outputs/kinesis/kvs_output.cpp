// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <memory>

#include "base/log.hpp"
#include "outputs/kinesis/kinesis_sender.hpp"
#include "outputs/kinesis/retry_buffer.hpp"
#include "outputs/kinesis/settings.hpp"
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

KvsConfig native(KvsConfig config) {
  if (config.backend != KvsBackend::kNative) {
    throw Error("KvsOutput is SkyLine's own producer; make_kvs_output() makes the output of another backend");
  }
  return kinesis::checked_settings(std::move(config));
}

}  // namespace

class KvsOutput::Impl {
 public:
  explicit Impl(KvsConfig config)
      : config_(native(std::move(config))),
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
    sender_.push();
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
