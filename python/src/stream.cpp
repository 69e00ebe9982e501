// SPDX-License-Identifier: Apache-2.0
#include "stream.hpp"

#include <utility>

#include "returned_leases.hpp"

namespace skyline::python {
namespace {

SkyLine::CaptureTime to_time(double seconds) {
  const std::chrono::duration<double> since_1970(seconds);
  return SkyLine::CaptureTime(std::chrono::duration_cast<SkyLine::CaptureTime::duration>(since_1970));
}

template <class Frame>
PutResult put_at(SkyLine& stream, Frame&& frame, std::optional<double> time) {
  if (time) return stream.put(std::forward<Frame>(frame), to_time(*time));
  return stream.put(std::forward<Frame>(frame));
}

}  // namespace

std::shared_ptr<SkyLine> Stream::alive() const {
  enter();
  if (!stream_) throw Error("the stream is closed; make a new one");
  return stream_;
}

std::shared_ptr<KvsSkyLine> Stream::alive_kvs() const { return std::dynamic_pointer_cast<KvsSkyLine>(alive()); }

void Stream::attach(OutputHandle& output) {
  const auto stream = alive();
  const Unlocked unlocked;
  output.attach_to(stream);
}

void Stream::detach(OutputHandle& output) {
  const auto stream = alive();
  const Unlocked unlocked;
  output.detach_from(stream);
}

void Stream::start(FrameRate fps, Extent width, Extent height) {
  const auto stream = alive();
  const Unlocked unlocked;
  stream->start_streaming(fps, width, height);
}

void Stream::stop() {
  {
    const auto stream = alive();
    const Unlocked unlocked;
    stream->stop_streaming();
  }
  end_returned_leases();
}

void Stream::close() {
  if (forked_while_in_use()) return;
  stream_.reset();
  end_returned_leases();
}

int Stream::put(const py::object& frame, const std::optional<std::string>& format, std::optional<double> time,
                bool hand_over) {
  const auto stream = alive();
  end_returned_leases();
  const auto source = read_frame(frame, format);
  if (hand_over) {
    const auto result = put_owned(*stream, source, time);
    end_returned_leases();
    return result;
  }
  const Unlocked unlocked;
  return put_view(*stream, source, time);
}

PutResult Stream::put_view(SkyLine& stream, const FrameSource& source, std::optional<double> time) {
  if (source.direct()) return put_at(stream, source.view(), time);
  const std::lock_guard lock(scratch_mutex_);
  return put_at(stream, source.gather(scratch_), time);
}

// The GIL is kept when nothing is converted and no thread started here: to get it back from a busy thread may take
// milliseconds. Nothing that put() locks is held by anybody who waits for the GIL.
PutResult Stream::put_owned(SkyLine& stream, const FrameSource& source, std::optional<double> time) {
  std::optional<Unlocked> unlocked;
  if (!source.direct() || stream.state() != State::kStreaming) unlocked.emplace();
  if (source.direct()) {
    return put_at(
        stream, OwnedFrame(source.view(), [lease = source.lease]() mutable { return_lease(std::move(lease)); }), time);
  }
  auto copy = std::make_shared<std::vector<std::uint8_t>>();
  const auto view = source.gather(*copy);
  return put_at(stream, OwnedFrame(view, [copy]() mutable { copy.reset(); }), time);
}

int Stream::state() const { return static_cast<int>(alive()->state()); }

Stats Stream::stats() const {
  const auto stream = alive();
  const Unlocked unlocked;
  return stream->stats();
}

KvsUndelivered Stream::stop_kvs(std::chrono::milliseconds deadline) {
  const auto stream = alive_kvs();
  const Unlocked unlocked;
  return stream->stop_streaming(deadline);
}

void Stream::add_metadata(const std::string& name, const std::string& value, bool persistent) {
  const auto stream = alive_kvs();
  const Unlocked unlocked;
  stream->add_metadata(name, value, persistent);
}

KvsStats Stream::kvs_stats() const {
  const auto stream = alive_kvs();
  const Unlocked unlocked;
  return stream->kvs_stats();
}

}  // namespace skyline::python
