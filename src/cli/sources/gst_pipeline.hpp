// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/app/gstappsink.h>
#include <gst/gst.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "skyline/frame.hpp"

namespace skyline::cli {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using ElementPtr = std::unique_ptr<GstElement, Freed<gst_object_unref>>;
// GStreamer's own function is inline, each file has another: it cannot be part of a type.
struct FreedSample {
  void operator()(GstSample* sample) const { gst_sample_unref(sample); }
};
using SamplePtr = std::unique_ptr<GstSample, FreedSample>;

/// A running pipeline "...elements... ! appsink name=out" that is pulled from. Stopped and freed on destruction.
class GstPipeline {
 public:
  /// `configure` sees the pipeline before it starts: secrets and names of files are set as properties, they are never
  /// part of the description. Throws RunError that names what is missing.
  GstPipeline(const std::string& description, const std::function<void(GstBin*)>& configure);
  GstPipeline(const GstPipeline&) = delete;
  GstPipeline& operator=(const GstPipeline&) = delete;
  ~GstPipeline();

  /// False when it fails at once; error() says why.
  bool set_state(GstState state);

  /// The first picture in paused state. Null at the end, on failure and when there is none in time.
  [[nodiscard]] SamplePtr preroll(std::chrono::milliseconds timeout);
  /// The next picture. Likewise.
  [[nodiscard]] SamplePtr pull(std::chrono::milliseconds timeout);

  [[nodiscard]] bool at_end() const;
  /// The first error so far in GStreamer's words, or what to install when that is why; empty for none.
  [[nodiscard]] std::string error();

  /// When the picture was taken, by the pipeline's clock; the present time when that makes no sense.
  [[nodiscard]] std::chrono::system_clock::time_point capture_time(GstSample* sample) const;

 private:
  ElementPtr pipeline_;
  ElementPtr sink_;
  std::string missing_;  // what GStreamer found no plug-in for
  std::string error_;
};

/// Declared frames a second of a sample, 0 for none or variable.
[[nodiscard]] double declared_fps(GstSample* sample);

/// The picture without a copy: the sample is held until the frame is released. Throws RunError when its memory cannot
/// be read.
[[nodiscard]] OwnedFrame to_frame(SamplePtr sample);

/// Formats to_frame() takes, as a caps field.
[[nodiscard]] std::string accepted_caps();

}  // namespace skyline::cli
