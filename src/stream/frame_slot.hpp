// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "media/picture.hpp"
#include "media/timeline.hpp"
#include "skyline/frame.hpp"

namespace skyline {

/// A frame on its way to the encoder: converted already, or handed over and to be converted there.
struct PendingFrame {
  std::shared_ptr<Picture> picture;  ///< null: `owned` holds the pixels
  OwnedFrame owned;
  std::optional<SystemTime> capture;
  Now arrival;
  SteadyTime ready;         ///< since when it waits for the encoder: converted, or, when `owned`, arrived
  bool still_only = false;  ///< nobody wants units: only kept for who joins next
  Stamp stamp;              ///< set by the slot
};

/// Holds the newest frame. Stamps frames in the order they come in, so that time never runs backwards whichever
/// thread was faster. Any thread.
class FrameSlot {
 public:
  enum class Outcome { kStored, kReplacedOlder, kClosed };

  Outcome store(PendingFrame frame);
  /// A frame that nobody wants: only its time counts. Returns the frame rate.
  double pass_by(std::optional<SystemTime> capture, Now arrival);
  [[nodiscard]] std::optional<PendingFrame> take();
  [[nodiscard]] bool empty() const;
  /// A stamp for the last picture encoded again.
  [[nodiscard]] Stamp repeat(Now now);
  [[nodiscard]] double fps() const;

  void open();
  /// What is stored can still be taken.
  void close();

 private:
  mutable std::mutex mutex_;
  Timeline timeline_;  // guarded by mutex_, as all below
  std::optional<PendingFrame> frame_;
  bool open_ = false;
};

}  // namespace skyline
