// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <thread>

#include "cli/stop.hpp"
#include "cli/stream_report.hpp"

namespace skyline::cli {

/// One line of JSON with the time (seconds since 1970), the stream's name and state, every field of Stats, and those of
/// KvsStats for outputs that have them, ending in a new line.
[[nodiscard]] std::string stats_line(const StreamReport& report, double time);
/// One for each stream, of now.
[[nodiscard]] std::string stats_lines(const std::vector<StreamReport>& reports);

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

/// What is told in the background: the URLs on standard output, one a line, as soon as they can be joined, later ones
/// when they come; and a line of statistics a second. A failure becomes the reason to stop. Destroyed after
/// stop.finish().
class Reporter {
 public:
  /// `file` may be null: no statistics. All of them outlive this.
  Reporter(std::function<std::vector<std::string>()> urls, const StatsFile* file, StreamReports reports, Stop& stop);
  Reporter(const Reporter&) = delete;
  Reporter& operator=(const Reporter&) = delete;
  ~Reporter() { thread_.join(); }

 private:
  std::thread thread_;
};

}  // namespace skyline::cli
