// SPDX-License-Identifier: Apache-2.0
#include "cli/metrics/process_report.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

namespace skyline::cli {
namespace {

std::optional<double> cpu_seconds() {
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return std::nullopt;
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void read_memory(ProcessReport& report) {
  double virtual_pages = 0;
  double resident_pages = 0;
  std::ifstream file("/proc/self/statm");
  if (!(file >> virtual_pages >> resident_pages)) return;
  const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
  report.virtual_bytes = virtual_pages * page;
  report.resident_bytes = resident_pages * page;
}

void read_descriptors(ProcessReport& report) {
  std::error_code error;
  int count = -1;  // the one that lists them is not counted
  for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end;) {
    ++count;
    entry.increment(error);
  }
  if (!error && count >= 0) report.open_fds = count;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) report.max_fds = static_cast<double>(limit.rlim_cur);
}

/// In ticks since the system started: field 22 of the line, the 20th after the name, which may hold anything.
std::optional<double> start_ticks() {
  constexpr int kFieldsBefore = 19;
  std::string line;
  std::ifstream file("/proc/self/stat");
  if (!std::getline(file, line)) return std::nullopt;
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(line.substr(name_end + 1));
  std::string skipped;
  for (int i = 0; i < kFieldsBefore; ++i) fields >> skipped;
  double ticks = 0;
  if (!(fields >> ticks)) return std::nullopt;
  return ticks;
}

/// When the system started, in seconds since 1970.
std::optional<double> boot_time() {
  std::ifstream file("/proc/stat");
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::string name;
    double seconds = 0;
    if (fields >> name >> seconds && name == "btime") return seconds;
  }
  return std::nullopt;
}

}  // namespace

ProcessReport read_process_report() {
  ProcessReport report;
  report.cpu_seconds = cpu_seconds();
  read_memory(report);
  read_descriptors(report);
  const auto booted = boot_time();
  const auto ticks = start_ticks();
  if (booted && ticks) report.start_time_seconds = *booted + *ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
  return report;
}

}  // namespace skyline::cli
