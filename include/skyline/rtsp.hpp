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

  /// The port listened on; the configured one when not started.
  [[nodiscard]] std::uint16_t port() const;
  /// One URL for each stream and each address of this host that the server listens on. kGenerated puts the generated
  /// password (never a configured one) into them.
  [[nodiscard]] std::vector<std::string> urls(UrlCredentials credentials = UrlCredentials::kHide) const;

  /// An output that serves a stream at `path` ("/live"). Throws Error when the path is taken or not of the form
  /// /name[/name...] with letters, digits and . _ - ~ in the names.
  [[nodiscard]] std::unique_ptr<Output> output(std::string_view path);

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
