// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/rtsp-server/rtsp-server.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "gst/handles.hpp"
#include "gst/runtime.hpp"

namespace skyline::rtsp {

/// A path of the server and the media served there, while there is one. Shared by the server, the factory and whoever
/// feeds the media; whichever goes first, the others stay harmless.
class Mount : public std::enable_shared_from_this<Mount> {
 public:
  /// `loop` is the server's.
  Mount(std::shared_ptr<gst::MainLoop> loop, std::string path);
  Mount(const Mount&) = delete;
  Mount& operator=(const Mount&) = delete;
  virtual ~Mount() = default;

  [[nodiscard]] const std::string& path() const { return path_; }
  /// True for the path itself and what is below it, such as its streams' control URLs.
  [[nodiscard]] bool covers(std::string_view path) const;
  /// The mount a media belongs to; null when it is gone.
  [[nodiscard]] static std::shared_ptr<Mount> of(GstRTSPMedia* media);

  // The server's side: the loop's thread.
  [[nodiscard]] gst::Ref<GstRTSPMedia> media() const { return media_; }
  [[nodiscard]] bool ready() const { return static_cast<bool>(media_); }
  /// Called on the loop's thread to make all clients let go of the media; empty without a server.
  void on_end(std::function<void(Mount&)> end_clients) { end_clients_ = std::move(end_clients); }
  virtual void count_viewers() = 0;
  /// Somebody has begun to play.
  virtual void joined() = 0;

 protected:
  [[nodiscard]] const std::shared_ptr<gst::MainLoop>& loop() const { return loop_; }
  /// From now on clients get this media. Not on the loop's thread, as the next two.
  void publish(const gst::Ref<GstRTSPMedia>& media);
  /// Nobody gets it any more; those who have it keep it.
  void withdraw();
  void end_clients();

 private:
  const std::shared_ptr<gst::MainLoop> loop_;
  const std::string path_;
  gst::Ref<GstRTSPMedia> media_;             // loop's thread; null while not to be joined
  std::function<void(Mount&)> end_clients_;  // loop's thread
};

}  // namespace skyline::rtsp
