// SPDX-License-Identifier: Apache-2.0
#include "net/server/http_server.hpp"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <map>
#include <set>

#include "base/worker.hpp"
#include "net/server/connection.hpp"
#include "skyline/error.hpp"

namespace skyline::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

constexpr auto kTick = 100ms;         // how late a time limit may be seen
constexpr auto kAcceptPause = 100ms;  // when the system has no descriptors left

/// In a set as long as this lives.
class Entry {
 public:
  Entry(std::set<Connection*>& all, Connection* connection) : all_(all), connection_(connection) {
    all_.insert(connection);
  }
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
  ~Entry() { all_.erase(connection_); }

 private:
  std::set<Connection*>& all_;
  Connection* connection_;
};

}  // namespace

class HttpServer::Impl {
 public:
  explicit Impl(HttpServerOptions options) : options_(std::move(options)) {
    if (options_.tls) tls_.emplace(make_tls_context(*options_.tls));
    asio::co_spawn(*io_, watch(), asio::detached);
  }
  ~Impl() { stop(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::uint16_t listen(const std::string& address, std::uint16_t port) {
    auto acceptor = std::make_shared<tcp::acceptor>(*io_);
    try {
      const tcp::endpoint endpoint(asio::ip::make_address(address), port);
      acceptor->open(endpoint.protocol());
      acceptor->set_option(tcp::acceptor::reuse_address(true));
      acceptor->bind(endpoint);
      acceptor->listen();
    } catch (const boost::system::system_error& error) {
      throw Error(fmt::format("cannot listen at {} port {}: {}; choose another port, or 0 for any free one", address,
                              port, error.code().message()));
    }
    const auto bound = acceptor->local_endpoint().port();
    run([this, acceptor, bound] {
      acceptors_[bound] = acceptor;
      asio::co_spawn(*io_, accept(acceptor, bound), asio::detached);
    });
    return bound;
  }

  void close(std::uint16_t port) {
    run([this, port] {
      const auto found = acceptors_.find(port);
      if (found == acceptors_.end()) return;
      error_code ignored;
      found->second->close(ignored);
      acceptors_.erase(found);
    });
  }

  void start() {
    running_ = true;
    worker_.start(options_.thread_name, [this](Worker&) { io_->run(); });
  }

  void stop() {
    if (!io_) return;
    running_ = false;
    io_->stop();
    worker_.stop();
    acceptors_.clear();
    io_.reset();
  }

  void run(const std::function<void()>& work) {
    if (!running_ || io_->get_executor().running_in_this_thread()) return work();
    std::packaged_task<void()> task(work);
    auto done = task.get_future();
    asio::post(*io_, std::move(task));
    done.get();
  }

  asio::any_io_executor executor() { return io_->get_executor(); }

 private:
  awaitable<void> accept(std::shared_ptr<tcp::acceptor> acceptor, std::uint16_t port) {
    asio::steady_timer pause(*io_);
    while (acceptor->is_open()) {
      error_code error;
      auto socket = co_await acceptor->async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (!error) {
        welcome(std::move(socket), port);
      } else if (acceptor->is_open()) {
        if (options_.log)
          options_.log(LogLevel::kWarning, fmt::format("cannot accept a connection: {}", error.message()));
        pause.expires_after(kAcceptPause);
        co_await pause.async_wait(asio::use_awaitable);
      }
    }
  }

  void welcome(tcp::socket socket, std::uint16_t port) {
    SocketStream stream(std::move(socket), tls_ ? &*tls_ : nullptr);
    if (connections_.size() >= options_.most_connections || (options_.admit && !options_.admit())) {
      return stream.reset();
    }
    asio::co_spawn(*io_, serve(std::make_unique<Connection>(std::move(stream), options_, port)), asio::detached);
  }

  awaitable<void> serve(std::unique_ptr<Connection> connection) {
    const Entry entry(connections_, connection.get());
    co_await connection->run();
  }

  // One clock for all time limits: a timer for each wait would cost more and end no sooner.
  awaitable<void> watch() {
    asio::steady_timer timer(*io_);
    for (;;) {
      timer.expires_after(kTick);
      co_await timer.async_wait(asio::use_awaitable);
      for (auto* connection : connections_) connection->check(std::chrono::steady_clock::now());
    }
  }

  const HttpServerOptions options_;
  std::optional<asio::ssl::context> tls_;
  std::set<Connection*> connections_;                                             // the server's thread only
  std::map<std::uint16_t, std::shared_ptr<tcp::acceptor>> acceptors_;             // the same, or before it runs
  std::atomic<bool> running_{false};                                              // the owner's
  std::unique_ptr<asio::io_context> io_ = std::make_unique<asio::io_context>(1);  // destroys what waits, first of all
  Worker worker_;
};

HttpServer::HttpServer(HttpServerOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
HttpServer::~HttpServer() = default;
std::uint16_t HttpServer::listen(const std::string& address, std::uint16_t port) {
  return impl_->listen(address, port);
}
void HttpServer::close(std::uint16_t port) { impl_->close(port); }
void HttpServer::start() { impl_->start(); }
void HttpServer::run(const std::function<void()>& work) { impl_->run(work); }
void HttpServer::stop() { impl_->stop(); }
boost::asio::any_io_executor HttpServer::executor() { return impl_->executor(); }

}  // namespace skyline::net
