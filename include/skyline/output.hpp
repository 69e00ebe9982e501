// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "skyline/export.hpp"

namespace skyline {

struct OutputStats;

/// What a decoder has to know. Units that share it share the pointer; a change comes with a key unit.
struct CodecConfig {
  int width = 0;
  int height = 0;
  double fps = 0;                 ///< a hint; 0: variable
  std::vector<std::uint8_t> sps;  ///< H.264 NAL unit without start code
  std::vector<std::uint8_t> pps;  ///< likewise
};

/// One encoded picture: an H.264 access unit in Annex B form (start codes), parameter sets in front of each key unit.
struct EncodedUnit {
  std::vector<std::uint8_t> data;
  std::chrono::steady_clock::time_point pts;  ///< capture time on the steady clock; strictly increasing in a stream
  std::chrono::system_clock::time_point capture_time;  ///< the same moment in absolute time
  bool key = false;                                    ///< decoding can start here
  bool still = false;  ///< no new frame: the last picture again, for a viewer who joins or a pause that goes on
  std::shared_ptr<const CodecConfig> config;
};

using UnitPtr = std::shared_ptr<const EncodedUnit>;

/// The stream as an output sees it. Valid from Output::open() until Output::close() returns; any thread.
class SKYLINE_API OutputHost {
 public:
  /// Asks for a key unit now: the next frame, or the last picture again if none comes at once.
  /// Call it after wants_units() has become true.
  virtual void request_key_frame() = 0;

 protected:
  ~OutputHost() = default;
};

/// A destination of encoded units. Derive from it to bring your own. Each output has its own thread and its own
/// bounded queue, so it may block or fail without harm to others: what does not fit is dropped up to the next
/// key unit, and counted.
class SKYLINE_API Output {
 public:
  Output() = default;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  virtual ~Output() = default;

  [[nodiscard]] virtual std::string name() const = 0;

  /// Opens the resources. Throws when it cannot: it is called again after a growing delay.
  virtual void open(OutputHost& host) = 0;

  /// Takes one unit; the first one after open() is a key unit. Throws on failure: close() follows, then open() again.
  virtual void write(const UnitPtr& unit) = 0;

  /// Called once for each open() that returned. The stream stops, failed, or goes away.
  virtual void close() noexcept = 0;

  /// False while nobody would look: when no output wants units, nothing is encoded. Any thread, must be quick.
  [[nodiscard]] virtual bool wants_units() const noexcept { return true; }

  /// Makes a write() or open() that blocks return soon; the stream stops. Any thread.
  virtual void interrupt() noexcept {}

  /// Clients that play now; any thread.
  [[nodiscard]] virtual int viewers() const noexcept { return 0; }

  /// Adds what only this kind of output can tell; any thread.
  virtual void add_stats(OutputStats& /*stats*/) const {}
};

/// Hands each unit to a function, on the output's own thread. The function may throw: then it is called again
/// later, starting at a key unit.
class SKYLINE_API CallbackOutput final : public Output {
 public:
  using Callback = std::function<void(const UnitPtr&)>;
  CallbackOutput(std::string name, Callback callback) : name_(std::move(name)), callback_(std::move(callback)) {}

  [[nodiscard]] std::string name() const override { return name_; }
  void open(OutputHost& /*host*/) override {}
  void write(const UnitPtr& unit) override { callback_(unit); }
  void close() noexcept override {}

 private:
  std::string name_;
  Callback callback_;
};

/// Any GStreamer tail. Its source is H.264 byte-stream, one access unit a buffer, parsed: for example
/// "h264parse ! mp4mux ! filesink location=x.mp4". A leading "... !" is allowed and means the same. Stopping sends
/// end of stream and waits for it (5 s at most), so files are finished.
class SKYLINE_API GstOutput final : public Output {
 public:
  /// Throws Error when the text is not a pipeline GStreamer can build.
  explicit GstOutput(std::string tail, std::string name = "gst");
  ~GstOutput() override;

  [[nodiscard]] std::string name() const override;
  void open(OutputHost& host) override;
  void write(const UnitPtr& unit) override;
  void close() noexcept override;
  void interrupt() noexcept override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Loads the plug-ins of one's own that GstOutput's tails need: all in the folders that GST_PLUGIN_PATH names in a .env
/// file, with the libraries of its LD_LIBRARY_PATH. An empty path: the file is searched for as KvsSkyLine does. Throws
/// Error when a file given is not there or not in order, and when a plug-in cannot be loaded.
SKYLINE_API void load_plugins(const std::string& dotenv_path);

}  // namespace skyline
