// SPDX-License-Identifier: Apache-2.0
#include "cli/kvs_emulator.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

constexpr const char* kProgram = "skyline-kvs-emulator";

}  // namespace

std::string find_kvs_emulator(const std::string& self) {
  const auto folder = std::filesystem::path(self).parent_path();
  for (const auto& path : {folder / kProgram, folder.parent_path() / "libexec" / "skyline" / kProgram}) {
    if (::access(path.c_str(), X_OK) == 0) return path.string();
  }
  return {};
}

void kvs_emulator(const KvsEmulatorOptions& options) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto program = find_kvs_emulator(self.string());
  if (program.empty()) {
    throw RunError(
        fmt::format("{} is neither beside {} nor in ../libexec/skyline; install it", kProgram, self.string()));
  }
  auto arguments = options.arguments;
  std::vector<char*> argv = {const_cast<char*>(kProgram)};  // execv changes nothing of it
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  throw RunError(fmt::format("cannot run {}: {}", program, std::strerror(errno)));
}

}  // namespace skyline::cli
