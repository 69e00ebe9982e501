// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/mount.hpp"

#include <utility>

#include "outputs/rtsp/gobject.hpp"

namespace skyline::rtsp {
namespace {

using MediaOwner = std::weak_ptr<Mount>;

}  // namespace

Mount::Mount(std::shared_ptr<gst::MainLoop> loop, std::string path) : loop_(std::move(loop)), path_(std::move(path)) {}

bool Mount::covers(std::string_view path) const {
  return path.starts_with(path_) && (path.size() == path_.size() || path[path_.size()] == '/');
}

std::shared_ptr<Mount> Mount::of(GstRTSPMedia* media) {
  const auto* owner = media ? Attached<MediaOwner>::get(media) : nullptr;
  return owner ? owner->lock() : nullptr;
}

void Mount::publish(const gst::Ref<GstRTSPMedia>& media) {
  Attached<MediaOwner>::set(media.get(), weak_from_this());
  loop_->run([&] {
    media_ = media;
    count_viewers();
  });
}

void Mount::withdraw() {
  loop_->run([this] { media_.reset(); });
}

void Mount::end_clients() {
  loop_->run([this] {
    if (end_clients_) end_clients_(*this);
  });
}

}  // namespace skyline::rtsp
