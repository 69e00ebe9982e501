// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <thread>

#include "cli/stop.hpp"
#include "skyline/stats.hpp"
#include "skyline/stream.hpp"

namespace skyline::cli {

/// One line of JSON with every field of Stats, those of KvsStats for outputs that have them, the state and the time
/// (seconds since 1970), ending in a new line.
[[nodiscard]] std::string stats_line(const Stats& stats, State state, double time);

/// Where --stats goes. A reader who is slow is waited for, one who is gone and a full disk are errors.
class StatsFile {
 public:
  /// "-" is standard output. Throws RunError when the file cannot be written.
  explicit StatsFile(const std::string& path);
  StatsFile(const StatsFile&) = delete;
  StatsFile& operator=(const StatsFile&) = delete;
  ~StatsFile();

  /// Waits for room until `stop`. Throws RunError.
  void write(std::string_view text, const Stop& stop) const;
  [[nodiscard]] bool is_terminal() const;

 private:
  std::string name_;
  int fd_;
};

/// What is told in the background: first the URLs on standard output, as soon as they can be joined, then a line of
/// statistics a second. A failure becomes the reason to stop. Destroyed after stop.finish().
class Reporter {
 public:
  /// `file` may be null: no statistics. All of them outlive this.
  Reporter(std::string urls, const StatsFile* file, const SkyLine& sky, Stop& stop);
  Reporter(const Reporter&) = delete;
  Reporter& operator=(const Reporter&) = delete;
  ~Reporter() { thread_.join(); }

 private:
  std::thread thread_;
};

/// The line of now.
[[nodiscard]] std::string stats_line(const SkyLine& sky);

}  // namespace skyline::cli
