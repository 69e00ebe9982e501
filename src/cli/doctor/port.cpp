// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor/port.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

namespace skyline::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostTable = std::size_t{16} << 20U;

struct AddressesFree {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

std::string read_text(const fs::path& path) {
  std::ifstream file(path);
  std::string text;
  for (std::string line; text.size() < kMostTable && std::getline(file, line);) text += line + '\n';
  return text;
}

int listen_on(const addrinfo& address) {
  const int fd = socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC, address.ai_protocol);
  if (fd < 0) return errno;
  const int on = 1;
  // As the server does: what is only left over of old connections is no obstacle.
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const bool listens = bind(fd, address.ai_addr, address.ai_addrlen) == 0 && listen(fd, 1) == 0;
  const int error = listens ? 0 : errno;
  close(fd);
  return error;
}

bool is_number(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool holds_one_of(const fs::path& process, const std::vector<std::string>& sockets) {
  std::error_code error;
  for (fs::directory_iterator file(process / "fd", error), end; !error && file != end; file.increment(error)) {
    std::error_code gone;
    const auto target = fs::read_symlink(file->path(), gone).string();
    if (std::any_of(sockets.begin(), sockets.end(),
                    [&](const std::string& socket) { return target == fmt::format("socket:[{}]", socket); })) {
      return true;
    }
  }
  return false;
}

}  // namespace

int try_to_listen(const Endpoint& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV | AI_NUMERICHOST;
  addrinfo* found = nullptr;
  const auto port = std::to_string(endpoint.port);
  if (getaddrinfo(endpoint.address.c_str(), port.c_str(), &hints, &found) != 0) return EADDRNOTAVAIL;
  const std::unique_ptr<addrinfo, AddressesFree> owner(found);
  return listen_on(*found);
}

std::vector<std::string> listening_sockets(std::string_view table, std::uint16_t port) {
  std::vector<std::string> sockets;
  std::istringstream lines{std::string(table)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string slot, local, remote, state, queues, timer, retransmits, user, timeout, socket;
    words >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> user >> timeout >> socket;
    if (state == "0A" && local.ends_with(fmt::format(":{:04X}", port)) && is_number(socket)) sockets.push_back(socket);
  }
  return sockets;
}

std::string owner_of_port(std::uint16_t port) {
  auto sockets = listening_sockets(read_text("/proc/net/tcp"), port);
  for (auto& socket : listening_sockets(read_text("/proc/net/tcp6"), port)) sockets.push_back(std::move(socket));
  if (sockets.empty()) return {};
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    const auto process = entry->path().filename().string();
    if (!is_number(process) || !holds_one_of(entry->path(), sockets)) continue;
    auto name = read_text(entry->path() / "comm");
    name.erase(std::min(name.find('\n'), name.size()));
    return fmt::format("{} (process {})", name, process);
  }
  return {};
}

}  // namespace skyline::cli
