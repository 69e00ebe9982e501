// SPDX-License-Identifier: Apache-2.0
#include "cli/sources/source.hpp"

#include <fmt/format.h>

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

std::unique_ptr<Source> make_source(const ServeOptions& options) {
  switch (classify_source(options.source)) {
    case SourceKind::kTest: return std::make_unique<TestSource>(options);
    case SourceKind::kStdin: return std::make_unique<RawSource>(options);
    case SourceKind::kFile: return std::make_unique<GstSource>(file_input(options.source), options);
    case SourceKind::kRtsp: return std::make_unique<GstSource>(rtsp_input(options.source), options);
    case SourceKind::kDevice: return std::make_unique<GstSource>(device_input(options), options);
  }
  throw UsageError("the source is of no kind");
}

}  // namespace skyline::cli
