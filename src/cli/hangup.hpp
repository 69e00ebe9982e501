// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace skyline::cli {

/// SIGHUP makes fd() readable while this lives, instead of ending the process. One at a time.
class HangupGuard {
 public:
  HangupGuard();
  HangupGuard(const HangupGuard&) = delete;
  HangupGuard& operator=(const HangupGuard&) = delete;
  ~HangupGuard();

  [[nodiscard]] int fd() const { return event_; }
  /// Not readable any more, until the next signal.
  void clear() const;

 private:
  int event_;
};

}  // namespace skyline::cli
