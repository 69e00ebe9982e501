// SPDX-License-Identifier: Apache-2.0
#include "child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "clock.hpp"

namespace bench {
namespace {

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe to a child");
  return ends;
}

pid_t spawn(const std::string& program, const std::vector<std::string>& arguments, int output) {
  // An absolute path stays what it is.
  const auto path = std::filesystem::read_symlink("/proc/self/exe").parent_path() / program;
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, path.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::system_error(error, std::generic_category(), "starting a child");
  return pid;
}

}  // namespace

Child::Child(std::vector<std::string> arguments, const std::string& program)
    : role_(fmt::format("{} {}", program, fmt::join(arguments, " "))) {
  const auto ends = make_pipe();
  pid_ = spawn(program, arguments, ends[1]);
  close(ends[1]);
  output_ = ends[0];
}

Child::Child(Child&& other) noexcept
    : role_(std::move(other.role_)),
      pid_(std::exchange(other.pid_, -1)),
      output_(std::exchange(other.output_, -1)),
      status_(other.status_) {}

Child::~Child() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (output_ >= 0) close(output_);
}

void Child::fail(const std::string& what) const {
  throw std::runtime_error(fmt::format("the process `{}` {}; its messages are above", role_, what));
}

void Child::check_alive() {
  if (pid_ > 0 && waitpid(pid_, &status_, WNOHANG) == pid_) {
    pid_ = -1;
    fail("ended too early");
  }
}

nlohmann::json Child::result(double seconds) {
  const std::int64_t deadline = now_ns() + static_cast<std::int64_t>(seconds * 1e9);
  std::string text;
  std::array<char, 4096> block{};
  for (;;) {
    pollfd waiting{output_, POLLIN, 0};
    const auto left = static_cast<int>((deadline - now_ns()) / 1'000'000);
    if (left <= 0 || poll(&waiting, 1, left) == 0) fail(fmt::format("did not end within {} s", seconds));
    const ssize_t bytes = read(output_, block.data(), block.size());
    if (bytes <= 0) break;
    text.append(block.data(), static_cast<std::size_t>(bytes));
  }
  waitpid(std::exchange(pid_, -1), &status_, 0);
  if (WIFSIGNALED(status_)) fail(fmt::format("was ended by signal {}", WTERMSIG(status_)));
  if (WEXITSTATUS(status_) != 0) fail(fmt::format("ended with code {}", WEXITSTATUS(status_)));
  return nlohmann::json::parse(text);
}

void die_with_parent() { prctl(PR_SET_PDEATHSIG, SIGKILL); }

}  // namespace bench
