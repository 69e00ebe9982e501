// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "cli/settings.hpp"
#include "cli/stop.hpp"
#include "skyline/stream.hpp"

namespace skyline::cli {

enum class SourceKind { kTest, kFile, kRtsp, kDevice, kStdin };

/// What the SOURCE argument means. Throws UsageError when it is none.
[[nodiscard]] SourceKind classify_source(std::string_view source);

/// Throws UsageError on settings that do not go with the kind of source.
void check_source(const SourceSettings& settings);

/// What to start streaming with, so that no frame is spent on a warm-up.
struct SourceShape {
  FrameRate fps = kVariable;
  Size size;
};

/// Where frames come from: open(), then run(), both on the main thread.
class Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;

  /// Opens it and learns its shape. Throws RunError when that cannot be; the answer means nothing when `stop` came
  /// first.
  [[nodiscard]] virtual SourceShape open(const Stop& stop) = 0;

  /// Puts frames until the source ends or `stop` says so. Throws RunError when the source breaks for good.
  virtual void run(SkyLine& sky, const Stop& stop) = 0;
};

/// Touches nothing yet.
[[nodiscard]] std::unique_ptr<Source> make_source(const SourceSettings& settings);

}  // namespace skyline::cli
