// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace skyline::test {

struct ProcessResult {
  int status = -1;     ///< exit code; -1 when it was ended by a signal or by the time limit
  std::string output;  ///< standard output and error
};

/// Runs a program to its end, 30 s at most. Arguments go to it as they are, through no shell.
ProcessResult run_process(const std::vector<std::string>& arguments);

/// Removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// What a file holds; empty when there is none.
std::string read_file(const std::string& path);

/// Entries of a folder, such as the descriptors in /proc/self/fd.
std::size_t entries(const char* folder);
/// Memory in use by this process now, in kilobytes.
std::size_t resident_kb();

}  // namespace skyline::test
