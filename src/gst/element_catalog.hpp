// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "skyline/diagnose.hpp"

namespace skyline::gst {

/// "install PACKAGE", with the Debian package that brings an element, or a hint when it is not known.
[[nodiscard]] std::string package_of(std::string_view element);

}  // namespace skyline::gst
