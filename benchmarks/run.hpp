// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "board.hpp"
#include "child.hpp"

namespace bench {

/// How an application and its clients are run, each side in a process of its own.
struct Setup {
  std::string design{};  ///< "skyline", "old" or "limit"
  /// A program with its arguments in place of this one's application; the descriptors of `--board` and `--frames` and
  /// the `--fps` are added.
  std::vector<std::string> application{};
  double fps = 30;
  int clients = 1;
  bool decode = false;     ///< the clients decode; otherwise they only receive
  bool hand_over = false;  ///< frames are handed over instead of lent (SkyLine)
  bool compare_memcpy = false;
  std::string record{};  ///< file for the H.264 stream as the client got it
  double warm_up_s = 2;  ///< after the clients receive something
  double measured_s = 6;
};

struct Results {
  nlohmann::json source;
  nlohmann::json clients;  ///< null without clients
};

/// Plays one application with a contender, from start to end. Throws when a process fails.
class Run {
 public:
  Run(const Setup& setup, int frames_descriptor);

  /// Waits for clients, warms up, measures, ends.
  [[nodiscard]] Results measure();
  /// Likewise; measures as long as `meanwhile` takes.
  [[nodiscard]] Results measure(const std::function<void()>& meanwhile);
  /// The application does not put until told otherwise.
  void pause(bool paused) { memory_.board().paused = paused ? 1 : 0; }
  /// `count` clients that join and leave one after another; the application has put for a while, or puts no more.
  [[nodiscard]] nlohmann::json joins(int count, bool paused);

 private:
  template <class Condition>
  void wait_for(Condition condition, const char* what);
  void start_clients();
  nlohmann::json end();

  Setup setup_;
  BoardMemory memory_;
  Child source_;
  std::optional<Child> clients_;
};

}  // namespace bench
