// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/rtsp_mount.hpp"

#include <utility>

#include "base/log.hpp"

namespace skyline::rtsp {

RtspMount::RtspMount(std::shared_ptr<gst::MainLoop> loop, std::string path, MediaOptions options)
    : Mount(std::move(loop), std::move(path)), options_(std::move(options)) {}

void RtspMount::open(OutputHost& host) {
  loop()->run([this, &host] { host_ = &host; });
}

void RtspMount::write(const UnitPtr& unit) {
  if (live_) {
    if (unit->key) awaits_key_ = false;
    if (!awaits_key_) live_->push(unit);
  } else {
    prime(unit);
  }
}

// On the output's own thread: the loop goes on serving, and answers 503 for this path, while the media is prepared.
void RtspMount::prime(const UnitPtr& first) {
  live_ = std::make_unique<LiveMedia>(loop(), path(), options_, first);
  publish(live_->media());
  primed_ = true;
  log::debug("rtsp", "{} can be played", path());
}

void RtspMount::close() {
  loop()->run([this] { host_ = nullptr; });
  withdraw();
  if (live_ && viewers() > 0) live_->send_end();
  end_clients();
  live_.reset();
  primed_ = false;
  viewers_ = 0;
}

void RtspMount::count_viewers() {
  if (ready()) viewers_ = live_->viewers();
}

void RtspMount::joined() {
  // The first viewer must not see units that build on those nobody was sent.
  if (viewers_ == 0) awaits_key_ = true;
  count_viewers();
  if (host_) host_->request_key_frame();
}

}  // namespace skyline::rtsp
