// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <vector>

#include "board.hpp"
#include "child.hpp"
#include "clock.hpp"
#include "contender.hpp"
#include "frames.hpp"
#include "roles.hpp"

namespace bench {
namespace {

struct Options {
  std::string design;
  double fps = 30;
  int board = -1;
  int frames = -1;
  bool hand_over = false;
  bool compare_memcpy = false;
  std::string record;
};

std::unique_ptr<Contender> make(const Options& options) {
  if (options.design == "skyline") return make_skyline(options.fps, options.hand_over);
  if (options.design == "old") return make_old(options.fps);
  if (options.design == "limit") return make_limit(options.fps, options.record);
  throw std::invalid_argument("no such design: " + options.design);
}

// Copies a frame nobody has touched for a while to memory nobody has touched for a while, as put() meets them.
class ColdCopy {
 public:
  double copy(const std::uint8_t* pixels) {
    auto& target = targets_[next_++ % targets_.size()];
    const auto start = now_ns();
    std::memcpy(target.data(), pixels, kFrameBytes);
    return static_cast<double>(now_ns() - start) / 1e6;
  }

 private:
  std::vector<std::vector<std::uint8_t>> targets_{4, std::vector<std::uint8_t>(kFrameBytes, 1)};
  std::size_t next_ = 0;
};

// An application with a frame every 1/fps seconds.
class Application {
 public:
  Application(const Options& options, Board& board)
      : options_(options), board_(board), frames_(options.frames), contender_(make(options)) {
    if (options.compare_memcpy) copy_.emplace();
  }

  nlohmann::json run() {
    board_.port = contender_->port();
    const auto interval = static_cast<std::int64_t>(1e9 / options_.fps);
    const auto start = now_ns();
    for (std::int64_t tick = 0; !board_.done(); ++tick) {
      sleep_until(start + tick * interval);
      if (board_.measuring() && cpu_start_ < 0) begin();
      if (board_.paused == 0) put();
      if (options_.compare_memcpy) {
        sleep_until(start + tick * interval + interval / 2);
        note(copies_, copy_->copy(frames_.frame(number_ + Frames::kCount / 2)));
      }
    }
    return result();
  }

 private:
  void begin() {
    cpu_start_ = cpu_ms();
    first_ = number_;
  }

  void put() {
    auto* pixels = frames_.frame(number_);
    const auto start = now_ns();
    board_.put_at[number_ % Board::kRemembered] = start;
    contender_->put(pixels);
    note(puts_, static_cast<double>(now_ns() - start) / 1e6);
    board_.frames_put = ++number_;
  }

  void note(std::vector<double>& values, double value) const {
    if (cpu_start_ >= 0) values.push_back(value);
  }

  [[nodiscard]] nlohmann::json result() const {
    if (cpu_start_ < 0) throw std::runtime_error("the run ended before it was measured");
    const double cpu = cpu_ms() - cpu_start_;
    return {{"frames", number_ - first_},
            {"cpu_ms_per_frame", cpu / static_cast<double>(number_ - first_)},
            {"put_p50_ms", quantile(puts_, 0.5)},
            {"put_p99_ms", quantile(puts_, 0.99)},
            {"put_max_ms", quantile(puts_, 1)},
            {"memcpy_p50_ms", quantile(copies_, 0.5)},
            {"memcpy_p99_ms", quantile(copies_, 0.99)},
            {"peak_memory_mb", peak_memory_mb()},
            {"details", contender_->details()}};
  }

  Options options_;
  Board& board_;
  Frames frames_;
  std::unique_ptr<Contender> contender_;
  std::optional<ColdCopy> copy_;  // its memory counts, so only who needs it has it
  std::uint32_t number_ = 0;
  std::uint32_t first_ = 0;
  double cpu_start_ = -1;
  std::vector<double> puts_;
  std::vector<double> copies_;
};

void play_source(const Options& options) {
  die_with_parent();
  const BoardMemory memory(options.board);
  Application application(options, memory.board());
  std::cout << application.run() << std::endl;
}

}  // namespace

void add_source_role(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* role = app.add_subcommand("role-source")->group("");
  role->add_option("--design", options->design)->required();
  role->add_option("--fps", options->fps);
  role->add_option("--board", options->board)->required();
  role->add_option("--frames", options->frames)->required();
  role->add_option("--record", options->record);
  role->add_flag("--hand-over", options->hand_over);
  role->add_flag("--memcpy", options->compare_memcpy);
  role->callback([options] { play_source(*options); });
}

void add_hold_role(CLI::App& app) {
  auto descriptor = std::make_shared<int>(-1);
  auto* role = app.add_subcommand("role-hold")->group("");
  role->add_option("--frames", *descriptor)->required();
  role->callback([descriptor] {
    die_with_parent();
    const Frames frames(*descriptor);
    std::cout << nlohmann::json{{"peak_memory_mb", peak_memory_mb()}} << std::endl;
  });
}

}  // namespace bench
