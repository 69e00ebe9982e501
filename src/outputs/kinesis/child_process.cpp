// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;
constexpr std::chrono::milliseconds kSlice{30};

class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) throw Error(fmt::format("no pipe: {}", std::strerror(errno)));
    fcntl(ends_[0], F_SETFL, O_NONBLOCK);  // ours only: a child does not expect it
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(ends_[0]);
    close_writer();
  }
  [[nodiscard]] int reader() const { return ends_[0]; }
  [[nodiscard]] int writer() const { return ends_[1]; }
  void close_writer() {
    if (ends_[1] >= 0) close(std::exchange(ends_[1], -1));
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

/// What happens between fork and exec.
class SpawnPlan {
 public:
  explicit SpawnPlan(int output) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes_);
    sigset_t all{};
    sigfillset(&all);
    posix_spawnattr_setsigdefault(&attributes_, &all);  // what the application ignores is not for the child
    sigset_t none{};
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  [[nodiscard]] pid_t spawn(char* const* arguments, char* const* environment) const {
    pid_t pid = 0;
    const int code = posix_spawnp(&pid, arguments[0], &actions_, &attributes_, arguments, environment);
    if (code != 0) throw Error(fmt::format("it cannot be started: {}", std::strerror(code)));
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

/// A child that has been started: killed with its group, and waited for, unless it has ended.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (ended_) return;
    kill(-pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  /// Its status once it has ended. An application that waits for all its children may have taken it: then the output
  /// has to tell.
  [[nodiscard]] std::optional<int> status() {
    int status = 0;
    const auto found = waitpid(pid_, &status, WNOHANG);
    if (found == 0 || (found < 0 && errno == EINTR)) return std::nullopt;
    ended_ = true;
    return found < 0 ? 0 : status;
  }

 private:
  pid_t pid_;
  bool ended_ = false;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> environment_without(const std::vector<std::string>& hidden) {
  std::vector<std::string> kept;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (std::ranges::find(hidden, text.substr(0, text.find('='))) == hidden.end()) kept.emplace_back(text);
  }
  return kept;
}

class Limits {
 public:
  explicit Limits(const ChildLimits& limits)
      : limits_(limits), deadline_(std::chrono::steady_clock::now() + limits.time) {}
  void check(std::size_t bytes) const {
    if (bytes > limits_.output) throw Error(fmt::format("it writes more than {} bytes", limits_.output));
    if (limits_.interrupted && limits_.interrupted()) throw Error("interrupted");
    if (std::chrono::steady_clock::now() >= deadline_)
      throw Error(fmt::format("it takes longer than {} ms", limits_.time.count()));
  }

 private:
  const ChildLimits& limits_;
  SteadyTime deadline_;
};

std::string read_to_end(int fd, const Limits& limits) {
  std::string text;
  std::array<char, 4096> chunk{};
  for (;;) {
    limits.check(text.size());
    const auto count = read(fd, chunk.data(), chunk.size());
    if (count == 0) return text;
    if (count > 0) {
      text.append(chunk.data(), static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      pollfd wait{fd, POLLIN, 0};
      poll(&wait, 1, static_cast<int>(kSlice.count()));
    } else if (errno != EINTR) {
      throw Error(std::strerror(errno));
    }
  }
}

int wait_for_end(Child& child, const Limits& limits) {
  for (;;) {
    if (const auto status = child.status()) return *status;
    limits.check(0);
    poll(nullptr, 0, static_cast<int>(kSlice.count()));
  }
}

}  // namespace

std::string run_child(const std::vector<std::string>& words, const ChildLimits& limits) {
  if (words.empty() || words[0].empty()) throw Error("it is empty");
  auto arguments = words;
  auto environment = environment_without(limits.hidden_variables);
  Pipe output;
  const Limits clock(limits);
  Child child(SpawnPlan(output.writer()).spawn(pointers(arguments).data(), pointers(environment).data()));
  output.close_writer();
  auto text = read_to_end(output.reader(), clock);
  const int status = wait_for_end(child, clock);
  if (WIFSIGNALED(status)) throw Error(fmt::format("it was ended by signal {}", WTERMSIG(status)));
  if (WEXITSTATUS(status) != 0) throw Error(fmt::format("it failed with exit code {}", WEXITSTATUS(status)));
  return text;
}

}  // namespace skyline::kinesis
