// SPDX-License-Identifier: Apache-2.0
#include "cli/metrics/metrics_server.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "cli/console.hpp"
#include "cli/errors.hpp"
#include "cli/metrics/metrics_text.hpp"
#include "net/server/http_server.hpp"

namespace skyline::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostConnections = 16;
constexpr auto kHeadLimit = 5s;
constexpr auto kIdleLimit = 75s;  // more than a minute: a scraper that comes once a minute keeps its connection

net::Reply text_reply(int status, std::string body) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}}, std::move(body)};
}

net::Reply metrics(const std::vector<StreamReport>& reports) {
  return {200, {{"Content-Type", kMetricsType}}, metrics_text(reports, read_process_report(), SKYLINE_VERSION)};
}

net::Reply health(const std::vector<StreamReport>& reports) {
  auto why = unhealthy_text(reports);
  return why.empty() ? text_reply(200, "ok\n") : text_reply(503, std::move(why));
}

net::Reply answer(const net::RequestHead& head, const StreamReports& reports) {
  const bool is_metrics = head.path == "/metrics";
  if (!is_metrics && head.path != "/healthz") return text_reply(404, "there are /metrics and /healthz\n");
  if (head.method != "GET" && head.method != "HEAD") {
    auto reply = text_reply(405, "use GET\n");
    reply.headers.emplace_back("Allow", "GET, HEAD");
    return reply;
  }
  return is_metrics ? metrics(reports()) : health(reports());
}

net::HttpServerOptions server_options(StreamReports reports) {
  net::HttpServerOptions options;
  options.thread_name = "sky-metrics";
  options.most_connections = kMostConnections;
  options.head_limit = kHeadLimit;
  options.idle_limit = kIdleLimit;
  options.log = [](LogLevel level, std::string_view message) { log_line(level, "metrics", message); };
  options.handler = [reports = std::move(reports)](net::Exchange& exchange) -> net::awaitable<void> {
    const auto reply = answer(exchange.head(), reports);
    co_await exchange.respond(reply);
  };
  return options;
}

}  // namespace

class MetricsServer::Impl {
 public:
  Impl(const Endpoint& endpoint, StreamReports reports) : server_(server_options(std::move(reports))) {
    port_ = server_.listen(endpoint.address, endpoint.port);
    server_.start();
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  net::HttpServer server_;
  std::uint16_t port_ = 0;
};

MetricsServer::MetricsServer(const Endpoint& endpoint, StreamReports reports) {
  try {
    impl_ = std::make_unique<Impl>(endpoint, std::move(reports));
  } catch (const std::exception& error) {
    throw RunError(fmt::format("--metrics: {}", error.what()));
  }
  const bool v6 = endpoint.address.find(':') != std::string::npos;
  log_line(LogLevel::kInfo, "metrics",
           fmt::format("http://{}{}{}:{}/metrics", v6 ? "[" : "", endpoint.address, v6 ? "]" : "", port()));
}

MetricsServer::~MetricsServer() = default;

std::uint16_t MetricsServer::port() const { return impl_->port(); }

}  // namespace skyline::cli
