// SPDX-License-Identifier: Apache-2.0
#include "emulator/media.hpp"

#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <stdexcept>

#include "support/process.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace skyline::test {
namespace {

using emulator::Bytes;
using emulator::Fragment;
using emulator::Track;

struct CloseFile {
  void operator()(AVFormatContext* file) const { avformat_close_input(&file); }
};
struct FreePacket {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
using File = std::unique_ptr<AVFormatContext, CloseFile>;

File open_file(const std::string& path) {
  AVFormatContext* file = nullptr;
  if (avformat_open_input(&file, path.c_str(), nullptr, nullptr) < 0) throw std::runtime_error("cannot open " + path);
  File owner(file);
  if (avformat_find_stream_info(file, nullptr) < 0) throw std::runtime_error("cannot read " + path);
  return owner;
}

std::vector<Track> tracks_of(const AVFormatContext& file) {
  std::vector<Track> tracks;
  for (unsigned i = 0; i < file.nb_streams; ++i) {
    const auto& codec = *file.streams[i]->codecpar;
    const bool video = codec.codec_type == AVMEDIA_TYPE_VIDEO;
    Track track;
    track.number = i + 1;
    track.type = video ? 1 : 2;
    track.codec_id = video ? "V_MPEG4/ISO/AVC" : "A_AAC";
    track.codec_private = Bytes(codec.extradata, codec.extradata + codec.extradata_size);
    track.width = codec.width;
    track.height = codec.height;
    track.sampling_frequency = codec.sample_rate;
    track.channels = codec.ch_layout.nb_channels;
    tracks.push_back(track);
  }
  return tracks;
}

Fragment begin_fragment(std::size_t index, const std::vector<Track>& tracks) {
  Fragment fragment;
  const auto start_ms = kMediaStartMs + static_cast<std::int64_t>(index) * 1000;
  fragment.info = {fmt::format("{}", index + 1), start_ms, start_ms + 200, 1000, 0};
  fragment.tracks = tracks;
  return fragment;
}

std::vector<Fragment> read_fragments(AVFormatContext& file) {
  const auto tracks = tracks_of(file);
  std::vector<Fragment> fragments;
  const std::unique_ptr<AVPacket, FreePacket> packet(av_packet_alloc());
  for (; av_read_frame(&file, packet.get()) >= 0; av_packet_unref(packet.get())) {
    const auto index = static_cast<unsigned>(packet->stream_index);
    const bool key = tracks[index].type == 1 && (packet->flags & AV_PKT_FLAG_KEY) != 0;
    if (key) fragments.push_back(begin_fragment(fragments.size(), tracks));
    if (fragments.empty()) continue;
    fragments.back().frames.push_back(
        {index + 1, kMediaStartMs + packet->pts, key, Bytes(packet->data, packet->data + packet->size)});
    fragments.back().info.bytes += static_cast<std::uint64_t>(packet->size);
  }
  return fragments;
}

}  // namespace

std::vector<Fragment> make_fragments(int seconds, const std::vector<std::string>& options) {
  const TemporaryFolder folder;
  const auto path = folder.file("media.mkv");
  std::vector<std::string> command{"ffmpeg", "-v",    "error", "-nostdin",
                                   "-f",     "lavfi", "-i",    "testsrc2=size=320x180:rate=10"};
  command.insert(command.end(), options.begin(), options.end());
  const auto length = fmt::format("{}", seconds);
  for (const auto* argument : {"-t", length.c_str(), "-c:v", "libx264", "-preset", "ultrafast", "-g", "10",
                               "-keyint_min", "10", "-sc_threshold", "0", path.c_str()}) {
    command.emplace_back(argument);
  }
  const auto result = run_process(command);
  if (result.status != 0) throw std::runtime_error(result.output);
  return read_fragments(*open_file(path));
}

std::vector<std::string> with_sound() { return {"-f", "lavfi", "-i", "sine=sample_rate=48000", "-c:a", "aac"}; }

std::vector<emulator::FragmentInfo> make_infos(std::size_t count) {
  std::vector<emulator::FragmentInfo> infos;
  for (std::size_t i = 0; i < count; ++i) {
    const auto start_ms = kMediaStartMs + static_cast<std::int64_t>(i) * 2000;
    infos.push_back({fmt::format("{}", i + 1), start_ms, start_ms + 500, 2000, 1000});
  }
  return infos;
}

std::string probe(const Bytes& bytes, const std::string& entries) {
  const TemporaryFolder folder;
  const auto path = folder.file("media");
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return run_process({"ffprobe", "-v", "error", "-count_frames", "-of", "default=noprint_wrappers=1", "-show_entries",
                      entries, path})
      .output;
}

}  // namespace skyline::test
