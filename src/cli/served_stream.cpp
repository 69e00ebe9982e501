// SPDX-License-Identifier: Apache-2.0
#include "cli/served_stream.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <utility>

#include "cli/console.hpp"
#include "cli/kvs_stream.hpp"
#include "cli/sources/pacing.hpp"

namespace skyline::cli {
namespace {

/// To every destination asked for, from one encoding.
std::unique_ptr<SkyLine> make_sky(const StreamSettings& settings, RtspServer* server) {
  StreamConfig config;
  config.name = settings.name;
  config.encoding = settings.encoding;
  config.fit = settings.fit;
  if (settings.kvs.stream.empty()) return std::make_unique<RtspSkyLine>(*server, settings.path, config);
  auto sky = make_kvs_stream(settings.kvs, config);
  if (!settings.path.empty()) sky->attach(server->output(settings.path));
  return sky;
}

/// After so long without trouble the next one is a new one.
constexpr std::chrono::seconds kGoodRun{60};

}  // namespace

ServedStream::ServedStream(StreamSettings settings, RtspServer* server)
    : settings_(std::move(settings)), sky_(make_sky(settings_, server)) {}

bool ServedStream::open(const Stop& stop) {
  source_ = make_source(settings_.source);
  const auto shape = source_->open(stop);
  if (stop.requested()) return false;
  sky_->start_streaming(shape.fps, shape.size.width, shape.size.height);
  return true;
}

StreamThread::StreamThread(std::unique_ptr<ServedStream> stream, AtFailure at_failure, Stop& all)
    : stream_(std::move(stream)), at_failure_(at_failure), all_(all) {}

StreamThread::~StreamThread() {
  stop();
  join();
}

void StreamThread::start(std::function<void()> on_end) {
  thread_ = std::thread([this, on_end = std::move(on_end)] {
    pthread_setname_np(pthread_self(), "sky-source");
    keep_running();
    stream_->close();
    if (ended_) on_end();
  });
}

void StreamThread::join() {
  if (thread_.joinable()) thread_.join();
}

bool StreamThread::run_once() {
  if (!std::exchange(is_open_, false) && !stream_->open(stop_)) return false;
  stream_->run(stop_);
  return !stop_.requested();
}

void StreamThread::keep_running() {
  Retry retry;
  for (;;) {
    const auto began = std::chrono::steady_clock::now();
    try {
      ended_ = run_once();
      return;
    } catch (const std::exception& error) {
      if (at_failure_ == AtFailure::kEnd) {
        all_.fail(error.what());
        return;
      }
      if (std::chrono::steady_clock::now() - began > kGoodRun) retry.reset();
      const auto delay = retry.next(random_share());
      note(fmt::format("{}: {}; trying again in {:.1f} s", settings().name, error.what(),
                       std::chrono::duration<double>(delay).count()));
      if (stop_.wait_for(delay)) return;
    }
  }
}

}  // namespace skyline::cli
