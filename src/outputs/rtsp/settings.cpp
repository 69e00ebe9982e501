// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/settings.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "outputs/rtsp/addresses.hpp"
#include "skyline/error.hpp"

namespace skyline::rtsp {
namespace {

constexpr auto kRealm = "SkyLine";
constexpr unsigned kMulticastPorts = 200;  // two for each stream

bool multicast_address(const std::string& text) {
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return IN_MULTICAST(ntohl(v4.s_addr));
  in6_addr v6{};
  return inet_pton(AF_INET6, text.c_str(), &v6) == 1 && IN6_IS_ADDR_MULTICAST(&v6);
}

bool printable(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

void validate_user(const RtspUser& user) {
  if (user.name.empty() || user.name.find_first_of(":\"\\") != std::string::npos || !printable(user.name)) {
    throw Error(
        "an RTSP user's name is empty or has a colon, quote, backslash or control character: choose another name");
  }
  if (user.password.empty() || !printable(user.password)) {
    throw Error(fmt::format("the RTSP user {} has an empty password, or one with control characters: set another one",
                            user.name));
  }
  for (const auto& path : user.paths) {
    if (!valid_path(path)) {
      throw Error(fmt::format("the RTSP user {} has a path '{}' that no stream can have: write it like /live",
                              user.name, path));
    }
  }
}

void validate_multicast(const RtspServerConfig& config) {
  if (config.multicast_group.empty()) return;
  if (!multicast_address(config.multicast_group)) {
    throw Error(fmt::format("multicast_group '{}' is no multicast address: use one such as 239.255.42.1",
                            config.multicast_group));
  }
  if (config.multicast_port < 1024 || config.multicast_port % 2 != 0 ||
      config.multicast_port > 65534 - kMulticastPorts) {
    throw Error(fmt::format("multicast_port {} cannot be used: take an even one from 1024 to {}", config.multicast_port,
                            65534 - kMulticastPorts));
  }
  if (uses_tls(config))
    throw Error("multicast cannot be encrypted: leave out multicast_group, or tls_certificate and tls_key");
}

}  // namespace

bool valid_path(std::string_view path) {
  const auto allowed = [](char c) {
    return g_ascii_isalnum(c) || std::string_view("._-~/").find(c) != std::string_view::npos;
  };
  return path.size() > 1 && path.size() <= 255 && path.front() == '/' && path.back() != '/' &&
         path.find("//") == std::string_view::npos && std::all_of(path.begin(), path.end(), allowed);
}

bool uses_tls(const RtspServerConfig& config) { return !config.tls_certificate.empty(); }

bool needs_generated_user(const RtspServerConfig& config) { return config.users.empty() && !config.allow_anonymous; }

void validate(const RtspServerConfig& config) {
  for (const auto& user : config.users) validate_user(user);
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    throw Error("RTSPS needs both tls_certificate and tls_key: set the one that is missing");
  }
  if (config.basic_auth && !uses_tls(config)) {
    throw Error("basic_auth sends passwords as they are: set tls_certificate and tls_key too, or leave it out");
  }
  if (config.max_connections < 1 || config.max_connections_per_address < 1) {
    throw Error("max_connections and max_connections_per_address must be at least 1");
  }
  validate_multicast(config);
}

std::unique_ptr<const AccessControl> make_access(const RtspServerConfig& config, const Secret& generated) {
  if (config.allow_anonymous) return nullptr;
  std::vector<Viewer> viewers;
  for (const auto& user : config.users) viewers.push_back({user.name, Secret(user.password), user.paths});
  if (needs_generated_user(config)) viewers.push_back({std::string(kGeneratedUser), generated, {}});
  return std::make_unique<const AccessControl>(kRealm, std::move(viewers), config.basic_auth);
}

MediaOptions make_media_options(const RtspServerConfig& config) {
  MediaOptions options;
  // Over UDP the pictures would go in the clear.
  if (uses_tls(config)) options.protocols = GST_RTSP_LOWER_TRANS_TCP;
  if (config.multicast_group.empty()) return options;
  options.protocols = GstRTSPLowerTrans(options.protocols | GST_RTSP_LOWER_TRANS_UDP_MCAST);
  options.multicast = gst::adopt(gst_rtsp_address_pool_new());
  options.multicast_ttl = config.multicast_ttl;
  if (is_loopback(config.address)) options.multicast_interface = "lo";
  const auto last = static_cast<guint16>(config.multicast_port + kMulticastPorts - 1);
  const auto* group = config.multicast_group.c_str();
  if (gst_rtsp_address_pool_add_range(options.multicast.get(), group, group, config.multicast_port, last,
                                      config.multicast_ttl) == FALSE) {
    throw Error(fmt::format("multicast_group '{}' cannot be used: take one such as 239.255.42.1", group));
  }
  return options;
}

gst::Ref<GTlsCertificate> load_certificate(const RtspServerConfig& config) {
  if (!uses_tls(config)) return {};
  GError* error = nullptr;
  auto certificate =
      gst::adopt(g_tls_certificate_new_from_files(config.tls_certificate.c_str(), config.tls_key.c_str(), &error));
  const gst::GErrorPtr owned(error);
  if (!certificate) {
    throw Error(fmt::format("no RTSPS with {} and {}: {}; both must be PEM files this user can read",
                            config.tls_certificate, config.tls_key, error ? error->message : "no reason given"));
  }
  return certificate;
}

}  // namespace skyline::rtsp
