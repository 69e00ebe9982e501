// SPDX-License-Identifier: Apache-2.0
#include "cli/reporter.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/console.hpp"
#include "cli/errors.hpp"
#include "cli/terminal.hpp"

namespace skyline::cli {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const StageTime& stage) {
  return {{"count", stage.count}, {"total_ms", std::chrono::duration<double, std::milli>(stage.total).count()}};
}

Json to_json(const StageTimes& stages) {
  return {{"convert", to_json(stages.convert)},
          {"wait", to_json(stages.wait)},
          {"encode", to_json(stages.encode)},
          {"capture_to_unit", to_json(stages.capture_to_unit)}};
}

Json to_json(const KvsStats& kvs) {
  return {{"state", to_string(kvs.state)},
          {"last_error", kvs.last_error},
          {"fragments", kvs.fragments},
          {"fragments_persisted", kvs.fragments_persisted},
          {"fragments_pending", kvs.fragments_pending},
          {"fragments_dropped", kvs.fragments_dropped},
          {"fragments_rejected", kvs.fragments_rejected},
          {"fragments_recovered", kvs.fragments_recovered},
          {"fragments_replayed", kvs.fragments_replayed},
          {"units_skipped", kvs.units_skipped},
          {"bytes_pending", kvs.bytes_pending},
          {"bytes_spooled", kvs.bytes_spooled},
          {"oldest_pending_ms", kvs.oldest_pending.count()},
          {"acks_buffering", kvs.acks_buffering},
          {"acks_received", kvs.acks_received},
          {"acks_persisted", kvs.acks_persisted},
          {"acks_error", kvs.acks_error},
          {"acks_idle", kvs.acks_idle},
          {"bytes_sent", kvs.bytes_sent},
          {"connections", kvs.connections},
          {"attempts", kvs.attempts},
          {"rotations", kvs.rotations},
          {"clock_skew_ms", kvs.clock_skew.count()}};
}

Json to_json(const OutputStats& output) {
  Json json = {{"name", output.name},
               {"units_written", output.units_written},
               {"bytes_written", output.bytes_written},
               {"units_dropped", output.units_dropped},
               {"failures", output.failures},
               {"open", output.open},
               {"viewers", output.viewers}};
  if (output.kvs) json["kvs"] = to_json(*output.kvs);
  return json;
}

Json to_json(const Stats& stats) {
  Json json = {{"frames_put", stats.frames_put},
               {"frames_encoded", stats.frames_encoded},
               {"frames_warming_up", stats.frames_warming_up},
               {"frames_not_wanted", stats.frames_not_wanted},
               {"frames_replaced", stats.frames_replaced},
               {"frames_failed", stats.frames_failed},
               {"frames_pending", stats.frames_pending},
               {"frames_after_stop", stats.frames_after_stop},
               {"stills_encoded", stats.stills_encoded},
               {"units", stats.units},
               {"key_units", stats.key_units},
               {"bytes", stats.bytes},
               {"encoder_restarts", stats.encoder_restarts},
               {"stages", to_json(stats.stages)},
               {"fps", stats.fps},
               {"width", stats.width},
               {"height", stats.height},
               {"encoder", stats.encoder},
               {"last_error", stats.last_error},
               {"outputs", Json::array()}};
  for (const auto& output : stats.outputs) json["outputs"].push_back(to_json(output));
  return json;
}

int open_for_writing(const std::string& path) {
  if (path == "-") return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  // Not blocking: a FIFO without a reader would keep us waiting.
  constexpr mode_t kMode = 0644;
  return open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, kMode);
}

bool can_be_joined(const StreamReport& report) {
  const auto is_out = [](const OutputStats& output) { return output.units_written > 0; };
  return std::any_of(report.stats.outputs.begin(), report.stats.outputs.end(), is_out);
}

/// Until the first units are out. Not for ever: standard input may be silent, and its URL is wanted all the same.
void wait_until_joinable(const StreamReports& reports, const Stop& stop) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{2};
  while (std::chrono::steady_clock::now() < deadline && !stop.wait_for(std::chrono::milliseconds{5})) {
    const auto all = reports();
    if (std::all_of(all.begin(), all.end(), can_be_joined)) return;
  }
}

/// Those that were not printed yet.
void print_new(const std::vector<std::string>& urls, std::set<std::string>& printed) {
  std::string text;
  for (const auto& url : urls) {
    if (printed.insert(url).second) text += url + '\n';
  }
  if (!text.empty()) print(text);
}

}  // namespace

std::string stats_line(const StreamReport& report, double time) {
  Json json = {{"time", time}, {"stream", report.name}, {"state", to_string(report.state)}};
  json.update(to_json(report.stats));
  // An error text may quote bytes from outside that are not UTF-8.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string stats_lines(const std::vector<StreamReport>& reports) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  std::string lines;
  for (const auto& report : reports) lines += stats_line(report, std::chrono::duration<double>(now).count());
  return lines;
}

StatsFile::StatsFile(const std::string& path)
    : name_(path == "-" ? "standard output" : path), fd_(open_for_writing(path)) {
  if (fd_ >= 0) return;
  const auto* reason = errno == ENXIO ? "nobody reads this FIFO" : std::strerror(errno);
  throw RunError(
      fmt::format("cannot write statistics to {}: {}; give --stats a file you may write, or -", name_, reason));
}

StatsFile::~StatsFile() { close(fd_); }

void StatsFile::write(std::string_view text, const Stop& stop) const {
  while (!text.empty()) {
    if (!stop.wait_ready(fd_, POLLOUT)) return;
    const auto written = ::write(fd_, text.data(), text.size());
    if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (written < 0) {
      throw RunError(fmt::format("cannot write statistics to {}: {}; give --stats a reader or a disk with room", name_,
                                 std::strerror(errno)));
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool StatsFile::is_terminal() const { return cli::is_terminal(fd_); }

Reporter::Reporter(std::function<std::vector<std::string>()> urls, const StatsFile* file, StreamReports reports,
                   Stop& stop)
    : thread_([urls = std::move(urls), file, reports = std::move(reports), &stop] {
        pthread_setname_np(pthread_self(), "sky-report");
        try {
          std::set<std::string> printed;
          wait_until_joinable(reports, stop);
          print_new(urls(), printed);
          for (auto due = std::chrono::steady_clock::now(); !stop.wait_until(due += std::chrono::seconds{1});) {
            print_new(urls(), printed);
            if (file != nullptr) file->write(stats_lines(reports()), stop);
          }
        } catch (const std::exception& error) {
          stop.fail(error.what());
        }
      }) {}

}  // namespace skyline::cli
