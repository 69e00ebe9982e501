// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/held_media.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "outputs/rtsp/gobject.hpp"
#include "outputs/rtsp/thread_pool.hpp"
#include "skyline/error.hpp"

namespace skyline::rtsp {
namespace {

using Pad = gst::Owned<GstPad, gst_object_unref>;

bool receives_multicast(GstElement* udpsrc) {
  GSocket* socket = nullptr;
  g_object_get(udpsrc, "socket", &socket, nullptr);
  const auto owned = gst::adopt(socket);
  const auto local = gst::adopt(socket ? g_socket_get_local_address(socket, nullptr) : nullptr);
  return local && G_IS_INET_SOCKET_ADDRESS(local.get()) &&
         g_inet_address_get_is_multicast(g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(local.get())));
}

// A multicast group brings our own reports back: taken for another source with our SSRC, they would make the session
// choose a new one, and players lose the stream. What viewers report there is not needed.
void ignore_packets(GstElement* udpsrc) {
  const Pad pad(gst_element_get_static_pad(udpsrc, "src"));
  const auto drop = [](GstPad*, GstPadProbeInfo*, gpointer) { return GST_PAD_PROBE_DROP; };
  gst_pad_add_probe(pad.get(), static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST),
                    drop, nullptr, nullptr);
}

// `own` is the bin that is served: what it receives is its own affair.
void on_element_added(GstBin* /*pipeline*/, GstBin* /*child*/, GstElement* element, gpointer own) {
  if (gst_object_has_as_ancestor(GST_OBJECT(element), GST_OBJECT(own)) != FALSE) return;
  const auto* factory = gst_element_get_factory(element);
  const std::string_view kind = factory ? GST_OBJECT_NAME(factory) : "";
  // Sender reports then give the capture times of the units, not the times they were sent.
  if (kind == "rtpbin") g_object_set(element, "rtcp-sync-send-time", FALSE, nullptr);
  if (kind == "udpsrc" && receives_multicast(element)) ignore_packets(element);
}

// All viewers watch the one pipeline, so that none may move it. Where the library believes that it can seek, it does
// when a player names a range, as most do.
GstPadProbeReturn refuse_to_seek(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer /*data*/) {
  if ((info->type & GST_PAD_PROBE_TYPE_EVENT_UPSTREAM) != 0) {
    return GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_SEEK ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
  }
  auto* query = GST_PAD_PROBE_INFO_QUERY(info);
  if (GST_QUERY_TYPE(query) != GST_QUERY_SEEKING) return GST_PAD_PROBE_OK;
  gst_query_set_seeking(query, GST_FORMAT_TIME, FALSE, 0, -1);
  return GST_PAD_PROBE_HANDLED;
}

// The pipeline itself may not end: parts of it wait for clients to report.
GstPadProbeReturn hear_end(GstPad* pad, GstPadProbeInfo* info, gpointer /*data*/) {
  const auto payloader = gst::adopt(gst_pad_get_parent_element(pad));
  if (payloader && GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_EOS) announce_end(payloader.get());
  return GST_PAD_PROBE_OK;
}

void keep_from_seeking(GstPad* pad) {
  gst_pad_add_probe(pad,
                    static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_EVENT_UPSTREAM | GST_PAD_PROBE_TYPE_QUERY_UPSTREAM),
                    refuse_to_seek, nullptr, nullptr);
}

// For who joins there is now, and no end: the place in a file, say, is not his.
gboolean query_nothing(GstRTSPMedia* /*media*/, gint64* time) {
  *time = -1;
  return TRUE;
}

void init_class(gpointer type, gpointer /*data*/) {
  GST_RTSP_MEDIA_CLASS(type)->query_position = query_nothing;
  GST_RTSP_MEDIA_CLASS(type)->query_stop = query_nothing;
}

gst::Ref<GstRTSPMedia> make_media(GstElement* bin, GstElement* pipeline, const MediaOptions& options) {
  static const GType type = subclass_of(GST_TYPE_RTSP_MEDIA, "SkyRtspMedia", init_class);
  auto media = gst::adopt(GST_RTSP_MEDIA(g_object_new(type, "element", bin, nullptr)));
  gst_rtsp_media_take_pipeline(media.get(), GST_PIPELINE(pipeline));  // takes a reference of its own, as the one above
  gst_rtsp_media_set_shared(media.get(), TRUE);
  gst_rtsp_media_set_protocols(media.get(), options.protocols);
  if (options.multicast) {
    gst_rtsp_media_set_address_pool(media.get(), options.multicast.get());
    gst_rtsp_media_set_bind_mcast_address(media.get(), TRUE);
    gst_rtsp_media_set_max_mcast_ttl(media.get(), options.multicast_ttl);
    if (!options.multicast_interface.empty()) {
      gst_rtsp_media_set_multicast_iface(media.get(), options.multicast_interface.c_str());
    }
  }
  return media;
}

GstRTSPTransport* tcp_transport(guint8 channel) {
  GstRTSPTransport* transport = nullptr;
  gst_rtsp_transport_new(&transport);
  transport->trans = GST_RTSP_TRANS_RTP;
  transport->profile = GST_RTSP_PROFILE_AVP;
  transport->lower_transport = GST_RTSP_LOWER_TRANS_TCP;
  transport->destination = g_strdup("0.0.0.0");
  transport->interleaved = {channel, channel + 1};
  return transport;
}

