// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cli/served_stream.hpp"

namespace skyline::cli {

/// The streams of `skyline serve` and the RTSP server they share. One thread's, but for reports() and urls().
class Service {
 public:
  using AtFailure = StreamThread::AtFailure;

  /// Throws UsageError and Error on settings that cannot be meant. `stop` outlives this; it is told when all sources
  /// have ended.
  Service(ServeSettings settings, AtFailure at_failure, Stop& stop);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service();

  /// With kEnd the sources are opened first: what is announced then works. False when `stop` came first. Throws
  /// RunError when a source cannot be opened and Error when the server cannot listen.
  [[nodiscard]] bool start();

  /// Takes over other settings. Streams that are the same go on, and so do their viewers as long as they may watch;
  /// the others end, and new ones begin. Throws Error and changes nothing when the server cannot be had as wanted; a
  /// single stream that cannot is told about and left out.
  void reload(ServeSettings settings);

  /// Ends all streams, side by side, then the server. They can still be reported on.
  void stop();

  [[nodiscard]] std::vector<StreamReport> reports() const;
  /// Of the RTSP server, with the password it made, if any.
  [[nodiscard]] std::vector<std::string> urls() const;

 private:
  using Streams = std::vector<std::shared_ptr<StreamThread>>;

  [[nodiscard]] Streams streams() const;
  /// The server that `wanted` asks for: the present one when it can be changed to that, else another, which listens.
  [[nodiscard]] std::shared_ptr<RtspServer> server_for(const std::optional<RtspServerConfig>& wanted);
  [[nodiscard]] std::shared_ptr<StreamThread> make(const StreamSettings& settings);
  void start(StreamThread& stream);
  /// Null, and it is told, when it cannot be.
  [[nodiscard]] std::shared_ptr<StreamThread> start_another(const StreamSettings& settings);
  void finish_when_all_have_ended();
  /// Takes those out that `stays` says no of, and ends them.
  void end(const std::function<bool(const StreamSettings&)>& stays);

  const AtFailure at_failure_;
  Stop& stop_;
  mutable std::mutex mutex_;
  std::shared_ptr<RtspServer> server_;  // null: no RTSP; guarded by mutex_
  Streams streams_;                     // guarded by mutex_
  bool reloading_ = false;              // streams_ is not complete; guarded by mutex_
};

}  // namespace skyline::cli
