// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "base/backoff.hpp"
#include "base/log.hpp"
#include "base/worker.hpp"
#include "gst/encode_pipeline.hpp"
#include "media/picture.hpp"
#include "media/stream_hub.hpp"
#include "skyline/config.hpp"
#include "stream/counters.hpp"
#include "stream/frame_slot.hpp"

namespace skyline {

/// What a run of the stream is encoded as.
struct EncodeTarget {
  int width = 0;
  int height = 0;
  double fps = 0;  ///< a hint; 0: variable
};

/// Takes frames from any thread, and encodes the newest one on `sky-encode-<name>` whenever the encoder is free. Makes
/// key units by time and on request; encodes the last picture again when no frame comes for them. Replaces an encoder
/// that fails by the next one that works.
class EncodeWorker final : public OutputHost {
 public:
  EncodeWorker(const StreamConfig& config, StreamHub& hub, Counters& counters);
  EncodeWorker(const EncodeWorker&) = delete;
  EncodeWorker& operator=(const EncodeWorker&) = delete;
  ~EncodeWorker();

  /// start() and stop() are one caller's at a time.
  void start(const EncodeTarget& target);
  /// Encodes the frame that waits, gets the last units out, and returns when the thread is gone.
  void stop();

  /// A usable frame. Converts on the caller's thread.
  PutResult offer(const FrameView& frame, std::optional<SystemTime> capture, Now arrival);
  /// A usable frame, converted on the worker's thread.
  PutResult offer(OwnedFrame&& frame, std::optional<SystemTime> capture, Now arrival);

  void request_key_frame() override;
  /// No encoder works at the moment.
  [[nodiscard]] bool failing() const { return failing_; }

 private:
  using Clock = std::chrono::steady_clock;

  enum class Demand { kEncode, kKeepStill, kNone };
  [[nodiscard]] Demand demand(std::optional<SystemTime> capture, Now arrival);
  PutResult store(PendingFrame frame);

  // All below is the worker's thread.
  void run();
  void step();
  [[nodiscard]] bool can_encode() const;
  void take_frame(PendingFrame frame);
  void maybe_still();
  void encode(const Stamp& stamp, gst::EncodePipeline::Kind kind);
  [[nodiscard]] bool key_due() const;
  [[nodiscard]] bool key_wanted() const;
  [[nodiscard]] bool still_due() const;
  [[nodiscard]] Clock::duration patience() const;
  [[nodiscard]] bool ensure_pipeline(const PictureShape& shape);
  [[nodiscard]] gst::EncodePipeline::Events events();
  [[nodiscard]] std::shared_ptr<Picture> fitted(std::shared_ptr<Picture> picture);
  void check_pipeline();
  void drop_pipeline(const std::string& why);
  void no_encoder();
  void retry();
  void finish();
  [[nodiscard]] Clock::time_point wake_time() const;

  const StreamConfig config_;
  StreamHub& hub_;
  Counters& counters_;
  EncodeTarget target_;  // set while the worker does not run
  PicturePool pool_;
  FrameSlot slot_;
  std::atomic<PictureFormat> format_{PictureFormat::kI420};
  std::atomic<bool> key_requested_{false};
  std::atomic<bool> resume_with_key_{false};  ///< nobody wanted units: who does now has none of those before
  std::atomic<bool> ready_{false};
  std::atomic<bool> failing_{false};
  std::atomic<bool> closing_{false};
  std::atomic<Clock::rep> next_still_{0};
  std::atomic<Clock::rep> waiting_since_{0};  ///< the last unit came, or the first picture after it went in
  std::mutex failure_mutex_;
  std::string failure_;  // guarded by failure_mutex_
  log::RateLimit overload_log_;

  // The worker's thread only.
  std::unique_ptr<gst::EncodePipeline> pipeline_;
  std::shared_ptr<Picture> last_picture_;
  std::set<std::string> failed_encoders_;
  Backoff backoff_;
  Clock::time_point last_key_;
  Clock::time_point retry_at_;

  Worker worker_;
};

}  // namespace skyline
