// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "frame_size.hpp"

namespace bench {

/// Arguments for a Child, the program in front: a program of benchmarks/python with the built package.
[[nodiscard]] std::vector<std::string> python_program(const std::string& script);
/// Likewise for those that use `Frames` of that size.
[[nodiscard]] std::vector<std::string> python_program(const std::string& script, FrameSize size);

/// Why something cannot be measured here; empty when it can.
struct PythonMissing {
  std::string package;     ///< the interpreter, numpy or the package
  std::string old_design;  ///< cv2 with GStreamer, or GStreamer's own bindings
};
[[nodiscard]] PythonMissing find_python_missing();

}  // namespace bench
