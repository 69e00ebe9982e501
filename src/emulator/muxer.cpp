// SPDX-License-Identifier: Apache-2.0
#include "emulator/muxer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

#include "emulator/service_error.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
}

namespace skyline::emulator {
namespace {

constexpr AVRational kMilliseconds{1, 1000};
constexpr int kBufferBytes = 1 << 16;

struct FreeContext {
  void operator()(AVFormatContext* context) const { avformat_free_context(context); }
};
struct FreePacket {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
struct FreeIo {
  void operator()(AVIOContext* io) const {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
};

class Options {
 public:
  explicit Options(const std::map<std::string, std::string>& values) {
    for (const auto& [name, value] : values) av_dict_set(&dict_, name.c_str(), value.c_str(), 0);
  }
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
  ~Options() { av_dict_free(&dict_); }
  AVDictionary** get() { return &dict_; }

 private:
  AVDictionary* dict_ = nullptr;
};

void check(int code) {
  if (code >= 0) return;
  std::array<char, AV_ERROR_MAX_STRING_SIZE> reason{};
  av_strerror(code, reason.data(), reason.size());
  throw ServiceError(400, "InvalidMediaFrameException",
                     fmt::format("the fragment's frames cannot be put into this container: {}", reason.data()));
}

template <class Pointer>
Pointer there(Pointer pointer) {
  if (!pointer) throw std::bad_alloc();
  return pointer;
}

/// A file in memory, for libavformat's calls.
struct MemoryFile {
  Bytes bytes;
  std::size_t position = 0;

  static int write(void* self, std::uint8_t* data, int size) noexcept {
    auto& file = *static_cast<MemoryFile*>(self);
    const auto length = static_cast<std::size_t>(size);
    try {
      file.bytes.resize(std::max(file.bytes.size(), file.position + length));
    } catch (const std::bad_alloc&) {
      return AVERROR(ENOMEM);
    }
    std::copy_n(data, length, file.bytes.begin() + static_cast<std::ptrdiff_t>(file.position));
    file.position += length;
    return size;
  }

  static std::int64_t seek(void* self, std::int64_t offset, int whence) noexcept {
    auto& file = *static_cast<MemoryFile*>(self);
    const auto size = static_cast<std::int64_t>(file.bytes.size());
    if ((whence & AVSEEK_SIZE) != 0) return size;
    if (whence == SEEK_CUR) offset += static_cast<std::int64_t>(file.position);
    if (whence == SEEK_END) offset += size;
    if (offset < 0 || offset > size) return AVERROR(EINVAL);
    file.position = static_cast<std::size_t>(offset);
    return offset;
  }
};

void set_extradata(AVCodecParameters& codec, const Bytes& data) {
  codec.extradata = there(
      static_cast<std::uint8_t*>(av_mallocz(data.size() + static_cast<std::size_t>(AV_INPUT_BUFFER_PADDING_SIZE))));
  codec.extradata_size = static_cast<int>(data.size());
  std::copy(data.begin(), data.end(), codec.extradata);
}

void describe(AVCodecParameters& codec, const Track& track) {
  if (track.codec_id == "A_AAC") {
    codec.codec_type = AVMEDIA_TYPE_AUDIO;
    codec.codec_id = AV_CODEC_ID_AAC;
    codec.sample_rate = static_cast<int>(track.sampling_frequency);
    codec.frame_size = 1024;
    codec.ch_layout.order = AV_CHANNEL_ORDER_UNSPEC;
    codec.ch_layout.nb_channels = track.channels;
  } else {
    codec.codec_type = AVMEDIA_TYPE_VIDEO;
    codec.codec_id = AV_CODEC_ID_H264;
    codec.width = track.width;
    codec.height = track.height;
  }
  set_extradata(codec, track.codec_private);
}

}  // namespace

class Muxer::Impl {
 public:
  explicit Impl(const std::string& format)
      : io_(there(avio_alloc_context(static_cast<std::uint8_t*>(there(av_malloc(kBufferBytes))), kBufferBytes, 1,
                                     &file_, nullptr, MemoryFile::write, MemoryFile::seek))) {
    av_log_set_level(AV_LOG_FATAL);  // what fails is thrown
    AVFormatContext* context = nullptr;
    check(avformat_alloc_output_context2(&context, nullptr, format.c_str(), nullptr));
    context_.reset(context);
    context->pb = io_.get();
    context->flags |= AVFMT_FLAG_BITEXACT;
    // Times are what they are: fragments of one stream are made one by one.
    context->avoid_negative_ts = AVFMT_AVOID_NEG_TS_DISABLED;
  }

  void add(const Track& track) {
    auto* stream = there(avformat_new_stream(context_.get(), nullptr));
    stream->time_base = kMilliseconds;
    describe(*stream->codecpar, track);
  }

  void write_head(const std::map<std::string, std::string>& options) {
    Options values(options);
    check(avformat_write_header(context_.get(), values.get()));
  }

  void write(std::size_t track, const Frame& frame, const FrameTime& time) {
    const auto* stream = context_->streams[track];
    if (frame.data.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) check(AVERROR(EINVAL));
    check(av_new_packet(packet_.get(), static_cast<int>(frame.data.size())));
    std::copy(frame.data.begin(), frame.data.end(), packet_->data);
    packet_->stream_index = static_cast<int>(track);
    packet_->pts = time.pts;
    packet_->dts = time.dts;
    packet_->duration = time.duration;
    packet_->flags = frame.key ? AV_PKT_FLAG_KEY : 0;
    av_packet_rescale_ts(packet_.get(), kMilliseconds, stream->time_base);
    check(av_interleaved_write_frame(context_.get(), packet_.get()));
  }

  void flush() {
    check(av_interleaved_write_frame(context_.get(), nullptr));
    check(av_write_frame(context_.get(), nullptr));
  }

  void finish() { check(av_write_trailer(context_.get())); }

  Bytes take() {
    avio_flush(io_.get());
    file_.position = 0;
    return std::exchange(file_.bytes, {});
  }

 private:
  MemoryFile file_;
  std::unique_ptr<AVIOContext, FreeIo> io_;
  std::unique_ptr<AVFormatContext, FreeContext> context_;
  std::unique_ptr<AVPacket, FreePacket> packet_{there(av_packet_alloc())};
};

Muxer::Muxer(const std::string& format, const std::vector<Track>& tracks,
             const std::map<std::string, std::string>& options)
    : impl_(std::make_unique<Impl>(format)) {
  for (const auto& track : tracks) impl_->add(track);
  impl_->write_head(options);
}

Muxer::~Muxer() = default;

void Muxer::write(std::size_t track, const Frame& frame, const FrameTime& time) { impl_->write(track, frame, time); }

void Muxer::flush() { impl_->flush(); }

void Muxer::finish() { impl_->finish(); }

Bytes Muxer::take() { return impl_->take(); }

}  // namespace skyline::emulator
