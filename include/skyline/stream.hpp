// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <concepts>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include "skyline/config.hpp"
#include "skyline/export.hpp"
#include "skyline/frame.hpp"

namespace skyline {

class Output;
struct Stats;

enum class State {
  kStopped,
  kStartWarmup,  ///< started, something has to be inferred, no frame yet
  kWarmup,       ///< frames are measured and discarded
  kStreaming,
  kError,  ///< no encoder works at the moment; it is tried again, and streaming resumes by itself
};

[[nodiscard]] SKYLINE_API std::string_view to_string(State state);

/// What became of a frame. Truthy when it went down the pipeline.
class PutResult {
 public:
  enum Value {
    kEncoding,       ///< on its way to the encoder
    kReplacedOlder,  ///< likewise; an older frame that still waited was dropped for it
    kWarmingUp,      ///< measured and discarded
    kNotWanted,      ///< no output wants units now
    kStopped,        ///< the stream is not started
    kFailed,         ///< not a usable frame, or nothing can encode now; Stats::last_error says why
  };
  constexpr PutResult(Value value) : value_(value) {}  // NOLINT(google-explicit-constructor)
  constexpr operator Value() const { return value_; }  // NOLINT(google-explicit-constructor)
  constexpr explicit operator bool() const { return value_ == kEncoding || value_ == kReplacedOlder; }

 private:
  Value value_;
};

[[nodiscard]] SKYLINE_API std::string_view to_string(PutResult::Value result);

struct Infer {};
struct UseLast {};
struct Variable {};
inline constexpr Infer kInfer{};      ///< measure it in a warm-up
inline constexpr UseLast kUseLast{};  ///< the value of the last run; like kInfer when there is none
inline constexpr Variable
    kVariable{};  ///< no declared rate: no warm-up, size from the first frame, time from the clock

/// Frames a second: a number (7.5 and 29.97 are kept), kInfer, kUseLast or kVariable.
class FrameRate {
 public:
  enum class Kind { kGiven, kInferred, kLast, kUndeclared };
  template <class Number>
    requires std::is_arithmetic_v<Number>
  constexpr FrameRate(Number fps) : fps_(static_cast<double>(fps)) {}     // NOLINT(google-explicit-constructor)
  constexpr FrameRate(Infer /*unused*/) : kind_(Kind::kInferred) {}       // NOLINT(google-explicit-constructor)
  constexpr FrameRate(UseLast /*unused*/) : kind_(Kind::kLast) {}         // NOLINT(google-explicit-constructor)
  constexpr FrameRate(Variable /*unused*/) : kind_(Kind::kUndeclared) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] constexpr Kind kind() const { return kind_; }
  [[nodiscard]] constexpr double fps() const { return fps_; }

 private:
  Kind kind_ = Kind::kGiven;
  double fps_ = 0;
};

/// A width or height in pixels: a number, kInfer or kUseLast.
class Extent {
 public:
  enum class Kind { kGiven, kInferred, kLast };
  constexpr Extent(int pixels) : pixels_(pixels) {}               // NOLINT(google-explicit-constructor)
  constexpr Extent(Infer /*unused*/) : kind_(Kind::kInferred) {}  // NOLINT(google-explicit-constructor)
  constexpr Extent(UseLast /*unused*/) : kind_(Kind::kLast) {}    // NOLINT(google-explicit-constructor)
  [[nodiscard]] constexpr Kind kind() const { return kind_; }
  [[nodiscard]] constexpr int pixels() const { return pixels_; }

 private:
  Kind kind_ = Kind::kGiven;
  int pixels_ = 0;
};

/// An image type that <skyline/opencv.hpp>, or a FrameAdapter of your own, makes known.
template <class Image>
concept Viewable = requires(const Image& image) {
  { FrameAdapter<Image>::view(image) } -> std::same_as<FrameView>;
};
template <class Image>
concept Ownable = Viewable<Image> && !std::is_const_v<Image> && requires(Image image) {
  { FrameAdapter<Image>::own(std::move(image)) } -> std::same_as<OwnedFrame>;
};

/// Takes raw frames, encodes each once, and hands the units to every attached output.
///
/// start_streaming(), stop_streaming(), attach() and detach() may throw Error and serialise among themselves; put() may
/// be called from any thread at any time, never blocks and never throws.
class SKYLINE_API SkyLine {
 public:
  using CaptureTime = std::chrono::system_clock::time_point;

  explicit SkyLine(StreamConfig config = {});
  SkyLine(const SkyLine&) = delete;
  SkyLine& operator=(const SkyLine&) = delete;
  virtual ~SkyLine();

  /// Adds an output; it sees units from the next key unit on. The reference stays valid until detach() or destruction.
  Output& attach(std::unique_ptr<Output> output);
  /// Closes an output and destroys it.
  void detach(Output& output);

  /// Starts, or starts anew when already started. Anything inferred begins a warm-up. The stream's size is even
  /// (odd values lose a row or column) and at least 16 x 16. Throws Error on a rate outside 0.01 to 1000 or a
  /// size outside 1 to 8192.
  void start_streaming(FrameRate fps = kInfer, Extent width = kInfer, Extent height = kInfer);
  /// Ends the stream: viewers get an end, files are finished. put() is then a cheap, silent no.
  void stop_streaming();

  /// Converts the frame on this thread (about the cost of one copy), then returns. Capture time: now.
  PutResult put(const FrameView& frame) noexcept;
  /// Capture time as absolute time, for example the camera's stamp. One that goes backwards or runs away from
  /// the clock is replaced by the time of arrival.
  PutResult put(const FrameView& frame, CaptureTime capture_time) noexcept;
  /// Hands the frame over: nothing is copied or converted on this thread.
  PutResult put(OwnedFrame&& frame) noexcept;
  PutResult put(OwnedFrame&& frame, CaptureTime capture_time) noexcept;

  template <Viewable Image, class... Time>
  PutResult put(const Image& image, Time... capture_time) noexcept {
    return put(FrameAdapter<Image>::view(image), capture_time...);
  }
  template <Ownable Image, class... Time>
  PutResult put(Image&& image, Time... capture_time) noexcept {
    return put(FrameAdapter<Image>::own(std::forward<Image>(image)), capture_time...);
  }

  [[nodiscard]] State state() const;
  [[nodiscard]] Stats stats() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skyline
