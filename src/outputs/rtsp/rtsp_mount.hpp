// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "outputs/rtsp/live_media.hpp"
#include "skyline/output.hpp"

namespace skyline::rtsp {

/// A path of the server and the stream served there. Made when the output is, shared by the output, the server and
/// the factory; whichever goes first, the others stay harmless.
class RtspMount : public std::enable_shared_from_this<RtspMount> {
 public:
  RtspMount(std::shared_ptr<gst::MainLoop> loop, std::string path, MediaOptions options);
  RtspMount(const RtspMount&) = delete;
  RtspMount& operator=(const RtspMount&) = delete;
  ~RtspMount() = default;

  [[nodiscard]] const std::string& path() const { return path_; }
  /// True for the path itself and what is below it, such as its streams' control URLs.
  [[nodiscard]] bool covers(std::string_view path) const;

  // The output's side: its one thread.
  void open(OutputHost& host);
  void write(const UnitPtr& unit);
  void close();

  // Any thread.
  [[nodiscard]] bool wants_units() const { return !primed_.load() || viewers_.load() > 0; }
  [[nodiscard]] int viewers() const { return viewers_.load(); }

  // The server's side: the loop's thread.
  [[nodiscard]] gst::Ref<GstRTSPMedia> media() const { return media_; }
  [[nodiscard]] bool ready() const { return static_cast<bool>(media_); }
  void count_viewers();
  /// Somebody has begun to play: the stream begins for him with a key unit.
  void joined();
  /// Called on the loop's thread to make all clients let go of the media; empty without a server.
  void on_end(std::function<void(RtspMount&)> end_clients) { end_clients_ = std::move(end_clients); }

  /// The mount a media belongs to; null when it is gone.
  [[nodiscard]] static std::shared_ptr<RtspMount> of(GstRTSPMedia* media);

 private:
  void prime(const UnitPtr& first);

  const std::shared_ptr<gst::MainLoop> loop_;
  const std::string path_;
  const MediaOptions options_;
  std::unique_ptr<LiveMedia> live_;              // made and freed by the output's thread, counted on the loop's between
  gst::Ref<GstRTSPMedia> media_;                 // loop's thread; null while not to be joined
  OutputHost* host_ = nullptr;                   // loop's thread; null while closed
  std::function<void(RtspMount&)> end_clients_;  // loop's thread
  std::atomic<bool> primed_{false};
  std::atomic<int> viewers_{0};
  std::atomic<bool> awaits_key_{false};
};

}  // namespace skyline::rtsp
