// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <iostream>
#include <memory>
#include <skyline/skyline.hpp>
#include <vector>

#include "board.hpp"
#include "child.hpp"
#include "clock.hpp"
#include "roles.hpp"
#include "scaled_frames.hpp"

namespace bench {
namespace {

struct Options {
  FrameSize size{};
  double fps = 30;
  double offset = 0;
  int board = -1;
  int frames = -1;
  bool hand_over = false;
};

// To the next multiple of the interval, moved by a share of it: python/clock.py waits in the same way.
void wait_for_tick(double fps, double offset) {
  const auto interval = std::llround(1e9 / fps);
  const auto moved = std::llround(offset * static_cast<double>(interval));
  sleep_until(((now_ns() - moved) / interval + 1) * interval + moved);
}

// A stream whose only output wants every unit and does nothing with it, as in python/contender_skyline.py.
class EncodedStream {
 public:
  explicit EncodedStream(const Options& options) : options_(options) {
    skyline::set_log_level(skyline::LogLevel::kWarning);
    sky_.attach(std::make_unique<skyline::GstOutput>("fakesink"));
    sky_.start_streaming(options.fps, options.size.width, options.size.height);
  }

  void put(const std::uint8_t* pixels) {
    const skyline::FrameView view(pixels, options_.size.width, options_.size.height, skyline::PixelFormat::kBgr);
    if (options_.hand_over) {
      sky_.put(skyline::OwnedFrame(view, [] {}));
    } else {
      sky_.put(view);
    }
  }

  [[nodiscard]] skyline::Stats stats() const { return sky_.stats(); }

 private:
  const Options& options_;
  skyline::SkyLine sky_;
};

nlohmann::json play(const Options& options, Board& board) {
  const ScaledFrames frames(options.frames, options.size);
  EncodedStream stream(options);
  board.port = -1;
  std::vector<double> puts;
  while (!board.done()) {
    wait_for_tick(options.fps, options.offset);
    const auto* pixels = frames.frame(board.frames_put);
    const auto start = now_ns();
    stream.put(pixels);
    const auto end = now_ns();
    if (board.measuring()) puts.push_back(static_cast<double>(end - start) / 1e6);
    ++board.frames_put;
  }
  const auto stats = stream.stats();
  return {{"frames", puts.size()},
          {"put_p50_ms", quantile(puts, 0.5)},
          {"put_p99_ms", quantile(puts, 0.99)},
          {"put_max_ms", quantile(puts, 1)},
          {"details", {{"frames_put", stats.frames_put}, {"frames_encoded", stats.frames_encoded}}}};
}

}  // namespace

void add_put_role(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* role = app.add_subcommand("role-put")->group("");
  role->add_option("--width", options->size.width)->required();
  role->add_option("--height", options->size.height)->required();
  role->add_option("--fps", options->fps);
  role->add_option("--offset", options->offset);
  role->add_option("--board", options->board)->required();
  role->add_option("--frames", options->frames)->required();
  role->add_flag("--hand-over", options->hand_over);
  role->callback([options] {
    die_with_parent();
    const BoardMemory memory(options->board);
    std::cout << play(*options, memory.board()) << std::endl;
  });
}

}  // namespace bench
