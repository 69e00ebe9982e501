// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "cli/doctor/groups.hpp"
#include "cli/doctor/own_stream.hpp"
#include "cli/doctor/port.hpp"
#include "skyline/encoders.hpp"
#include "skyline/rtsp.hpp"

namespace skyline::cli {
namespace {

constexpr std::uint16_t kFirstFreePort = 1024;

CheckResult port_result(const Endpoint& wanted) {
  const auto name = fmt::format("{} of {}", wanted.port, wanted.address);
  if (wanted.port == 0) return {"port", CheckStatus::kInfo, "0: any free one is taken"};
  const int error = try_to_listen(wanted);
  if (error == 0) return {"port", CheckStatus::kOk, name + " is free"};
  CheckResult result{"port", CheckStatus::kFailed, fmt::format("{}: {}", name, std::strerror(error))};
  if (error == EADDRINUSE) {
    const auto owner = owner_of_port(wanted.port);
    result.detail = fmt::format("{} is taken{}", name, owner.empty() ? "" : " by " + owner);
    result.hint =
        owner.empty()
            ? fmt::format("see who has it with: ss -ltnp 'sport = :{}'; or choose another by --rtsp", wanted.port)
            : "stop it, or choose another port by --rtsp; when it serves well, all is as it should";
  } else if (error == EADDRNOTAVAIL) {
    result.hint = "the address is none of this machine's: leave it out, or see them with: ip address";
  } else if (error == EACCES && wanted.port < kFirstFreePort) {
    result.hint = "ports below 1024 are for root: choose one from 1024 on by --rtsp";
  } else {
    result.hint = "choose another address or port by --rtsp";
  }
  return result;
}

CheckResult watched_result(const Watched& watched, Transport transport) {
  const bool udp = transport == Transport::kUdp;
  CheckResult result{udp ? "stream by UDP" : "stream by TCP"};
  if (!watched.can_decode) {
    return {result.name, CheckStatus::kWarning, "not tried: nothing here decodes H.264", "install gstreamer1.0-libav"};
  }
  result.detail = fmt::format("{} pictures decoded, the first after {} ms", watched.pictures, watched.first_ms);
  if (watched.pictures > 0 && watched.error.empty()) return result;
  // Without UDP everybody can still watch.
  result.status = udp ? CheckStatus::kWarning : CheckStatus::kFailed;
  result.detail = fmt::format("{} pictures decoded; {}", watched.pictures,
                              watched.error.empty() ? "no more came within 10 s" : watched.error);
  result.hint = udp ? "a firewall may drop UDP, also on this machine; viewers then take TCP: "
                      "ffplay -rtsp_transport tcp, vlc --rtsp-tcp"
                    : "skyline doctor -v says more; a firewall may close ports of 127.0.0.1";
  return result;
}

void check_own_stream(Findings& findings) {
  findings.begin("encoders");
  const auto encoders = probe_encoders();
  if (std::ranges::none_of(encoders, &EncoderInfo::works)) {
    findings.add({"own stream", CheckStatus::kFailed, "not tried: no encoder works", "see the encoders above"});
    return;
  }
  try {
    findings.begin("own stream");
    const OwnStream stream;
    stream.wait_until_joinable();
    for (const auto transport : {Transport::kTcp, Transport::kUdp}) {
      findings.begin(transport == Transport::kTcp ? "own stream by TCP" : "own stream by UDP");
      findings.add(watched_result(watch(stream.url(), transport), transport));
    }
  } catch (const std::exception& error) {
    findings.add({"own stream", CheckStatus::kFailed, error.what(), "see what GStreamer lacks above"});
  }
}

bool in_container() {
  std::error_code none;
  return std::filesystem::exists("/.dockerenv", none) || std::filesystem::exists("/run/.containerenv", none);
}

CheckResult addresses_result(const Endpoint& wanted) {
  RtspServer server({.port = wanted.port, .address = wanted.address});
  const auto output = server.output("/live");
  std::string urls;
  for (const auto& url : server.urls()) urls += (urls.empty() ? "" : " ") + url;
  const bool loopback = urls.find("//127.") != std::string::npos || urls.find("//[::1]") != std::string::npos;
  CheckResult result{"addresses", CheckStatus::kOk, urls};
  if (loopback) {
    result.status = CheckStatus::kWarning;
    result.detail += " (this machine only)";
    result.hint = wanted.address == "0.0.0.0" || wanted.address == "::"
                      ? "there is no network interface that is up: viewers elsewhere cannot reach this machine"
                      : "listen on all addresses for viewers elsewhere: give --rtsp the port alone";
  }
  return result;
}

}  // namespace

void check_rtsp(const DoctorOptions& options, Findings& findings) {
  const auto wanted = options.rtsp.value_or(Endpoint{});
  findings.add(port_result(wanted));
  check_own_stream(findings);
  findings.add(addresses_result(wanted));
  if (!in_container()) return;
  findings.add({"container", CheckStatus::kInfo,
                fmt::format("this is a container: publish the port (docker run -p {0}:{0}), and use the host's address",
                            wanted.port)});
}

}  // namespace skyline::cli
