// SPDX-License-Identifier: Apache-2.0
#include "run.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "clock.hpp"

namespace bench {
namespace {

constexpr double kPatience = 30;
constexpr double kPause = 5;

Child start_source(const Setup& setup, int board, int frames) {
  const std::vector<std::string> common{"--fps",    fmt::format("{}", setup.fps), "--board", fmt::format("{}", board),
                                        "--frames", fmt::format("{}", frames)};
  if (!setup.application.empty()) {
    std::vector<std::string> arguments(setup.application.begin() + 1, setup.application.end());
    arguments.insert(arguments.end(), common.begin(), common.end());
    return Child(std::move(arguments), setup.application.front());
  }
  std::vector<std::string> arguments{"role-source", "--design", setup.design};
  arguments.insert(arguments.end(), common.begin(), common.end());
  if (setup.hand_over) arguments.emplace_back("--hand-over");
  if (setup.compare_memcpy) arguments.emplace_back("--memcpy");
  if (setup.design == "limit" && !setup.record.empty()) arguments.insert(arguments.end(), {"--record", setup.record});
  return Child(std::move(arguments));
}

}  // namespace

Run::Run(const Setup& setup, int frames_descriptor)
    : setup_(setup), source_(start_source(setup, memory_.descriptor(), frames_descriptor)) {
  wait_for([this] { return memory_.board().port != 0 && memory_.board().frames_put > 0; }, "the server");
}

template <class Condition>
void Run::wait_for(Condition condition, const char* what) {
  const auto deadline = now_ns() + static_cast<std::int64_t>(kPatience * 1e9);
  while (!condition()) {
    source_.check_alive();
    if (clients_) clients_->check_alive();
    if (now_ns() > deadline) throw std::runtime_error(fmt::format("waited {} s for {} in vain", kPatience, what));
    sleep_seconds(0.02);
  }
}

void Run::start_clients() {
  std::vector<std::string> arguments{"role-client", "--board", fmt::format("{}", memory_.descriptor()), "--count",
                                     fmt::format("{}", setup_.clients)};
  if (setup_.decode) arguments.emplace_back("--decode");
  if (!setup_.record.empty()) arguments.insert(arguments.end(), {"--record", setup_.record});
  clients_.emplace(std::move(arguments));
  wait_for([this] { return memory_.board().playing >= setup_.clients; }, "the first picture at the clients");
}

Results Run::measure() {
  return measure([this] { sleep_seconds(setup_.measured_s); });
}

Results Run::measure(const std::function<void()>& meanwhile) {
  if (setup_.clients > 0 && memory_.board().port > 0) start_clients();
  sleep_seconds(setup_.warm_up_s);
  memory_.board().phase = Board::kMeasure;
  meanwhile();
  Results results;
  results.source = end();
  if (clients_) results.clients = clients_->result(kPatience);
  return results;
}

nlohmann::json Run::joins(int count, bool paused) {
  memory_.board().phase = Board::kMeasure;
  wait_for([this] { return memory_.board().frames_put > 2; }, "frames");
  if (paused) {
    memory_.board().paused = 1;
    sleep_seconds(kPause);
  }
  Child joins({"role-join", "--board", fmt::format("{}", memory_.descriptor()), "--count", fmt::format("{}", count)});
  auto result = joins.result(10.0 * count + kPatience);
  static_cast<void>(end());
  return result;
}

nlohmann::json Run::end() {
  memory_.board().phase = Board::kDone;
  return source_.result(kPatience);
}

}  // namespace bench