// A receiver that is never behind. While it is there no stalled TCP client can hold the pipeline up.
gst::Ref<GstRTSPStreamTransport> make_keeper(GstRTSPStream* stream, guint8 channel) {
  auto keeper = gst::adopt(gst_rtsp_stream_transport_new(stream, tcp_transport(channel)));
  const auto swallow = [](GstBuffer*, guint8, gpointer) -> gboolean { return TRUE; };
  const auto swallow_list = [](GstBufferList*, guint8, gpointer) -> gboolean { return TRUE; };
  gst_rtsp_stream_transport_set_callbacks(keeper.get(), swallow, swallow, nullptr, nullptr);
  gst_rtsp_stream_transport_set_list_callbacks(keeper.get(), swallow_list, swallow_list, nullptr, nullptr);
  return keeper;
}

}  // namespace

std::vector<gst::Ref<GstElement>> payloaders_of(GstElement* bin) {
  std::vector<gst::Ref<GstElement>> found;
  while (auto one = gst::adopt(gst_bin_get_by_name(GST_BIN(bin), fmt::format("pay{}", found.size()).c_str()))) {
    found.push_back(std::move(one));
  }
  return found;
}

HeldMedia::HeldMedia(std::shared_ptr<gst::MainLoop> loop, std::string name, gst::Ref<GstElement> bin,
                     gst::Ref<GstElement> pipeline, const MediaOptions& options, std::function<void()> changed)
    : loop_(std::move(loop)),
      name_(std::move(name)),
      bin_(std::move(bin)),
      pipeline_(std::move(pipeline)),
      on_element_(pipeline_.get(), "deep-element-added", G_CALLBACK(on_element_added), bin_.get()),
      bus_(pipeline_.get(), std::move(changed)),
      media_(make_media(bin_.get(), pipeline_.get(), options)) {
  add_streams();
}

HeldMedia::~HeldMedia() {
  loop_->run([this] {
    for (std::size_t i = 0; i < keepers_.size(); ++i) gst_rtsp_stream_remove_transport(stream(i), keepers_[i].get());
  });
  if (prepared_) gst_rtsp_media_unprepare(media_.get());
}

// Not by gst_rtsp_media_collect_streams(): it takes elements of other names, too, for streams that clients send.
void HeldMedia::add_streams() {
  for (const auto& payloader : payloaders_of(bin_.get())) {
    const Pad pad(gst_element_get_static_pad(payloader.get(), "src"));
    keep_from_seeking(pad.get());
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, hear_end, nullptr, nullptr);
    gst_rtsp_media_create_stream(media_.get(), payloader.get(), pad.get());
  }
}

void HeldMedia::start() {
  prepared_ = gst_rtsp_media_prepare(media_.get(), make_media_thread(loop_->context())) != FALSE;
  if (!prepared_) {
    const auto why = bus_.error();
    throw Error(fmt::format("the RTP pipeline of {} does not start: {}", name_,
                            why.empty() ? "its source has given nothing in time" : why));
  }
  loop_->run([this] { play(); });
}

void HeldMedia::play() {
  for (guint i = 0; i < gst_rtsp_media_n_streams(media_.get()); ++i) hold(gst_rtsp_media_get_stream(media_.get(), i));
  const gst::Owned<GPtrArray, g_ptr_array_unref> none(g_ptr_array_new());
  gst_rtsp_media_set_state(media_.get(), GST_STATE_PLAYING, none.get());
}

void HeldMedia::hold(GstRTSPStream* stream) {
  const auto channel = static_cast<guint8>(2 * keepers_.size());
  const gst::Owned<GstRTSPTransport, gst_rtsp_transport_free> transport(tcp_transport(channel));
  if (gst_rtsp_stream_complete_stream(stream, transport.get()) == FALSE) {
    throw Error(fmt::format("the RTP pipeline of {} cannot be completed: check the installed gst-rtsp-server", name_));
  }
  keepers_.push_back(make_keeper(stream, channel));
  gst_rtsp_stream_add_transport(stream, keepers_.back().get());
}

bool HeldMedia::ended() const { return bus_.announced_ends() >= gst_rtsp_media_n_streams(media_.get()); }

void HeldMedia::interrupt() {
  // A bus takes nothing before its pipeline's first change of state, which may be yet to come.
  const auto bus = gst::adopt(gst_element_get_bus(pipeline_.get()));
  gst_bus_set_flushing(bus.get(), FALSE);
  const gst::GErrorPtr error(g_error_new_literal(GST_CORE_ERROR, GST_CORE_ERROR_STATE_CHANGE, "it is stopped"));
  gst_bus_post(bus.get(), gst_message_new_error(GST_OBJECT(pipeline_.get()), error.get(), nullptr));
}

GstRTSPStream* HeldMedia::stream(std::size_t index) const {
  return gst_rtsp_media_get_stream(media_.get(), static_cast<guint>(index));
}

int HeldMedia::viewers() const {
  auto* transports = gst_rtsp_stream_transport_filter(stream(0), nullptr, nullptr);
  const auto count = static_cast<int>(g_list_length(transports));
  g_list_free_full(transports, g_object_unref);
  return count - (keepers_.empty() ? 0 : 1);
}

}  // namespace skyline::rtsp
