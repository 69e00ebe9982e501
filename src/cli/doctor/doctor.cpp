// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor/doctor.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cli/console.hpp"
#include "cli/doctor/groups.hpp"
#include "cli/doctor/report.hpp"
#include "cli/errors.hpp"
#include "cli/terminal.hpp"
#include "skyline/log.hpp"

namespace skyline::cli {
namespace {

// Longer than each step's own limits; only what ignores them, such as a driver that hangs, meets it.
constexpr std::chrono::seconds kPatience{60};

struct Group {
  const char* name;
  void (*check)(const DoctorOptions&, Findings&);
};
constexpr std::array kGroups{
    Group{"gstreamer", &check_gstreamer}, Group{"encoders", &check_encoders}, Group{"rtsp", &check_rtsp},
    Group{"kinesis", &check_kinesis},     Group{"spool", &check_spool},       Group{"machine", &check_machine},
};

std::atomic<bool> line_shown{false};

// Nothing is open that has to be closed, and whoever asks for an end wants it now.
[[noreturn]] void end_at_once(int signal) {
  if (line_shown) static_cast<void>(!::write(STDERR_FILENO, kClearLine.data(), kClearLine.size()));
  _exit(128 + signal);
}

/// A group while it runs. Its thread may outlive it: a check that hangs cannot be ended.
struct Run {
  const char* name;
  std::shared_ptr<Findings> findings = std::make_shared<Findings>();
  std::thread thread;
};

void check(const Group& group, const DoctorOptions& options, Findings& findings) {
  try {
    group.check(options, findings);
  } catch (const std::exception& error) {
    findings.add({group.name, CheckStatus::kFailed, error.what(), "the checks after this one were not made"});
  }
  findings.close();
}

std::vector<Run> start_all(const DoctorOptions& options) {
  const auto shared = std::make_shared<const DoctorOptions>(options);
  std::vector<Run> runs;
  for (const auto& group : kGroups) {
    runs.push_back({.name = group.name, .thread = {}});
    runs.back().thread =
        std::thread([&group, shared, findings = runs.back().findings] { check(group, *shared, *findings); });
  }
  return runs;
}

/// Tells of findings as they come, in the order of the groups.
class Teller {
 public:
  explicit Teller(const DoctorOptions& options)
      : json_(options.json),
        colours_(takes_colours(STDOUT_FILENO)),
        progress_(STDERR_FILENO, !options.quiet && !options.verbose) {
    line_shown = progress_.shows();
  }

  void begun(const char* group, const std::string& check) {
    progress_.show(fmt::format("checking {}: {} ...", group, check));
  }

  void found(const char* group, CheckResult result) {
    findings_.push_back({group, std::move(result)});
    if (json_) return;
    progress_.clear();
    print(finding_text(findings_.back(), colours_));
  }

  /// False when a group does not end.
  [[nodiscard]] bool tell(const Run& run) {
    begun(run.name, "waiting");
    std::string check = run.name;
    while (auto news = run.findings->next(kPatience)) {
      if (news->begun) {
        check = *news->begun;
        begun(run.name, check);
      } else if (news->result) {
        found(run.name, std::move(*news->result));
      } else {
        return true;
      }
    }
    found(run.name, {check, CheckStatus::kFailed, fmt::format("does not end within {} s", kPatience.count()),
                     "what it uses hangs: a driver, a disk, or the network; skyline doctor -v says more"});
    return false;
  }

  int finish() {
    progress_.clear();
    line_shown = false;
    if (json_) {
      print(findings_json(findings_));
    } else {
      note(summary(findings_));
    }
    return any_failed(findings_) ? kExitRunTime : kExitOk;
  }

 private:
  const bool json_;
  const bool colours_;
  TransientLine progress_;
  std::vector<Finding> findings_;
};

}  // namespace

int doctor(const DoctorOptions& options) {
  static_cast<void>(std::signal(SIGINT, &end_at_once));
  static_cast<void>(std::signal(SIGTERM, &end_at_once));
  // What goes wrong is a finding; log lines would say it twice.
  if (!options.verbose) set_log_level(LogLevel::kOff);
  auto runs = start_all(options);
  Teller teller(options);
  bool all_ended = true;
  int code = kExitRunTime;
  try {
    for (auto& run : runs) all_ended = teller.tell(run) && all_ended;
    code = teller.finish();
  } catch (const std::exception& error) {  // nobody reads
    complain(error.what());
    all_ended = false;
  }
  // A thread that is still at work would not survive the end of main() either, but take the process down in disorder.
  if (!all_ended) std::_Exit(code);
  for (auto& run : runs) run.thread.join();
  return code;
}

}  // namespace skyline::cli
