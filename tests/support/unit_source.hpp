// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/gst.h>

#include <chrono>

#include "gst/handles.hpp"
#include "skyline/output.hpp"

namespace skyline::test {

/// Makes real encoded units of a moving picture, one at a time, with the frame code 0, 1, 2 ... in those that are large
/// enough. One thread.
class UnitSource {
 public:
  UnitSource(int width, int height, int bitrate_kbps = 500);
  UnitSource(const UnitSource&) = delete;
  UnitSource& operator=(const UnitSource&) = delete;
  ~UnitSource();

  /// The next unit, captured now; a key unit when asked for, and the first one.
  [[nodiscard]] UnitPtr next(bool key);

 private:
  [[nodiscard]] gst::Buffer draw() const;

  const int width_;
  const int height_;
  gst::Ref<GstElement> pipeline_;
  gst::Ref<GstElement> source_;
  gst::Ref<GstElement> sink_;
  std::shared_ptr<const CodecConfig> config_;
  std::uint64_t index_ = 0;
};

}  // namespace skyline::test
