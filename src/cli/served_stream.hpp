// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "cli/settings.hpp"
#include "cli/sources/source.hpp"
#include "cli/stop.hpp"
#include "cli/stream_report.hpp"

namespace skyline::cli {

/// A source and the stream it is put into. The methods are one thread's, report() is any's.
class ServedStream {
 public:
  /// `server` is there when the settings have a path, and outlives this. Opens nothing yet; throws UsageError and Error
  /// on settings that cannot be meant.
  ServedStream(StreamSettings settings, RtspServer* server);

  /// Opens the source and starts streaming. False when `stop` came first. Throws RunError when it cannot be opened;
  /// calling it again tries anew.
  [[nodiscard]] bool open(const Stop& stop);
  /// Puts frames until the source ends or `stop` says so. Throws RunError when the source breaks for good.
  void run(const Stop& stop) { source_->run(*sky_, stop); }
  void close() { sky_->stop_streaming(); }

  [[nodiscard]] const StreamSettings& settings() const { return settings_; }
  [[nodiscard]] StreamReport report() const { return {settings_.name, sky_->state(), sky_->stats()}; }

 private:
  const StreamSettings settings_;
  const std::unique_ptr<SkyLine> sky_;
  std::unique_ptr<Source> source_;
};

/// A ServedStream on a thread of its own, until it is stopped or its source has ended.
class StreamThread {
 public:
  /// What a source that cannot be opened or breaks off means.
  enum class AtFailure {
    kEnd,    ///< the whole program fails: `all` is told
    kRetry,  ///< it is opened again after a growing delay
  };

  /// `all` outlives this.
  StreamThread(std::unique_ptr<ServedStream> stream, AtFailure at_failure, Stop& all);
  StreamThread(const StreamThread&) = delete;
  StreamThread& operator=(const StreamThread&) = delete;
  ~StreamThread();

  /// On the calling thread, before start(). False when `all` came first.
  [[nodiscard]] bool open() { return is_open_ = stream_->open(all_); }
  /// `on_end` is called on the thread, when the source has ended by itself.
  void start(std::function<void()> on_end);
  /// Asks it to end; join() waits for that. What is pending is delivered in between.
  void stop() noexcept { stop_.finish(); }
  void join();

  [[nodiscard]] const StreamSettings& settings() const { return stream_->settings(); }
  [[nodiscard]] StreamReport report() const { return stream_->report(); }
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  void keep_running();
  /// False when it is time to stop, true when the source has ended.
  [[nodiscard]] bool run_once();

  const std::unique_ptr<ServedStream> stream_;
  const AtFailure at_failure_;
  Stop& all_;
  Stop stop_;
  bool is_open_ = false;  // the thread's, once there is one
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

}  // namespace skyline::cli
