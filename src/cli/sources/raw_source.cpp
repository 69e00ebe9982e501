// SPDX-License-Identifier: Apache-2.0
#include "cli/sources/raw_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

constexpr int kPipeBytes = 1 << 20;  // what an unprivileged process may have

}  // namespace

std::shared_ptr<std::uint8_t[]> BufferPool::take() {
  Buffer buffer;
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      buffer = std::move(free_.back());
      free_.pop_back();
    }
  }
  if (!buffer) buffer = std::make_unique_for_overwrite<std::uint8_t[]>(bytes_);
  auto* data = buffer.release();
  return {data, [pool = shared_from_this()](std::uint8_t* returned) { pool->give_back(Buffer(returned)); }};
}

void BufferPool::give_back(Buffer buffer) {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(buffer));
}

RawSource::RawSource(const SourceSettings& settings)
    : format_(settings.format.value()),
      size_(settings.size.value()),
      fps_(settings.fps),
      bytes_(frame_bytes(format_, size_)) {}

SourceShape RawSource::open(const Stop& /*stop*/) {
  if (isatty(STDIN_FILENO) != 0) {
    throw RunError("standard input is a terminal; pipe raw frames into it, for example from ffmpeg -f rawvideo");
  }
  // Fewer wake-ups per frame; not a pipe, or not allowed, is fine too.
  static_cast<void>(fcntl(STDIN_FILENO, F_SETPIPE_SZ, kPipeBytes));
  return {fps_ ? FrameRate(*fps_) : FrameRate(kVariable), size_};
}

void RawSource::run(SkyLine& sky, const Stop& stop) {
  using Clock = std::chrono::steady_clock;
  const auto pool = std::make_shared<BufferPool>(bytes_);
  const auto period = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(fps_ ? 1 / *fps_ : 0));
  auto due = Clock::now();
  for (;;) {
    auto buffer = pool->take();
    if (!read_frame(buffer.get(), stop)) return;
    if (fps_ && stop.wait_until(due)) return;
    const FrameView view(buffer.get(), size_.width, size_.height, format_);
    sky.put(OwnedFrame(view, [held = std::move(buffer)]() mutable { held.reset(); }));
    ++frames_;
    due = std::max(due + period, Clock::now());
  }
}

bool RawSource::read_frame(std::uint8_t* into, const Stop& stop) {
  std::size_t got = 0;
  while (got < bytes_) {
    if (!stop.wait_ready(STDIN_FILENO, POLLIN)) return false;
    const auto count = ::read(STDIN_FILENO, into + got, bytes_ - got);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) throw RunError(fmt::format("cannot read standard input: {}", std::strerror(errno)));
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  if (got != 0 && got != bytes_) {
    throw RunError(
        fmt::format("standard input ended inside frame {}: {} of {} bytes are missing; check --format and --size",
                    frames_ + 1, bytes_ - got, bytes_));
  }
  return got == bytes_;
}

}  // namespace skyline::cli
