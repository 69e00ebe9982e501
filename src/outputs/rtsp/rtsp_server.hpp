// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "skyline/rtsp.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "gst/handles.hpp"
#include "gst/runtime.hpp"
#include "outputs/rtsp/connections.hpp"
#include "outputs/rtsp/listener.hpp"
#include "outputs/rtsp/mount.hpp"
#include "outputs/rtsp/pipeline_mount.hpp"
#include "outputs/rtsp/rtsp_auth.hpp"

namespace skyline {

/// Everything belongs to the loop's thread, but for the parts of the configuration that update() never changes; the
/// methods go there by themselves.
class RtspServer::Impl : public std::enable_shared_from_this<RtspServer::Impl> {
 public:
  explicit Impl(RtspServerConfig config);
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl();

  void start();
  void stop();
  [[nodiscard]] bool update(RtspServerConfig config);
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::vector<std::string> urls(UrlCredentials credentials) const;
  [[nodiscard]] std::unique_ptr<Output> output(std::string_view path);
  void add_pipeline(std::string_view path, const std::string& launch);
  void remove(std::string_view path);

 private:
  using Mounts = std::map<std::string, std::shared_ptr<rtsp::Mount>, std::less<>>;

  void listen();
  void announce(std::string_view path) const;
  void take(const rtsp::Accepted& accepted);
  void sweep();
  [[nodiscard]] bool not_yet(std::string_view path) const;
  [[nodiscard]] std::vector<std::string> urls_of(std::string_view path, UrlCredentials credentials) const;
  /// Throws Error when the path is taken.
  void insert(const std::shared_ptr<rtsp::Mount>& mount);
  /// The path is free again.
  void erase(const rtsp::Mount& mount);
  void stop_pipelines();

  RtspServerConfig config_;
  Secret generated_password_;  // empty when none was needed so far
  const std::shared_ptr<gst::MainLoop> loop_;
  const rtsp::MediaOptions media_options_;
  gst::Ref<GstRTSPServer> server_;
  gst::Ref<GstRTSPMountPoints> mount_points_;
  const std::shared_ptr<Mounts> mounts_;
  std::unique_ptr<rtsp::Connections> connections_;
  const std::shared_ptr<rtsp::Doorkeeper> keeper_;
  std::unique_ptr<rtsp::Listener> listener_;
  gst::Owned<GSource, g_source_unref> sweeper_;
  log::RateLimit refusals_;
};

}  // namespace skyline
