// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/rtsp_client.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include "outputs/rtsp/gobject.hpp"
#include "outputs/rtsp/session_pool.hpp"

namespace skyline::rtsp {
namespace {

constexpr guint kMostBodyBytes = 16 * 1024;
constexpr gint kPostSessionSeconds = 10;
constexpr gint kLowestClientPort = 1024;

GstRTSPClientClass* parent_class = nullptr;

struct TunnelRule {
  bool allowed = false;
};

bool pair(const GstRTSPRange& range) { return range.max == range.min + 1; }

// No player asks for anything else, and a foreign service may listen there.
bool sane_transport(const GstRTSPTransport& wanted) {
  switch (wanted.lower_transport) {
    case GST_RTSP_LOWER_TRANS_UDP:
      return pair(wanted.client_port) && wanted.client_port.min >= kLowestClientPort && wanted.client_port.max <= 65535;
    case GST_RTSP_LOWER_TRANS_TCP:
      return (wanted.interleaved.min == -1 && wanted.interleaved.max == -1) ||
             (pair(wanted.interleaved) && wanted.interleaved.min >= 0 && wanted.interleaved.max <= 255);
    default: return true;
  }
}

// A player on this host listens on the ports the server has bound: it may share them.
void share_port(const gst::Ref<GSocket>& socket) {
  if (socket) g_socket_set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1, nullptr);
}

gboolean configure_client_transport(GstRTSPClient* client, GstRTSPContext* context, GstRTSPTransport* wanted) {
  if (!sane_transport(*wanted) || parent_class->configure_client_transport(client, context, wanted) == FALSE)
    return FALSE;
  if (wanted->lower_transport == GST_RTSP_LOWER_TRANS_UDP_MCAST) {
    for (const auto family : {G_SOCKET_FAMILY_IPV4, G_SOCKET_FAMILY_IPV6}) {
      share_port(gst::adopt(gst_rtsp_stream_get_rtp_multicast_socket(context->stream, family)));
      share_port(gst::adopt(gst_rtsp_stream_get_rtcp_multicast_socket(context->stream, family)));
    }
  }
  return TRUE;
}

// Without the query: it names no other stream.
gchar* make_path_from_uri(GstRTSPClient* /*client*/, const GstRTSPUrl* uri) {
  return g_strdup(uri->abspath && uri->abspath[0] ? uri->abspath : "/");
}

// The library gives the RTP time of the last packet sent, which may be an hour old when nobody watched; players take it
// for the time of the first packet to come.
GstRTSPStatusCode adjust_play_response(GstRTSPClient* /*client*/, GstRTSPContext* context) {
  auto* media = context->media;
  // With more than one stream the header is left alone: only pipelines have them, and those do not pause.
  auto* stream = media && gst_rtsp_media_n_streams(media) == 1 ? gst_rtsp_media_get_stream(media, 0) : nullptr;
  guint time = 0;
  guint sequence = 0;
  guint clock_rate = 0;
  GstClockTime last = GST_CLOCK_TIME_NONE;
  gchar* old = nullptr;
  if (!stream || gst_rtsp_message_get_header(context->response, GST_RTSP_HDR_RTP_INFO, &old, 0) != GST_RTSP_OK ||
      gst_rtsp_stream_get_rtpinfo(stream, &time, &sequence, &clock_rate, &last) == FALSE) {
    return GST_RTSP_STS_OK;
  }
  const auto clock = gst::adopt(gst_rtsp_media_get_clock(media));
  const auto base = gst_rtsp_media_get_base_time(media);
  if (!clock || last == GST_CLOCK_TIME_NONE || base == GST_CLOCK_TIME_NONE) return GST_RTSP_STS_OK;
  const auto now = gst_clock_get_time(clock.get()) - base;
  if (now > last) time += static_cast<guint>(gst_util_uint64_scale(now - last, clock_rate, GST_SECOND));
  const std::string_view text(old);
  const std::string url(text.substr(0, text.find(';')));
  gst_rtsp_message_remove_header(context->response, GST_RTSP_HDR_RTP_INFO, -1);
  gst_rtsp_message_add_header(context->response, GST_RTSP_HDR_RTP_INFO,
                              fmt::format("{};seq={};rtptime={}", url, sequence, time).c_str());
  return GST_RTSP_STS_OK;
}

// For the first half of a tunnel; the second has no answer, unwanted_tunnel() finds it.
void tunnel_http_response(GstRTSPClient* client, GstRTSPMessage* /*request*/, GstRTSPMessage* response) {
  if (Attached<TunnelRule>::get(client)->allowed) return;
  response->type_data.response.code = GST_RTSP_STS_FORBIDDEN;
  close_later(client);
}

void replace_header(GstRTSPMessage* message, GstRTSPHeaderField field, const char* value) {
  gst_rtsp_message_remove_header(message, field, -1);
  gst_rtsp_message_add_header(message, field, value);
}

void send_message(GstRTSPClient* /*client*/, GstRTSPContext* context, GstRTSPMessage* message) {
  if (gst_rtsp_message_get_type(message) != GST_RTSP_MESSAGE_RESPONSE) return;
  replace_header(message, GST_RTSP_HDR_SERVER, "SkyLine");
  const auto code = message->type_data.response.code;
  if (code == GST_RTSP_STS_SERVICE_UNAVAILABLE) replace_header(message, GST_RTSP_HDR_RETRY_AFTER, "1");
  if (context->method == GST_RTSP_OPTIONS && code == GST_RTSP_STS_OK) {
    replace_header(message, GST_RTSP_HDR_PUBLIC,
                   "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER, SET_PARAMETER");
  }
}

void init_client_class(gpointer type, gpointer /*data*/) {
  parent_class = GST_RTSP_CLIENT_CLASS(g_type_class_peek_parent(type));
  auto* klass = GST_RTSP_CLIENT_CLASS(type);
  klass->configure_client_transport = configure_client_transport;
  klass->make_path_from_uri = make_path_from_uri;
  klass->adjust_play_response = adjust_play_response;
  klass->tunnel_http_response = tunnel_http_response;
  klass->send_message = send_message;
}

GstRTSPClient* create_client(GstRTSPServer* server) {
  static const GType type = subclass_of(GST_TYPE_RTSP_CLIENT, "SkyRtspClient", init_client_class);
  auto client = gst::adopt(GST_RTSP_CLIENT(g_object_new(type, "post-session-timeout", kPostSessionSeconds, nullptr)));
  const auto mounts = gst::adopt(gst_rtsp_server_get_mount_points(server));
  const auto auth = gst::adopt(gst_rtsp_server_get_auth(server));
  const auto threads = gst::adopt(gst_rtsp_server_get_thread_pool(server));
  gst_rtsp_client_set_session_pool(client.get(), make_session_pool().get());
  gst_rtsp_client_set_mount_points(client.get(), mounts.get());
  gst_rtsp_client_set_auth(client.get(), auth.get());
  gst_rtsp_client_set_thread_pool(client.get(), threads.get());
  gst_rtsp_client_set_content_length_limit(client.get(), kMostBodyBytes);
  Attached<TunnelRule>::set(client.get(), *Attached<TunnelRule>::get(server));
  return client.release();
}

void init_server_class(gpointer type, gpointer /*data*/) { GST_RTSP_SERVER_CLASS(type)->create_client = create_client; }

}  // namespace

gst::Ref<GstRTSPServer> make_server(bool http_tunnel) {
  static const GType type = subclass_of(GST_TYPE_RTSP_SERVER, "SkyRtspServer", init_server_class);
  auto server = gst::adopt(GST_RTSP_SERVER(g_object_new(type, nullptr)));
  Attached<TunnelRule>::set(server.get(), {http_tunnel});
  return server;
}

void close_later(GstRTSPClient* client) {
  const gst::Owned<GSource, g_source_unref> source(g_idle_source_new());
  const GSourceFunc close = [](gpointer closed) -> gboolean {
    gst_rtsp_client_close(GST_RTSP_CLIENT(closed));
    return G_SOURCE_REMOVE;
  };
  g_source_set_callback(source.get(), close, g_object_ref(client), g_object_unref);
  g_source_attach(source.get(), g_main_context_get_thread_default());
}

bool unwanted_tunnel(GstRTSPClient* client) {
  auto* connection = gst_rtsp_client_get_connection(client);
  return !Attached<TunnelRule>::get(client)->allowed && connection && gst_rtsp_connection_get_tunnelid(connection);
}

}  // namespace skyline::rtsp
