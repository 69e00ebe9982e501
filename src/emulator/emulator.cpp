// SPDX-License-Identifier: Apache-2.0
#include "emulator/emulator.hpp"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/log.hpp"
#include "base/small_file.hpp"
#include "emulator/self_signed.hpp"
#include "emulator/service.hpp"
#include "net/server/http_server.hpp"
#include "skyline/error.hpp"

namespace skyline::emulator {
namespace {

namespace asio = boost::asio;
using net::awaitable;
using namespace std::chrono_literals;

constexpr auto kExpiryPeriod = 10s;

}  // namespace

class Emulator::Impl {
 public:
  explicit Impl(EmulatorOptions options) : service(std::move(options)), server_(server_options()) {
    service.endpoint = [this] { return url(moved_port_ != 0 ? moved_port_ : port_); };
    service.moved_from = [this](std::uint16_t port) { return moved_port_ != 0 && port == port_; };
    service.refuse = [this](std::chrono::seconds time) { refuse(time); };
    service.faults.on_change(
        [this](const std::vector<FaultRule>& rules) { server_.run([this, rules] { apply(rules); }); });
  }

  void start() {
    port_ = server_.listen(service.options.address, service.options.port);
    asio::co_spawn(server_.executor(), expire_old(), asio::detached);
    server_.start();
  }
  void stop() { server_.stop(); }

  [[nodiscard]] std::string url(std::uint16_t port) const {
    const auto& address = service.options.address;
    const bool v6 = address.find(':') != std::string::npos;
    return fmt::format("{}://{}{}{}:{}", service.options.tls ? "https" : "http", v6 ? "[" : "", address, v6 ? "]" : "",
                       port);
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string ca_file() const { return ca_file_; }

  Service service;

 private:
  net::HttpServerOptions server_options() {
    net::HttpServerOptions options;
    options.thread_name = "kvs-emulator";
    options.handler = [this](net::Exchange& exchange) { return dispatch(service, exchange); };
    options.log = [](LogLevel level, std::string_view message) { log::write(level, "http", message); };
    options.now = [this] { return service.clock.now(); };
    options.admit = [this] { return service.faults.take(FaultPoint::kConnection, {}).empty(); };
    if (service.options.tls) {
      options.tls = make_self_signed(service.options.address);
      ca_file_ = service.options.data_dir + "/ca.pem";
      replace_private_file(ca_file_, options.tls->certificates);
    }
    return options;
  }

  void apply(const std::vector<FaultRule>& rules) {
    std::chrono::milliseconds skew{0};
    bool moved = false;
    const FaultRule* refused = nullptr;
    for (const auto& rule : rules) {
      if (rule.action == "clock_skew") skew += std::chrono::milliseconds{rule.number("ms", 0)};
      if (rule.action == "endpoint_moved") moved = true;
      if (rule.action == "refuse") refused = &rule;
    }
    service.clock.set_skew(skew);
    move(moved);
    if (refused != nullptr) {
      refuse(std::chrono::seconds{refused->number("seconds", 0)});
    } else {
      accept_again();
    }
  }

  void move(bool moved) {
    if (moved && moved_port_ == 0) moved_port_ = server_.listen(service.options.address, 0);
    if (!moved && moved_port_ != 0) server_.close(moved_port_.exchange(0));
  }

  // Time 0: until the rules change.
  void refuse(std::chrono::seconds time) {
    ++refusal_;
    refused_ = true;
    server_.close(port_);
    if (moved_port_ != 0) server_.close(moved_port_);
    if (time > 0s) asio::co_spawn(server_.executor(), accept_after(time, refusal_), asio::detached);
  }

  awaitable<void> accept_after(std::chrono::seconds time, int refusal) {
    co_await net::pause(time);
    if (refusal == refusal_) accept_again();
  }

  void accept_again() {
    if (!refused_) return;
    ++refusal_;
    refused_ = false;
    try {
      server_.listen(service.options.address, port_);
      if (moved_port_ != 0) server_.listen(service.options.address, moved_port_);
    } catch (const Error& error) {
      log::error("emulator", "{}", error.what());
    }
  }

  awaitable<void> expire_old() {
    for (;;) {
      co_await net::pause(kExpiryPeriod);
      for (const auto& stream : service.streams.all()) service.expire(stream);
    }
  }

  std::string ca_file_;
  std::atomic<std::uint16_t> port_{0};
  std::atomic<std::uint16_t> moved_port_{0};  // 0: data goes where all goes
  bool refused_ = false;                      // the server's thread
  int refusal_ = 0;                           // counts them; the same
  net::HttpServer server_;                    // ends first: its handlers use all the rest
};

Emulator::Emulator(EmulatorOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Emulator::~Emulator() = default;
void Emulator::start() { impl_->start(); }
void Emulator::stop() { impl_->stop(); }
std::string Emulator::endpoint() const { return impl_->url(impl_->port()); }
std::uint16_t Emulator::port() const { return impl_->port(); }
std::string Emulator::ca_file() const { return impl_->ca_file(); }

void Emulator::add_keys(const std::string& access_key, const std::string& secret_key, const std::string& token,
                        std::optional<std::chrono::system_clock::time_point> expires) {
  impl_->service.keys.add(access_key, {Secret(secret_key), Secret(token), expires});
}
FaultRules& Emulator::faults() { return impl_->service.faults; }

StreamRecord Emulator::stream(const std::string& name) const { return impl_->service.streams.by_name(name); }
std::vector<FragmentInfo> Emulator::fragments(const std::string& stream) const {
  return impl_->service.store.list(impl_->service.streams.by_name(stream).id);
}
Fragment Emulator::fragment(const std::string& stream, const std::string& number) const {
  return impl_->service.store.load(impl_->service.streams.by_name(stream).id, number);
}
std::vector<RequestRecord> Emulator::requests() const { return impl_->service.log.requests(); }
std::vector<SessionRecord> Emulator::sessions() const { return impl_->service.log.sessions(); }

}  // namespace skyline::emulator
