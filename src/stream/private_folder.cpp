// SPDX-License-Identifier: Apache-2.0
#include "stream/private_folder.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/log.hpp"
#include "skyline/error.hpp"

namespace skyline {
namespace {

std::string place() {
  std::error_code none;
  const auto* run_time = std::getenv("XDG_RUNTIME_DIR");
  if (run_time != nullptr && *run_time == '/' && std::filesystem::is_directory(run_time, none)) return run_time;
  return std::filesystem::temp_directory_path();
}

}  // namespace

PrivateFolder::PrivateFolder() : path_(place() + "/skyline-XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) {
    throw Error(
        fmt::format("no private folder can be made ({}: {}); give XDG_RUNTIME_DIR or TMPDIR a folder you may "
                    "write to",
                    path_, std::strerror(errno)));
  }
}

PrivateFolder::~PrivateFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
  if (error) log::warn("output", "the private folder {} could not be removed: {}", path_, error.message());
}

}  // namespace skyline
