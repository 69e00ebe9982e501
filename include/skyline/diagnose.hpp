// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "skyline/export.hpp"

namespace skyline {

enum class CheckStatus {
  kOk,       ///< proved
  kInfo,     ///< worth knowing, nothing to do
  kWarning,  ///< works, but not as it should
  kFailed,   ///< does not work
};

/// What one check has found. All texts are one line without secrets.
struct CheckResult {
  std::string name;
  CheckStatus status = CheckStatus::kOk;
  std::string detail;
  std::string hint{};  ///< what to do about it; empty when there is nothing to do
};

/// An element of GStreamer that SkyLine uses.
struct ElementInfo {
  std::string element;
  std::string purpose;    ///< what it is used for, in a word or two
  std::string package;    ///< the Debian package that brings it
  bool required = false;  ///< without it nothing is served
  bool there = false;
};

/// Every element SkyLine may use besides encoders (see probe_encoders()). Throws Error when GStreamer does not start.
[[nodiscard]] SKYLINE_API std::vector<ElementInfo> probe_elements();

}  // namespace skyline
