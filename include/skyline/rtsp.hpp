// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "skyline/export.hpp"
#include "skyline/output.hpp"
#include "skyline/stream.hpp"

namespace skyline {

struct RtspUser {
  std::string name;
  std::string password;
  std::vector<std::string> paths{};  ///< paths this user may watch; empty: all
  friend bool operator==(const RtspUser&, const RtspUser&) = default;
};

struct RtspServerConfig {
  std::uint16_t port = 8554;        ///< 0: any free one, see RtspServer::port()
  std::string address = "0.0.0.0";  ///< "127.0.0.1" for this machine only
  /// No user and no allow_anonymous: a user "viewer" with a random password is made, and its URL logged once.
  std::vector<RtspUser> users{};
  bool allow_anonymous = false;
  bool basic_auth = false;  ///< offer basic besides digest; over TLS only

  std::string tls_certificate{};  ///< PEM file; with tls_key the port speaks RTSPS (TLS 1.2 and up) only
  std::string tls_key{};          ///< PEM file

  bool http_tunnel = false;
  std::string multicast_group{};  ///< such as "239.255.42.0/28"-sized first address "239.255.42.1"; empty: no multicast
  std::uint16_t multicast_port = 5000;  ///< first of the ports of multicast streams
  std::uint8_t multicast_ttl = 1;

  int max_connections = 512;
  int max_connections_per_address = 32;
  friend bool operator==(const RtspServerConfig&, const RtspServerConfig&) = default;
};

enum class UrlCredentials { kHide, kGenerated };

/// One RTSP server, many streams. Its streams may come and go while it runs, and may outlive it.
class SKYLINE_API RtspServer {
 public:
  explicit RtspServer(RtspServerConfig config = {});
  RtspServer(const RtspServer&) = delete;
  RtspServer& operator=(const RtspServer&) = delete;
  ~RtspServer();

  /// Listens. Throws Error when the address or certificate cannot be used. No effect when started.
  void start();
  /// Closes every connection and the port. Streams stay added and are served again after start().
  void stop();
  void restart();

  /// Takes over, while it serves: users, allow_anonymous, basic_auth, the limits of connections, and the certificate,
  /// whose files are read again. Whoever may still watch what he does, by the same password, stays connected; all
  /// others are disconnected. False, and nothing has changed, when anything else differs: that takes another server.
  /// Throws Error, and changes nothing, on settings that cannot be meant or a certificate that cannot be used.
  [[nodiscard]] bool update(RtspServerConfig config);

  /// The port listened on; the configured one when not started.
  [[nodiscard]] std::uint16_t port() const;
  /// One URL for each stream and each address of this host that the server listens on. kGenerated puts the generated
  /// password (never a configured one) into them.
  [[nodiscard]] std::vector<std::string> urls(UrlCredentials credentials = UrlCredentials::kHide) const;

  /// An output that serves a stream at `path` ("/live"). Throws Error when the path is taken or not of the form
  /// /name[/name...] with letters, digits and . _ - ~ in the names.
  [[nodiscard]] std::unique_ptr<Output> output(std::string_view path);

  /// Serves a GStreamer pipeline of your own at `path`, beside the streams SkyLine encodes and by the same rules.
  /// `launch` is in the syntax of gst-launch-1.0, with or without parentheses around it, and has a payloader pay0 (for
  /// more streams pay1 and so on): "videotestsrc is-live=true ! x264enc tune=zerolatency ! rtph264pay name=pay0".
  ///
  /// The pipeline runs once for all viewers, from now until it is removed, also while nobody watches; requests are
  /// answered 503 until it gives data. Viewers join where it is, and cannot seek. When it ends or fails they are
  /// disconnected, and it is built again after a while. Throws Error when the path is taken or wrong (see output()),
  /// or `launch` cannot be built or has no such payloader. The text is the program's own: never take it from others.
  void add_pipeline(std::string_view path, const std::string& launch);
  /// Disconnects the viewers of a pipeline that add_pipeline() has added, waits for it to stop, and frees the path.
  /// Throws Error when there is none, or when the path is that of an output: destroying the output frees that.
  void remove(std::string_view path);

 private:
  friend class RtspSkyLine;
  class Impl;
  std::shared_ptr<Impl> impl_;
};

/// A SkyLine that is served at a path of a server.
class SKYLINE_API RtspSkyLine : public SkyLine {
 public:
  RtspSkyLine(RtspServer& server, std::string_view path, StreamConfig config = {});
};

}  // namespace skyline
