// SPDX-License-Identifier: Apache-2.0
#include "python_programs.hpp"

#include <fmt/format.h>

#include <exception>

#include "child.hpp"
#include "frames.hpp"

namespace bench {
namespace {

constexpr double kPatience = 30;
constexpr const char* kPackage = "PYTHONPATH=" SKYLINE_BENCH_PYTHONPATH;
constexpr const char* kScripts = SKYLINE_BENCH_SCRIPTS "/";

}  // namespace

// One thread for numpy: how many a library starts for a product is not what is measured.
std::vector<std::string> python_program(const std::string& script) {
  return {"/usr/bin/env",
          kPackage,
          "PYTHONDONTWRITEBYTECODE=1",
          "OPENBLAS_NUM_THREADS=1",
          "OMP_NUM_THREADS=1",
          SKYLINE_BENCH_PYTHON,
          kScripts + script};
}

std::vector<std::string> python_program(const std::string& script, FrameSize size) {
  auto command = python_program(script);
  command.insert(command.end(), {"--width", fmt::format("{}", size.width), "--height", fmt::format("{}", size.height),
                                 "--count", fmt::format("{}", Frames::kCount)});
  return command;
}

PythonMissing find_python_missing() {
  auto command = python_program("check.py");
  const auto program = command.front();
  command.erase(command.begin());
  try {
    const auto missing = Child(std::move(command), program).result(kPatience);
    return {missing["package"], missing["old_design"]};
  } catch (const std::exception& error) {
    return {error.what(), error.what()};
  }
}

}  // namespace bench
