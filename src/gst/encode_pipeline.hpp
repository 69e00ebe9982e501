// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "gst/encoder_catalog.hpp"
#include "gst/handles.hpp"
#include "media/timeline.hpp"
#include "skyline/output.hpp"

namespace skyline::gst {

/// appsrc > encoder > parser > appsink: pictures of one shape in, units out. The destructor stops it; no event comes
/// after that.
class EncodePipeline {
 public:
  enum class Kind { kFrame, kStill };

  /// The pictures that ended with a unit.
  struct Ended {
    int frames = 0;                       ///< those that were not stills; all but the last were given up by the encoder
    SystemTime capture;                   ///< of the last picture so far
    std::optional<SteadyTime> entered{};  ///< when encode() took the last of them; nothing when none ended
  };

  /// All on GStreamer's threads; they must not call back into the pipeline and not throw.
  struct Events {
    std::function<void(const UnitPtr&, const Ended&)> unit;
    std::function<void()> ready;                     ///< the encoder waits for a picture
    std::function<void(const std::string&)> failed;  ///< no unit comes any more
  };

  /// `fps` is a hint for rate control; 0: variable. Throws Error when the encoder cannot be set up like this.
  EncodePipeline(const EncoderRow& row, const EncodingConfig& config, double fps, const PictureShape& shape,
                 Events events);
  EncodePipeline(const EncodePipeline&) = delete;
  EncodePipeline& operator=(const EncodePipeline&) = delete;
  ~EncodePipeline();

  /// Takes a picture of the pipeline's shape; once for each ready(). Its memory is not copied, only held. One thread.
  void encode(std::shared_ptr<const Picture> picture, const Stamp& stamp, Kind kind, bool key);

  /// Waits until the units of all pictures are out, for encoders that hold some back; `limit` at most.
  void drain(std::chrono::milliseconds limit);

  [[nodiscard]] const PictureShape& shape() const { return shape_; }
  [[nodiscard]] const std::string& element() const { return element_; }
  /// Pictures whose units are not out yet.
  [[nodiscard]] std::size_t in_flight() const;
  /// Those of them that are no stills.
  [[nodiscard]] std::size_t frames_in_flight() const;

 private:
  static void on_need_data(GstAppSrc* source, guint length, gpointer self);
  static GstFlowReturn on_new_sample(GstAppSink* sink, gpointer self);
  static GstBusSyncReply on_message(GstBus* bus, GstMessage* message, gpointer self);
  void take_unit(GstSample* sample);
  void keep_bitrate(SteadyTime pts);
  struct InFlight {
    Stamp stamp;
    Kind kind;
    SteadyTime entered;
  };
  [[nodiscard]] Ended end_up_to(SteadyTime pts);
  void take_config(EncodedUnit& unit);

  const PictureShape shape_;
  const std::string element_;
  const std::string live_;  // settings
  const EncodingConfig config_;
  const double fps_;
  double applied_fps_;                              // encode()'s thread only, as the next two
  std::deque<std::chrono::nanoseconds> intervals_;  // between the last pictures
  SteadyTime last_pts_{};
  const Events events_;
  std::shared_ptr<const CodecConfig> codec_;  // the appsink's streaming thread only
  mutable std::mutex mutex_;
  std::deque<InFlight> in_flight_;  // guarded by mutex_
  Ended last_;                      // guarded by mutex_
  std::atomic<bool> failed_{false};
  Ref<GstElement> pipeline_;
  Ref<GstElement> source_;
  Ref<GstElement> sink_;
  Ref<GstElement> encoder_;
};

}  // namespace skyline::gst
