// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.hpp"

namespace skyline::cli {

/// Checks everything serving depends on, and tells of each check as soon as it is done. Returns the exit code: 1 when
/// something failed. A check that does not end is given up; the process then ends here.
[[nodiscard]] int doctor(const DoctorOptions& options);

}  // namespace skyline::cli
