// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/worker.hpp"
#include "outputs/rtsp/held_media.hpp"
#include "outputs/rtsp/mount.hpp"

namespace skyline::rtsp {

/// The path of a GStreamer pipeline that somebody else has written. From start() to stop() it runs, whoever watches;
/// when it ends or fails its viewers are disconnected, and it is built anew after a while. Its changes of state may
/// take long, so that they have a loop of their own.
class PipelineMount final : public Mount {
 public:
  /// `launch` as parse_launch() takes it; throws Error as that does.
  PipelineMount(std::shared_ptr<gst::MainLoop> loop, std::string path, std::string launch, MediaOptions options);
  PipelineMount(const PipelineMount&) = delete;
  PipelineMount& operator=(const PipelineMount&) = delete;
  ~PipelineMount() override { stop(); }

  void start();
  /// Disconnects the viewers. Idempotent; for good. Not on the server's loop, unless it was called before.
  void stop();

  // The server's side: the loop's thread.
  void count_viewers() override {}
  /// Asks the pipeline's encoder, if it has one, for a key unit.
  void joined() override;

 private:
  class Current;
  void run();
  void serve();
  [[nodiscard]] bool stopping();

  const std::string launch_;
  const MediaOptions options_;
  const std::shared_ptr<gst::MainLoop> own_loop_;
  std::mutex mutex_;
  HeldMedia* current_ = nullptr;  // guarded by mutex_; the worker's, null while there is none
  bool stopping_ = false;         // guarded by mutex_
  Worker worker_;
};

}  // namespace skyline::rtsp
