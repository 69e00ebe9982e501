// SPDX-License-Identifier: Apache-2.0
#include "cli/serve.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <csignal>
#include <optional>

#include "cli/config/config_file.hpp"
#include "cli/console.hpp"
#include "cli/errors.hpp"
#include "cli/hangup.hpp"
#include "cli/live_status.hpp"
#include "cli/metrics/metrics_server.hpp"
#include "cli/password_file.hpp"
#include "cli/reporter.hpp"
#include "cli/service.hpp"
#include "cli/stop.hpp"

namespace skyline::cli {
namespace {

RtspServerConfig server_config(const ServeOptions& options) {
  RtspServerConfig config{.port = options.rtsp->port, .address = options.rtsp->address};
  config.allow_anonymous = options.allow_anonymous;
  config.tls_certificate = options.tls_cert;
  config.tls_key = options.tls_key;
  if (!options.user.empty()) config.users.push_back({options.user, read_password_file(options.password_file)});
  return config;
}

ServeSettings settings_of(const ServeOptions& options) {
  if (!options.config.empty()) return read_config(options.config);
  ServeSettings settings;
  StreamSettings stream{.source = options.source, .fit = options.fit, .encoding = options.encoding, .kvs = options.kvs};
  if (options.rtsp) {
    settings.rtsp = server_config(options);
    stream.path = options.path;
  }
  stream.name = options.rtsp ? options.path.substr(1) : options.kvs.stream;
  settings.streams.push_back(std::move(stream));
  return settings;
}

/// A file that is not in order changes nothing.
void reload(const ServeOptions& options, Service& service) {
  try {
    service.reload(read_config(options.config));
    note(fmt::format("{}: read again", options.config));
  } catch (const std::exception& error) {
    complain(fmt::format("{}\n{} is not taken over: everything goes on as before", error.what(), options.config));
  }
}

/// Until it is time to stop; the reports run beside it.
void watch_over(const ServeOptions& options, Service& service, const std::optional<StatsFile>& file,
                const std::optional<HangupGuard>& hangups, Stop& stop) {
  struct Finish {
    Stop& stop;
    ~Finish() { stop.finish(); }
  };
  const StreamReports reports = [&service] { return service.reports(); };
  // Statistics on the same terminal would run through it.
  const LiveStatus status(reports, stop, !(file && file->is_terminal()));
  const Reporter reporter([&service] { return service.urls(); }, file ? &*file : nullptr, reports, stop);
  const Finish before_the_reporter_goes{stop};
  if (!hangups) {
    stop.wait_until(Stop::Time::max());
    return;
  }
  while (stop.wait_ready(hangups->fd(), POLLIN)) {
    hangups->clear();
    reload(options, service);
  }
}

/// With every frame accounted for. A reader who does not read is waited for a second, no longer.
void write_last_lines(const StatsFile& file, const Service& service) {
  Stop patience;
  patience.set_deadline(std::chrono::steady_clock::now() + std::chrono::seconds{1});
  file.write(stats_lines(service.reports()), patience);
}

int exit_code(const Stop& stop) {
  if (const auto failure = stop.failure()) throw RunError(*failure);
  return stop.signal() == SIGINT ? kExitInterrupted : kExitOk;
}

/// What the file says of the log, where no option does.
void log_as(const LogSettings& log, const ServeOptions& options) {
  if (log.format && !options.log_format_given) set_log_format(*log.format);
  if (log.level && !options.log_level_given) start_logging(*log.level);
}

}  // namespace

int serve(const ServeOptions& options) {
  Stop stop;
  const SignalGuard signals(stop);
  std::optional<StatsFile> stats_file;
  if (!options.stats.empty()) stats_file.emplace(options.stats);
  const bool lone = options.config.empty();
  std::optional<HangupGuard> hangups;  // from the start: a service may be told to reload at once
  if (!lone) hangups.emplace();
  auto settings = settings_of(options);
  log_as(settings.log, options);
  const auto metrics_at = options.metrics ? options.metrics : settings.metrics;
  Service service(std::move(settings), lone ? Service::AtFailure::kEnd : Service::AtFailure::kRetry, stop);
  std::optional<MetricsServer> metrics;
  if (metrics_at) metrics.emplace(*metrics_at, [&service] { return service.reports(); });
  if (!service.start()) return exit_code(stop);
  if (options.duration_s) {
    stop.set_deadline(std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::nanoseconds>(
                                                             std::chrono::duration<double>(*options.duration_s)));
  }
  watch_over(options, service, stats_file, hangups, stop);
  service.stop();
  if (stats_file && !stop.failure()) write_last_lines(*stats_file, service);
  return exit_code(stop);
}

}  // namespace skyline::cli
