// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/gst.h>

#include <functional>
#include <memory>
#include <string>

namespace skyline::gst {

/// Initialises GStreamer once for the process. Throws Error when that fails.
void init();

/// Makes an element owned by the caller. Throws Error that names the distribution package when it is not there.
[[nodiscard]] GstElement* make_element(const char* factory, const char* name = nullptr);

/// "; GStreamer has no element x: install y" for each that a text could not be parsed for; empty when there is none.
[[nodiscard]] std::string missing_elements(GstParseContext* context);

/// The GLib loop `sky-gst`, one for the process, alive as long as somebody holds it.
class MainLoop {
 public:
  [[nodiscard]] static std::shared_ptr<MainLoop> shared();
  MainLoop();
  MainLoop(const MainLoop&) = delete;
  MainLoop& operator=(const MainLoop&) = delete;
  ~MainLoop();

  [[nodiscard]] GMainContext* context() const;
  [[nodiscard]] bool on_loop_thread() const;
  /// Runs `call` on the loop's thread and waits for it; at once when on it. Exceptions come back to the caller.
  void run(const std::function<void()>& call) const;
  /// Runs `call` on the loop's thread some time later. It must not throw.
  void post(std::function<void()> call) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// The first error message on the pipeline's bus, as "element: text (debug)"; empty when there is none.
[[nodiscard]] std::string take_error(GstElement* pipeline);

}  // namespace skyline::gst
