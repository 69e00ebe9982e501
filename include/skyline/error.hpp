// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

#include "skyline/export.hpp"

namespace skyline {

/// A mistake in configuration or in how the library is called, or a resource that cannot be had.
/// what() says what is wrong, where, and what to do about it. It never contains a secret.
/// Thrown while opening and configuring only: SkyLine::put() never throws.
class SKYLINE_API Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace skyline
