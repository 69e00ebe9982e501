// SPDX-License-Identifier: Apache-2.0
#include "cli/serve.hpp"

#include <fmt/format.h>

#include <csignal>
#include <memory>
#include <optional>

#include "cli/console.hpp"
#include "cli/errors.hpp"
#include "cli/kvs_stream.hpp"
#include "cli/live_status.hpp"
#include "cli/metrics/metrics_server.hpp"
#include "cli/password_file.hpp"
#include "cli/reporter.hpp"
#include "cli/sources/source.hpp"
#include "cli/stop.hpp"
#include "skyline/rtsp.hpp"

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

std::string stream_name(const ServeOptions& options) {
  return options.rtsp ? options.path.substr(1) : options.kvs.stream;
}

/// To every destination asked for, from one encoding.
std::unique_ptr<SkyLine> make_stream(const ServeOptions& options, std::optional<RtspServer>& server) {
  StreamConfig config;
  config.name = stream_name(options);
  config.encoding = options.encoding;
  if (options.kvs.stream.empty()) return std::make_unique<RtspSkyLine>(*server, options.path, config);
  auto sky = make_kvs_stream(options.kvs, config);
  if (server) sky->attach(server->output(options.path));
  return sky;
}

std::string printed_urls(const RtspServer& server) {
  std::string text;
  for (const auto& url : server.urls(UrlCredentials::kGenerated)) text += url + '\n';
  return text;
}

/// Puts frames till the end; the report runs beside it.
void play(Source& source, SkyLine& sky, std::string urls, const std::optional<StatsFile>& file,
          const StreamReports& reports, Stop& stop) {
  struct Finish {
    Stop& stop;
    ~Finish() { stop.finish(); }
  };
  // Statistics on the same terminal would run through it.
  const LiveStatus status(reports, stop, !(file && file->is_terminal()));
  const Reporter reporter(std::move(urls), file ? &*file : nullptr, sky, stop);
  const Finish before_the_reporter_goes{stop};
  source.run(sky, stop);
}

/// With every frame accounted for. A reader who does not read is waited for a second, no longer.
void write_last_line(const StatsFile& file, const SkyLine& sky) {
  Stop patience;
  patience.set_deadline(std::chrono::steady_clock::now() + std::chrono::seconds{1});
  file.write(stats_line(sky), patience);
}

int exit_code(const Stop& stop) {
  if (const auto failure = stop.failure()) throw RunError(*failure);
  return stop.signal() == SIGINT ? kExitInterrupted : kExitOk;
}

}  // namespace

int serve(const ServeOptions& options) {
  Stop stop;
  const SignalGuard signals(stop);
  std::optional<RtspServer> server;
  if (options.rtsp) server.emplace(server_config(options));
  std::optional<StatsFile> stats_file;
  if (!options.stats.empty()) stats_file.emplace(options.stats);
  const auto source = make_source(options);
  const auto sky = make_stream(options, server);
  const StreamReports reports = [&sky = *sky, name = stream_name(options)] {
    return std::vector{StreamReport{name, sky.state(), sky.stats()}};
  };
  std::optional<MetricsServer> metrics;
  if (options.metrics) metrics.emplace(*options.metrics, reports);
  const auto shape = source->open(stop);
  if (stop.requested()) return exit_code(stop);

  sky->start_streaming(shape.fps, shape.size.width, shape.size.height);
  if (server) server->start();
  if (options.duration_s) {
    stop.set_deadline(std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::nanoseconds>(
                                                             std::chrono::duration<double>(*options.duration_s)));
  }
  play(*source, *sky, server ? printed_urls(*server) : std::string{}, stats_file, reports, stop);
  sky->stop_streaming();
  if (server) server->stop();
  if (stats_file && !stop.failure()) write_last_line(*stats_file, *sky);
  return exit_code(stop);
}

}  // namespace skyline::cli
