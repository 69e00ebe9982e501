// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/rtsp_mount.hpp"

#include <utility>

#include "base/log.hpp"
#include "outputs/rtsp/gobject.hpp"

namespace skyline::rtsp {
namespace {

using MediaOwner = std::weak_ptr<RtspMount>;

}  // namespace

RtspMount::RtspMount(std::shared_ptr<gst::MainLoop> loop, std::string path, MediaOptions options)
    : loop_(std::move(loop)), path_(std::move(path)), options_(std::move(options)) {}

bool RtspMount::covers(std::string_view path) const {
  return path.starts_with(path_) && (path.size() == path_.size() || path[path_.size()] == '/');
}

std::shared_ptr<RtspMount> RtspMount::of(GstRTSPMedia* media) {
  const auto* owner = media ? Attached<MediaOwner>::get(media) : nullptr;
  return owner ? owner->lock() : nullptr;
}

void RtspMount::open(OutputHost& host) {
  loop_->run([this, &host] { host_ = &host; });
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
  live_ = std::make_unique<LiveMedia>(loop_, path_, options_, first);
  Attached<MediaOwner>::set(live_->media().get(), weak_from_this());
  loop_->run([this] {
    media_ = live_->media();
    count_viewers();
  });
  primed_ = true;
  log::debug("rtsp", "{} can be played", path_);
}

void RtspMount::close() {
  loop_->run([this] {
    host_ = nullptr;
    media_.reset();
  });
  if (live_ && viewers() > 0) live_->send_end();
  loop_->run([this] {
    if (end_clients_) end_clients_(*this);
  });
  live_.reset();
  primed_ = false;
  viewers_ = 0;
}

void RtspMount::count_viewers() {
  if (media_) viewers_ = live_->viewers();
}

void RtspMount::joined() {
  // The first viewer must not see units that build on those nobody was sent.
  if (viewers_ == 0) awaits_key_ = true;
  count_viewers();
  if (host_) host_->request_key_frame();
}

}  // namespace skyline::rtsp
