// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "frame_source.hpp"
#include "gil.hpp"
#include "output_handle.hpp"
#include "skyline/kvs.hpp"
#include "skyline/stats.hpp"
#include "skyline/stream.hpp"

namespace skyline::python {

/// A SkyLine of any kind, as Python holds it. Every call that waits or converts lets go of the GIL.
class Stream {
 public:
  explicit Stream(std::shared_ptr<SkyLine> stream) : stream_(std::move(stream)) {}

  void attach(OutputHandle& output);
  void detach(OutputHandle& output);
  void start(FrameRate fps, Extent width, Extent height);
  void stop();
  /// Stops and destroys what is inside; later calls throw Error.
  void close();

  /// The value of PutResult. `time`: seconds since 1970, or nothing for now. With `hand_over` the frame's memory is
  /// kept until an encoder has read it, and converted there.
  int put(const py::object& frame, const std::optional<std::string>& format, std::optional<double> time,
          bool hand_over);

  [[nodiscard]] int state() const;
  [[nodiscard]] Stats stats() const;

  [[nodiscard]] KvsUndelivered stop_kvs(std::chrono::milliseconds deadline);
  void add_metadata(const std::string& name, const std::string& value, bool persistent);
  [[nodiscard]] KvsStats kvs_stats() const;

 private:
  [[nodiscard]] std::shared_ptr<SkyLine> alive() const;
  [[nodiscard]] std::shared_ptr<KvsSkyLine> alive_kvs() const;
  PutResult put_owned(SkyLine& stream, const FrameSource& source, std::optional<double> time);
  PutResult put_view(SkyLine& stream, const FrameSource& source, std::optional<double> time);

  std::shared_ptr<SkyLine> stream_;  // changes with the GIL held
  std::mutex scratch_mutex_;
  std::vector<std::uint8_t> scratch_;  // guarded by scratch_mutex_
};

}  // namespace skyline::python
