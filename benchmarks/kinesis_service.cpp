// SPDX-License-Identifier: Apache-2.0
#include "kinesis_service.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <stdexcept>
#include <system_error>

namespace bench {
namespace {

using skyline::emulator::kTestAccessKey;
using skyline::emulator::kTestSecretKey;

constexpr std::int64_t kRounding = 1;  // milliseconds between a unit's time and what the producer makes of it

skyline::emulator::EmulatorOptions options_in(const std::string& folder) {
  skyline::emulator::EmulatorOptions options;
  options.data_dir = folder;
  options.region = "eu-west-1";
  options.tls = true;
  return options;
}

// A bound socket, and where it is.
int bind_anywhere(std::string& endpoint) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (descriptor < 0 || bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::system_error(errno, std::generic_category(), "a port on 127.0.0.1");
  }
  endpoint = fmt::format("http://127.0.0.1:{}", ntohs(address.sin_port));
  return descriptor;
}

}  // namespace

KinesisService::KinesisService(const std::string& folder) : emulator_(options_in(folder)) { emulator_.start(); }

std::vector<std::string> KinesisService::target(const std::string& stream) const {
  return {"--endpoint",   emulator_.endpoint(), "--ca",         emulator_.ca_file(), "--access-key",
          kTestAccessKey, "--secret-key",       kTestSecretKey, "--stream",          stream};
}

std::vector<double> KinesisService::latencies(const std::string& stream, const nlohmann::json& handed) const {
  using std::chrono::microseconds;
  std::map<std::int64_t, std::int64_t> arrived;  // microseconds by producer time
  for (const auto& session : emulator_.sessions()) {
    if (session.stream != stream) continue;
    for (const auto& frame : session.frames) {
      arrived[frame.time_ms] = std::chrono::duration_cast<microseconds>(frame.arrived.time_since_epoch()).count();
    }
  }
  std::vector<double> latencies;
  for (const auto& unit : handed) {
    const auto time_ms = unit[0].get<std::int64_t>();
    const auto found = arrived.lower_bound(time_ms - kRounding);
    if (found == arrived.end() || found->first > time_ms + kRounding) {
      throw std::runtime_error(fmt::format("{}: a unit did not arrive", stream));
    }
    latencies.push_back(static_cast<double>(found->second - unit[1].get<std::int64_t>()) / 1e3);
  }
  return latencies;
}

RefusingPort::RefusingPort() {
  socket_ = bind_anywhere(endpoint_);
  if (listen(socket_, SOMAXCONN) != 0) throw std::system_error(errno, std::generic_category(), "listening");
  thread_ = std::thread([this] { refuse(); });
}

RefusingPort::~RefusingPort() {
  shutdown(socket_, SHUT_RDWR);
  thread_.join();
  close(socket_);
}

void RefusingPort::refuse() {
  for (int peer = 0; (peer = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0; ++attempts_) close(peer);
}

std::string dead_endpoint() {
  std::string endpoint;
  close(bind_anywhere(endpoint));
  return endpoint;
}

}  // namespace bench
