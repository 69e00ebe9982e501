// SPDX-License-Identifier: Apache-2.0
#include "cli/sources/source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/errors.hpp"
#include "cli/sources/gst_source.hpp"
#include "cli/sources/raw_source.hpp"
#include "cli/sources/test_source.hpp"

namespace skyline::cli {

SourceKind classify_source(std::string_view source) {
  if (source == "test") return SourceKind::kTest;
  if (source == "-") return SourceKind::kStdin;
  if (source.starts_with("/dev/video") || source.starts_with("/dev/v4l/")) return SourceKind::kDevice;
  if (source.starts_with("rtsp://") || source.starts_with("rtsps://")) return SourceKind::kRtsp;
  // The scheme only: what follows may carry a password.
  if (const auto scheme = source.find("://"); scheme != std::string_view::npos) {
    throw UsageError(fmt::format("there is no source '{}://'; give test, a media file, rtsp://..., /dev/videoN or -",
                                 source.substr(0, scheme)));
  }
  return SourceKind::kFile;
}

void check_source(const SourceSettings& settings) {
  const auto kind = classify_source(settings.location);
  constexpr int kSmallestScene = 16;
  struct Row {
    bool wrong;
    const char* message;
  };
  for (const auto& [wrong, message] : {
           Row{settings.loop && kind != SourceKind::kFile, "loop is for a media file; leave it out"},
           Row{settings.format && kind != SourceKind::kStdin, "format is for the source -; leave it out"},
           Row{kind == SourceKind::kStdin && !(settings.format && settings.size),
               "the source - needs format and size, such as bgr and 1280x720"},
           Row{kind == SourceKind::kTest && settings.size &&
                   std::min(settings.size->width, settings.size->height) < kSmallestScene,
               "size: the source test is 16x16 at least"},
       }) {
    if (wrong) throw UsageError(message);
  }
}

std::unique_ptr<Source> make_source(const SourceSettings& settings) {
  switch (classify_source(settings.location)) {
    case SourceKind::kTest: return std::make_unique<TestSource>(settings);
    case SourceKind::kStdin: return std::make_unique<RawSource>(settings);
    case SourceKind::kFile: return std::make_unique<GstSource>(file_input(settings.location), settings);
    case SourceKind::kRtsp: return std::make_unique<GstSource>(rtsp_input(settings.location), settings);
    case SourceKind::kDevice: return std::make_unique<GstSource>(device_input(settings), settings);
  }
  throw UsageError("the source is of no kind");
}

}  // namespace skyline::cli
