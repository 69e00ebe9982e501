// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gst/gst.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "cli/doctor/groups.hpp"
#include "skyline/encoders.hpp"

namespace skyline::cli {
namespace {

constexpr guint kLeastMinor = 20;

CheckResult version() {
  guint major = 0;
  guint minor = 0;
  guint micro = 0;
  guint nano = 0;
  gst_version(&major, &minor, &micro, &nano);
  CheckResult result{"version", CheckStatus::kOk, fmt::format("GStreamer {}.{}.{}", major, minor, micro)};
  if (major > 1 || minor >= kLeastMinor) return result;
  result.status = CheckStatus::kFailed;
  result.hint = fmt::format("SkyLine needs GStreamer 1.{} or newer", kLeastMinor);
  return result;
}

CheckResult missing(const ElementInfo& element) {
  return {element.element, element.required ? CheckStatus::kFailed : CheckStatus::kWarning,
          fmt::format("missing; it is for {}", element.purpose), fmt::format("install {}", element.package)};
}

CheckResult rejected(const EncoderInfo& encoder) {
  // Which hardware a machine has is nobody's mistake.
  return {encoder.element, CheckStatus::kInfo,
          fmt::format("{}, {}", encoder.hardware ? "hardware" : "software", encoder.reason)};
}

}  // namespace

void check_gstreamer(const DoctorOptions& /*options*/, Findings& findings) {
  findings.begin("plug-ins");
  const auto elements = probe_elements();
  findings.add(version());
  std::map<std::string, std::string> there;
  std::vector<std::string> purposes;
  for (const auto& element : elements) {
    if (std::ranges::find(purposes, element.purpose) == purposes.end()) purposes.push_back(element.purpose);
    if (element.there) there[element.purpose] += ' ' + element.element;
  }
  for (const auto& purpose : purposes) {
    if (there.contains(purpose)) findings.add({purpose, CheckStatus::kOk, there[purpose].substr(1)});
    for (const auto& element : elements) {
      if (element.purpose == purpose && !element.there) findings.add(missing(element));
    }
  }
}

void check_encoders(const DoctorOptions& /*options*/, Findings& findings) {
  findings.begin("encoding a picture with each");
  bool any = false;
  for (const auto& encoder : probe_encoders()) {
    any = any || encoder.works;
    if (!encoder.works) {
      findings.add(rejected(encoder));
      continue;
    }
    findings.add({encoder.element, CheckStatus::kOk,
                  fmt::format("{}, {}", encoder.hardware ? "hardware" : "software",
                              encoder.chosen ? "encodes; chosen" : "encodes")});
  }
  if (any) return;
  findings.add({"any", CheckStatus::kFailed, "no H.264 encoder works here",
                "install gstreamer1.0-plugins-ugly, which brings x264enc"});
}

}  // namespace skyline::cli
