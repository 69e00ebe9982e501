// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "outputs/rtsp/live_media.hpp"
#include "outputs/rtsp/mount.hpp"
#include "skyline/output.hpp"

namespace skyline::rtsp {

/// The path of a stream that SkyLine encodes. Made when the output is.
class RtspMount final : public Mount {
 public:
  RtspMount(std::shared_ptr<gst::MainLoop> loop, std::string path, MediaOptions options);

  // The output's side: its one thread.
  void open(OutputHost& host);
  void write(const UnitPtr& unit);
  void close();

  // Any thread.
  [[nodiscard]] bool wants_units() const { return !primed_.load() || viewers_.load() > 0; }
  [[nodiscard]] int viewers() const { return viewers_.load(); }

  // The server's side: the loop's thread.
  void count_viewers() override;
  /// The stream begins for him with a key unit.
  void joined() override;

 private:
  void prime(const UnitPtr& first);

  const MediaOptions options_;
  std::unique_ptr<LiveMedia> live_;  // made and freed by the output's thread, counted on the loop's between
  OutputHost* host_ = nullptr;       // loop's thread; null while closed
  std::atomic<bool> primed_{false};
  std::atomic<int> viewers_{0};
  std::atomic<bool> awaits_key_{false};
};

}  // namespace skyline::rtsp
