// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <vector>

#include "board.hpp"
#include "child.hpp"
#include "clock.hpp"
#include "picture.hpp"
#include "player.hpp"
#include "roles.hpp"

namespace bench {
namespace {

struct Options {
  int board = -1;
  int count = 1;
  bool decode = false;
  std::string record;
};

// One client that plays until the run is over.
class Client {
 public:
  Client(const Options& options, Board& board)
      : options_(options), board_(board), player_(pipeline(), [this](GstSample* sample) { take(sample); }) {
    if (!options.record.empty()) record_.open(options.record, std::ios::binary);
  }

  void play() { player_.play(); }
  void check() const { player_.check(); }
  [[nodiscard]] std::vector<double> latencies() const {
    const std::lock_guard lock(mutex_);
    return latencies_;
  }
  [[nodiscard]] std::uint64_t received() const { return received_; }

 private:
  [[nodiscard]] std::string pipeline() const {
    std::string middle = " ! ";
    if (options_.decode) middle = kDecode;
    if (!options_.record.empty()) middle = " ! rtph264depay ! video/x-h264,stream-format=byte-stream,alignment=au ! ";
    return rtsp_source(board_.port) + middle + kOut;
  }

  void take(GstSample* sample) {
    const auto now = now_ns();
    if (!std::exchange(playing_, true)) ++board_.playing;
    if (record_.is_open()) write(sample);
    if (!board_.measuring()) return;
    ++received_;
    if (options_.decode) note_latency(sample, now);
  }

  void write(GstSample* sample) {
    GstMapInfo info{};
    auto* buffer = gst_sample_get_buffer(sample);
    if (gst_buffer_map(buffer, &info, GST_MAP_READ) == FALSE) return;
    record_.write(reinterpret_cast<const char*>(info.data), static_cast<std::streamsize>(info.size));
    gst_buffer_unmap(buffer, &info);
  }

  void note_latency(GstSample* sample, std::int64_t now) {
    const auto number = number_of(sample);
    const std::lock_guard lock(mutex_);
    if (!number || *number == last_) return;  // a still of the last frame tells nothing about latency
    last_ = *number;
    const auto put_at = board_.put_at[*number % Board::kRemembered].load();
    latencies_.push_back(static_cast<double>(now - put_at) / 1e6);
  }

  const Options& options_;
  Board& board_;
  std::ofstream record_;
  bool playing_ = false;
  std::atomic<std::uint64_t> received_ = 0;
  mutable std::mutex mutex_;
  std::uint32_t last_ = 0xFFFFFFFF;  // guarded by mutex_
  std::vector<double> latencies_;    // guarded by mutex_
  Player player_;                    // last: its threads use all of the above
};

nlohmann::json run(const Options& options, Board& board) {
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < options.count; ++i) clients.push_back(std::make_unique<Client>(options, board));
  for (auto& client : clients) client->play();
  while (!board.done()) {
    for (auto& client : clients) client->check();
    sleep_seconds(0.05);
  }
  std::uint64_t least = UINT64_MAX;
  for (auto& client : clients) least = std::min(least, client->received());
  const auto latencies = clients.front()->latencies();
  return {{"received_by_the_worst", least},
          {"latencies", latencies.size()},
          {"latency_p50_ms", quantile(latencies, 0.5)},
          {"latency_p99_ms", quantile(latencies, 0.99)}};
}

}  // namespace

void add_client_role(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* role = app.add_subcommand("role-client")->group("");
  role->add_option("--board", options->board)->required();
  role->add_option("--count", options->count);
  role->add_flag("--decode", options->decode);
  role->add_option("--record", options->record);
  role->callback([options] {
    die_with_parent();
    const BoardMemory memory(options->board);
    std::cout << run(*options, memory.board()) << std::endl;
  });
}

}  // namespace bench
