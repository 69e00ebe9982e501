// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

#include "skyline/encoders.hpp"
#include "skyline/kvs_stats.hpp"
#include "skyline/stats.hpp"

namespace skyline::python {

// By the names that the package's dataclasses have; durations in seconds.
[[nodiscard]] pybind11::dict to_dict(const Stats& stats);
[[nodiscard]] pybind11::dict to_dict(const OutputStats& stats);
[[nodiscard]] pybind11::dict to_dict(const KvsStats& stats);
[[nodiscard]] pybind11::dict to_dict(const KvsUndelivered& left);
[[nodiscard]] pybind11::dict to_dict(const EncoderInfo& encoder);

}  // namespace skyline::python
