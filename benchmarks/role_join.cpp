// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <atomic>
#include <iostream>
#include <stdexcept>
#include <vector>

#include "board.hpp"
#include "child.hpp"
#include "clock.hpp"
#include "player.hpp"
#include "roles.hpp"

namespace bench {
namespace {

constexpr double kPatience = 20;
// An irrational part of a second: joins fall on every moment between two frames.
constexpr double kBetween = 0.1618;

// From the start of connecting, with the pipeline built, to the first decoded frame.
double join_once(int port) {
  std::atomic<std::int64_t> first = 0;
  Player player(rtsp_source(port) + kDecode + kOut, [&](GstSample*) {
    std::int64_t none = 0;
    first.compare_exchange_strong(none, now_ns());
  });
  const auto start = now_ns();
  player.play();
  while (first == 0) {
    if (player.ended(std::chrono::milliseconds(2))) throw std::runtime_error("the stream ended during a join");
    if (now_ns() - start > static_cast<std::int64_t>(kPatience * 1e9)) {
      throw std::runtime_error("no decoded frame within 20 s of a join");
    }
  }
  return static_cast<double>(first - start) / 1e6;
}

// rtspsrc makes these when it connects; finding and loading them is no part of joining a stream.
void load_plugins() {
  gst_init(nullptr, nullptr);
  for (const char* name : {"rtspsrc", "rtpbin", "rtpsession", "rtpssrcdemux", "rtpjitterbuffer", "rtpptdemux",
                           "rtpstorage", "rtph264depay", "h264parse", "avdec_h264", "appsink"}) {
    auto* element = gst_element_factory_make(name, nullptr);
    if (element == nullptr) {
      throw std::runtime_error(fmt::format("no GStreamer element {}: install the good, bad and libav plugins", name));
    }
    gst_object_unref(gst_object_ref_sink(element));
  }
}

nlohmann::json join(int count, Board& board) {
  load_plugins();
  std::vector<double> times;
  for (int i = 0; i < count; ++i) {
    sleep_seconds(kBetween);
    times.push_back(join_once(board.port));
  }
  return {{"joins", times}, {"join_p50_ms", quantile(times, 0.5)}, {"join_worst_ms", quantile(times, 1)}};
}

}  // namespace

void add_join_role(CLI::App& app) {
  auto board = std::make_shared<int>(-1);
  auto count = std::make_shared<int>(20);
  auto* role = app.add_subcommand("role-join")->group("");
  role->add_option("--board", *board)->required();
  role->add_option("--count", *count);
  role->callback([board, count] {
    die_with_parent();
    const BoardMemory memory(*board);
    std::cout << join(*count, memory.board()) << std::endl;
  });
}

}  // namespace bench
