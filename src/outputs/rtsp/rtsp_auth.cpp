// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/rtsp_auth.hpp"

#include <array>
#include <exception>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "outputs/rtsp/addresses.hpp"
#include "outputs/rtsp/gobject.hpp"
#include "outputs/rtsp/rtsp_client.hpp"

namespace skyline::rtsp {
namespace {

using Keeper = std::shared_ptr<Doorkeeper>;

// What a connection has shown so far; attached to its client.
struct Standing {
  Nonces nonces;
  std::string viewer;  // whom it has proved to be, last; empty for nobody
};

Standing& standing_of(GstRTSPClient* client) {
  if (!Attached<Standing>::get(client)) Attached<Standing>::set(client, {});
  return *Attached<Standing>::get(client);
}

void reply(GstRTSPContext* context, GstRTSPStatusCode code, const std::vector<std::string>& challenges = {}) {
  gst_rtsp_message_init_response(context->response, code, gst_rtsp_status_as_text(code), context->request);
  for (const auto& one : challenges) {
    gst_rtsp_message_add_header(context->response, GST_RTSP_HDR_WWW_AUTHENTICATE, one.c_str());
  }
  gst_rtsp_client_send_message(context->client, context->session, context->response);
}

bool offered(GstRTSPMethod method) {
  static constexpr auto kOffered = GST_RTSP_OPTIONS | GST_RTSP_DESCRIBE | GST_RTSP_SETUP | GST_RTSP_PLAY |
                                   GST_RTSP_PAUSE | GST_RTSP_TEARDOWN | GST_RTSP_GET_PARAMETER | GST_RTSP_SET_PARAMETER;
  return (method & kOffered) != 0;
}

std::string remote_address(GSocket* socket) {
  const auto address = gst::adopt(g_socket_get_remote_address(socket, nullptr));
  if (!address || !G_IS_INET_SOCKET_ADDRESS(address.get())) return {};
  auto* host = g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(address.get()));
  return gst::GString(g_inet_address_to_string(host)).get();
}

// The two halves of a tunnel are paired by a name the client chose: both must be the same peer's.
bool sound_connection(const Doorkeeper& keeper, GstRTSPConnection* connection) {
  if (gst_rtsp_connection_is_tunneled(connection) != FALSE) {
    return keeper.http_tunnel && remote_address(gst_rtsp_connection_get_read_socket(connection)) ==
                                     remote_address(gst_rtsp_connection_get_write_socket(connection));
  }
  if (!keeper.tls) return true;
  auto* tls = gst_rtsp_connection_get_tls(connection, nullptr);
  return tls && g_tls_connection_get_protocol_version(tls) >= G_TLS_PROTOCOL_VERSION_TLS_1_2;
}

// An address that guesses is answered without a look at what it sends, and cut. A delayed answer would need a timer
// for each request and leave the guesser its connection; this costs nothing. Who has proved himself is not affected.
bool refuse_guesser(Doorkeeper& keeper, GstRTSPContext* context, const Standing& standing, SteadyTime now) {
  if (!standing.viewer.empty() || !keeper.throttle.blocked(network_of(gst_rtsp_connection_get_ip(context->conn)), now))
    return false;
  reply(context, GST_RTSP_STS_UNAUTHORIZED, keeper.access->challenges(standing_of(context->client).nonces, false, now));
  close_later(context->client);
  return true;
}

const Viewer* identify(Doorkeeper& keeper, GstRTSPContext* context) {
  const auto now = std::chrono::steady_clock::now();
  auto& standing = standing_of(context->client);
  gchar* header = nullptr;
  const gchar* uri = "";
  gst_rtsp_message_get_header(context->request, GST_RTSP_HDR_AUTHORIZATION, &header, 0);
  gst_rtsp_message_parse_request(context->request, nullptr, &uri, nullptr);
  if (header && refuse_guesser(keeper, context, standing, now)) return nullptr;

  const Request request{gst_rtsp_method_as_text(context->method), uri, header ? header : ""};
  const auto answer = keeper.access->check(request, standing.nonces, now);
  const auto address = network_of(gst_rtsp_connection_get_ip(context->conn));
  if (answer.verdict == Verdict::kGood) {
    standing.viewer = answer.viewer->name;
    keeper.throttle.succeeded(address);
    return answer.viewer;
  }
  if (answer.verdict == Verdict::kWrong) keeper.throttle.failed(address, now);
  const bool stale = answer.verdict == Verdict::kStale;
  reply(context, GST_RTSP_STS_UNAUTHORIZED, keeper.access->challenges(standing.nonces, stale, now));
  return nullptr;
}

bool let_in(Doorkeeper& keeper, GstRTSPContext* context) {
  if (!sound_connection(keeper, context->conn)) {
    close_later(context->client);
    return false;
  }
  if (!offered(context->method)) {
    reply(context, GST_RTSP_STS_METHOD_NOT_ALLOWED);
    return false;
  }
  if (context->method == GST_RTSP_OPTIONS) return true;
  const std::string_view path = context->uri && context->uri->abspath ? context->uri->abspath : "";
  if (keeper.access) {
    const auto* viewer = identify(keeper, context);
    if (!viewer) return false;
    if (context->uri && !viewer->may_watch(path)) {
      reply(context, GST_RTSP_STS_NOT_FOUND);  // as for a path that is not there
      return false;
    }
  }
  const bool begins = context->method == GST_RTSP_DESCRIBE || context->method == GST_RTSP_SETUP;
  if (begins && keeper.not_yet(path)) {
    reply(context, GST_RTSP_STS_SERVICE_UNAVAILABLE);
    return false;
  }
  return true;
}

gboolean check(GstRTSPAuth* auth, GstRTSPContext* context, const gchar* what) {
  const std::string_view asked(what);
  if (asked == GST_RTSP_AUTH_CHECK_TRANSPORT_CLIENT_SETTINGS) return FALSE;
  if (asked != GST_RTSP_AUTH_CHECK_URL) return TRUE;
  try {
    return let_in(**Attached<Keeper>::get(auth), context) ? TRUE : FALSE;
  } catch (const std::exception& error) {
    log::error("rtsp", "a request cannot be checked: {}", error.what());
    close_later(context->client);
    return FALSE;
  }
}

void init_class(gpointer type, gpointer /*data*/) { GST_RTSP_AUTH_CLASS(type)->check = check; }

}  // namespace

gst::Ref<GstRTSPAuth> make_auth(std::shared_ptr<Doorkeeper> keeper) {
  static const GType type = subclass_of(GST_TYPE_RTSP_AUTH, "SkyRtspAuth", init_class);
  auto auth = gst::adopt(GST_RTSP_AUTH(g_object_new(type, nullptr)));
  Attached<Keeper>::set(auth.get(), std::move(keeper));
  return auth;
}

std::string viewer_of(GstRTSPClient* client) {
  const auto* standing = Attached<Standing>::get(client);
  return standing ? standing->viewer : std::string();
}

}  // namespace skyline::rtsp
