// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/pipeline_mount.hpp"

#include <gst/video/video.h>

#include <chrono>
#include <exception>
#include <utility>

#include "base/backoff.hpp"
#include "base/log.hpp"
#include "outputs/rtsp/debug_mask.hpp"
#include "outputs/rtsp/launch_text.hpp"

namespace skyline::rtsp {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kFirstDelay{250};
constexpr std::chrono::seconds kMostDelay{30};
constexpr std::chrono::seconds kTail{1};    // for the packets on their way when the last has left its payloader
constexpr std::chrono::seconds kSound{10};  // what ran so long is built anew without much delay

void ask_for_key_unit(GstRTSPMedia* media) {
  const auto bin = gst::adopt(gst_rtsp_media_get_element(media));
  for (const auto& payloader : payloaders_of(bin.get())) {
    const gst::Owned<GstPad, gst_object_unref> pad(gst_element_get_static_pad(payloader.get(), "sink"));
    if (pad) gst_pad_push_event(pad.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
  }
}

}  // namespace

/// Makes a media the mount's current one, and lets its clients go in the end.
class PipelineMount::Current {
 public:
  Current(PipelineMount& mount, HeldMedia& media) : mount_(mount) {
    const std::lock_guard lock(mount_.mutex_);
    mount_.current_ = &media;
    if (mount_.stopping_) media.interrupt();
  }
  Current(const Current&) = delete;
  Current& operator=(const Current&) = delete;
  ~Current() {
    mount_.withdraw();
    mount_.end_clients();
    const std::lock_guard lock(mount_.mutex_);
    mount_.current_ = nullptr;
  }

 private:
  PipelineMount& mount_;
};

PipelineMount::PipelineMount(std::shared_ptr<gst::MainLoop> loop, std::string path, std::string launch,
                             MediaOptions options)
    : Mount(std::move(loop), std::move(path)),
      launch_(std::move(launch)),
      options_(std::move(options)),
      own_loop_(std::make_shared<gst::MainLoop>()) {
  (void)parse_launch(this->path(), launch_);  // a mistake in the text shows at once
}

void PipelineMount::start() {
  worker_.start("sky-rtsp-" + path(), [this](Worker& /*worker*/) { run(); });
}

void PipelineMount::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (current_) current_->interrupt();
  }
  worker_.stop();
}

void PipelineMount::joined() {
  own_loop_->post([media = media()] {
    if (media) ask_for_key_unit(media.get());
  });
}

void PipelineMount::run() {
  Backoff backoff(kFirstDelay, kMostDelay, system_random());
  while (!stopping()) {
    const auto begin = steady_clock::now();
    try {
      serve();
    } catch (const std::exception& error) {
      if (!stopping()) log::warn("rtsp", "{}; it is tried again", mask_credentials(error.what()));
    }
    if (steady_clock::now() - begin > kSound) backoff.reset();
    // What woke the wait for the end may have left a wake behind.
    const auto next = steady_clock::now() + backoff.next();
    while (worker_.wait_until(next) && steady_clock::now() < next) {
    }
  }
}

bool PipelineMount::stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void PipelineMount::serve() {
  HeldMedia media(own_loop_, path(), parse_launch(path(), launch_), gst::retain(gst_pipeline_new("media")), options_,
                  [this] { worker_.wake(); });
  const Current current(*this, media);
  media.start();
  publish(media.media());
  log::debug("rtsp", "{} can be played", path());
  while (media.bus().error().empty() && !media.ended() && worker_.wait()) {
  }
  if (stopping()) return;
  const auto why = media.bus().error();
  if (why.empty()) {
    (void)media.bus().wait_for_end(kTail);
    log::debug("rtsp", "the pipeline of {} has ended, it starts again", path());
  } else {
    log::warn("rtsp", "the pipeline of {} failed, it is built anew: {}", path(), mask_credentials(why));
  }
}

}  // namespace skyline::rtsp
