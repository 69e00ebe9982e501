// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor/own_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "cli/errors.hpp"
#include "cli/sources/gst_pipeline.hpp"
#include "cli/sources/url.hpp"
#include "skyline/stats.hpp"
#include "skyline/test_scene.hpp"

namespace skyline::cli {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int kWidth = 320;
constexpr int kHeight = 240;
constexpr auto kPeriod = 20ms;
constexpr int kPictures = 10;
constexpr auto kPatience = 10s;
constexpr auto kSlice = 200ms;
constexpr guint64 kUdpPatienceUs = 4'000'000;

RtspServerConfig on_loopback() { return {.port = 0, .address = "127.0.0.1"}; }

const char* find_decoder() {
  for (const auto* name : {"avdec_h264", "openh264dec"}) {
    const ElementPtr element(gst_element_factory_make(name, nullptr));
    if (element) return name;
  }
  return nullptr;
}

std::string description(const char* decoder) {
  return fmt::format("rtspsrc name=in latency=0 ! rtph264depay ! h264parse ! {} ! appsink name=out sync=false",
                     decoder);
}

void configure(GstBin* pipeline, const std::string& url, Transport transport) {
  const auto parts = split_url(url);
  const ElementPtr source(gst_bin_get_by_name(pipeline, "in"));
  g_object_set(source.get(), "location", parts.bare.c_str(), "user-id", parts.user.c_str(), "user-pw",
               parts.password.c_str(), "timeout", kUdpPatienceUs, nullptr);
  gst_util_set_object_arg(G_OBJECT(source.get()), "protocols", transport == Transport::kTcp ? "tcp" : "udp");
}

}  // namespace

OwnStream::OwnStream() : server_(on_loopback()), sky_(server_, "/doctor") {
  sky_.start_streaming(1s / kPeriod, kWidth, kHeight);
  server_.start();
  feeder_ = std::thread([this] { feed(); });
}

OwnStream::~OwnStream() {
  stop_.finish();
  feeder_.join();
  sky_.stop_streaming();
  server_.stop();
}

void OwnStream::feed() {
  TestScene scene(kWidth, kHeight);
  const auto start = Clock::now();
  for (std::uint64_t index = 0; !stop_.wait_until(start + kPeriod * index); ++index) {
    const auto now = std::chrono::system_clock::now();
    sky_.put(scene.draw(index, now), now);
  }
}

void OwnStream::wait_until_joinable() const {
  const auto deadline = Clock::now() + kPatience;
  const auto is_out = [](const OutputStats& output) { return output.units_written > 0; };
  while (std::ranges::none_of(sky_.stats().outputs, is_out)) {
    if (Clock::now() > deadline || stop_.wait_for(5ms)) {
      throw RunError(fmt::format("no picture was encoded within {} s", kPatience.count()));
    }
  }
}

Watched watch(const std::string& url, Transport transport) {
  gst_init(nullptr, nullptr);
  Watched watched;
  const auto* const decoder = find_decoder();
  if (decoder == nullptr) return {.can_decode = false};
  GstPipeline pipeline(description(decoder), [&](GstBin* bin) { configure(bin, url, transport); });
  const auto begin = Clock::now();
  pipeline.set_state(GST_STATE_PLAYING);
  while (watched.pictures < kPictures && Clock::now() - begin < kPatience && watched.error.empty()) {
    const auto picture = pipeline.pull(kSlice);
    watched.error = picture ? "" : pipeline.error();
    if (!picture) continue;
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    if (watched.pictures++ == 0) watched.first_ms = static_cast<int>(passed.count());
  }
  return watched;
}

}  // namespace skyline::cli
