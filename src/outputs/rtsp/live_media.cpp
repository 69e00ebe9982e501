// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/live_media.hpp"

#include <gst/app/gstappsrc.h>

#include <string_view>
#include <utility>

#include "outputs/rtsp/thread_pool.hpp"
#include "skyline/error.hpp"

namespace skyline::rtsp {
namespace {

// Far more than a stream that flows ever holds; reached only when the machine stalls.
constexpr guint64 kMostQueuedBytes = 16U << 20U;
constexpr guint64 kMostQueuedUnits = 120;
constexpr std::chrono::milliseconds kMostEndWait{500};
constexpr std::chrono::seconds kMostStuck{2};  // with a full queue, so several seconds after it stopped
// Sinks send what is due within this time at once: capture times may lie a little ahead of the clock.
constexpr gint64 kSendAheadNs = 10 * gint64{GST_SECOND};

GstClockTime clock_time(const EncodedUnit& unit) {
  return static_cast<GstClockTime>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(unit.pts.time_since_epoch()).count());
}

// The unit's own memory, kept alive by the buffer.
GstBuffer* wrap(const UnitPtr& unit, GstClockTime base_time) {
  auto* data = const_cast<std::uint8_t*>(unit->data.data());  // the memory is flagged read-only
  auto* buffer =
      gst_buffer_new_wrapped_full(GST_MEMORY_FLAG_READONLY, data, unit->data.size(), 0, unit->data.size(),
                                  new UnitPtr(unit), [](gpointer kept) { delete static_cast<UnitPtr*>(kept); });
  const auto time = clock_time(*unit);
  GST_BUFFER_PTS(buffer) = GST_BUFFER_DTS(buffer) = time > base_time ? time - base_time : 0;
  if (!unit->key) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  return buffer;
}

gst::Caps unit_caps(const EncodedUnit& unit) {
  gst::Caps caps(gst_caps_new_simple("video/x-h264", "stream-format", G_TYPE_STRING, "byte-stream", "alignment",
                                     G_TYPE_STRING, "au", nullptr));
  if (unit.config) {
    gst_caps_set_simple(caps.get(), "width", G_TYPE_INT, unit.config->width, "height", G_TYPE_INT, unit.config->height,
                        nullptr);
  }
  return caps;
}

// The first unit is asked for by the pipeline itself: before it runs, appsrc takes nothing.
struct FirstUnit {
  UnitPtr unit;
  GstClockTime base_time;
};

void feed_first(GstAppSrc* source, guint /*length*/, gpointer data) {
  auto* first = static_cast<FirstUnit*>(data);
  if (const auto unit = std::exchange(first->unit, nullptr))
    gst_app_src_push_buffer(source, wrap(unit, first->base_time));
}

void feed_when_asked(GstAppSrc* source, const UnitPtr& first, GstClockTime base_time) {
  GstAppSrcCallbacks callbacks{};
  callbacks.need_data = feed_first;
  gst_app_src_set_callbacks(source, &callbacks, new FirstUnit{first, base_time},
                            [](gpointer data) { delete static_cast<FirstUnit*>(data); });
}

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
  const gst::Owned<GstPad, gst_object_unref> pad(gst_element_get_static_pad(udpsrc, "src"));
  const auto drop = [](GstPad*, GstPadProbeInfo*, gpointer) { return GST_PAD_PROBE_DROP; };
  gst_pad_add_probe(pad.get(), static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST),
                    drop, nullptr, nullptr);
}

void on_element_added(GstBin* /*bin*/, GstBin* /*child*/, GstElement* element, gpointer /*data*/) {
  if (GST_OBJECT_FLAG_IS_SET(element, GST_ELEMENT_FLAG_SINK))
    g_object_set(element, "ts-offset", -kSendAheadNs, nullptr);
  const auto* factory = gst_element_get_factory(element);
  const std::string_view kind = factory ? GST_OBJECT_NAME(factory) : "";
  // Sender reports then give the capture times of the units, not the times they were sent.
  if (kind == "rtpbin") g_object_set(element, "rtcp-sync-send-time", FALSE, nullptr);
  if (kind == "udpsrc" && receives_multicast(element)) ignore_packets(element);
}

GstRTSPTransport* tcp_transport() {
  GstRTSPTransport* transport = nullptr;
  gst_rtsp_transport_new(&transport);
  transport->trans = GST_RTSP_TRANS_RTP;
  transport->profile = GST_RTSP_PROFILE_AVP;
  transport->lower_transport = GST_RTSP_LOWER_TRANS_TCP;
  transport->destination = g_strdup("0.0.0.0");
  transport->interleaved = {0, 1};
  return transport;
}

// A receiver that is never behind. While it is there no stalled TCP client can hold the pipeline up.
gst::Ref<GstRTSPStreamTransport> make_keeper(GstRTSPStream* stream) {
  auto keeper = gst::adopt(gst_rtsp_stream_transport_new(stream, tcp_transport()));
  const auto swallow = [](GstBuffer*, guint8, gpointer) -> gboolean { return TRUE; };
  const auto swallow_list = [](GstBufferList*, guint8, gpointer) -> gboolean { return TRUE; };
  gst_rtsp_stream_transport_set_callbacks(keeper.get(), swallow, swallow, nullptr, nullptr);
  gst_rtsp_stream_transport_set_list_callbacks(keeper.get(), swallow_list, swallow_list, nullptr, nullptr);
  return keeper;
}

}  // namespace

BusListener::BusListener(GstElement* pipeline) : bus_(gst::adopt(gst_element_get_bus(pipeline))) {
  gst_bus_enable_sync_message_emission(bus_.get());
  on_error_ = {bus_.get(), "sync-message::error", G_CALLBACK(on_message), this};
  on_end_ = {bus_.get(), "sync-message::eos", G_CALLBACK(on_message), this};
}

BusListener::~BusListener() { gst_bus_disable_sync_message_emission(bus_.get()); }

void BusListener::on_message(GstBus* /*bus*/, GstMessage* message, gpointer self) {
  static_cast<BusListener*>(self)->take(message);
}

void BusListener::take(GstMessage* message) {
  const std::lock_guard lock(mutex_);
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
    ended_ = true;
  } else if (error_.empty()) {
    GError* error = nullptr;
    gst_message_parse_error(message, &error, nullptr);
    const gst::GErrorPtr owned(error);
    error_ = fmt::format("{}: {}", GST_MESSAGE_SRC_NAME(message), error->message);
  }
  changed_.notify_all();
}

std::string BusListener::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

bool BusListener::wait_for_end(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, most, [this] { return ended_; });
}

LiveMedia::LiveMedia(std::shared_ptr<gst::MainLoop> loop, std::string name, const MediaOptions& options,
                     const UnitPtr& first)
    : loop_(std::move(loop)), name_(std::move(name)), base_time_(clock_time(*first)) {
  try {
    build(options);
    prepare(first);
    loop_->run([this] { play(); });
  } catch (...) {
    release();
    throw;
  }
}

LiveMedia::~LiveMedia() { release(); }

void LiveMedia::release() noexcept {
  if (keeper_) loop_->run([this] { gst_rtsp_stream_remove_transport(stream(), keeper_.get()); });
  if (prepared_) gst_rtsp_media_unprepare(media_.get());
}

void LiveMedia::build(const MediaOptions& options) {
  const auto appsrc = gst::retain(gst::make_element("appsrc", "units"));
  const auto payloader = gst::retain(gst::make_element("rtph264pay", "pay0"));
  g_object_set(appsrc.get(), "is-live", TRUE, "format", GST_FORMAT_TIME, "block", FALSE, "max-bytes", guint64{0},
               nullptr);
  // In-band parameter sets come with each key unit; more of them would only be sent twice.
  g_object_set(payloader.get(), "pt", 96U, "config-interval", 0, nullptr);
  // Not aggregated: a key unit is then several packets at any size. Receivers by RFC 3550 wait for a second packet
  // before they believe in a source, and the joining viewer of a paused stream gets no other.
  gst_util_set_object_arg(G_OBJECT(payloader.get()), "aggregate-mode", "none");
  const auto bin = gst::retain(gst_bin_new("stream"));
  gst_bin_add_many(GST_BIN(bin.get()), appsrc.get(), payloader.get(), nullptr);
  if (gst_element_link(appsrc.get(), payloader.get()) == FALSE) {
    throw Error(fmt::format("the RTP pipeline of {} does not link: check the installed GStreamer", name_));
  }
  appsrc_ = appsrc;

  pipeline_ = gst::retain(gst_pipeline_new("media"));
  on_element_ = {pipeline_.get(), "deep-element-added", G_CALLBACK(on_element_added), nullptr};
  const auto clock = gst::adopt(gst_system_clock_obtain());
  gst_pipeline_use_clock(GST_PIPELINE(pipeline_.get()), clock.get());
  // A base time of our own: the stream's time starts with the first unit's capture.
  gst_element_set_start_time(pipeline_.get(), GST_CLOCK_TIME_NONE);
  gst_element_set_base_time(pipeline_.get(), base_time_);

  media_ = gst::adopt(gst_rtsp_media_new(bin.get()));  // takes a reference of its own, as the next call
  gst_rtsp_media_take_pipeline(media_.get(), GST_PIPELINE(pipeline_.get()));
  gst_rtsp_media_set_shared(media_.get(), TRUE);
  gst_rtsp_media_set_protocols(media_.get(), options.protocols);
  if (options.multicast) {
    gst_rtsp_media_set_address_pool(media_.get(), options.multicast.get());
    gst_rtsp_media_set_bind_mcast_address(media_.get(), TRUE);
    gst_rtsp_media_set_max_mcast_ttl(media_.get(), options.multicast_ttl);
    if (!options.multicast_interface.empty()) {
      gst_rtsp_media_set_multicast_iface(media_.get(), options.multicast_interface.c_str());
    }
  }
  gst_rtsp_media_collect_streams(media_.get());
}

void LiveMedia::prepare(const UnitPtr& first) {
  const auto caps = unit_caps(*first);
  gst_app_src_set_caps(GST_APP_SRC(appsrc_.get()), caps.get());
  feed_when_asked(GST_APP_SRC(appsrc_.get()), first, base_time_);
  bus_ = std::make_unique<BusListener>(pipeline_.get());
  prepared_ = gst_rtsp_media_prepare(media_.get(), make_media_thread(loop_->context())) != FALSE;
  if (!prepared_) throw Error(fmt::format("the RTP pipeline of {} does not start: {}", name_, bus_->error()));
}

void LiveMedia::play() {
  gst::Owned<GstRTSPTransport, gst_rtsp_transport_free> transport(tcp_transport());
  if (gst_rtsp_stream_complete_stream(stream(), transport.get()) == FALSE) {
    throw Error(fmt::format("the RTP pipeline of {} cannot be completed: check the installed gst-rtsp-server", name_));
  }
  keeper_ = make_keeper(stream());
  gst_rtsp_stream_add_transport(stream(), keeper_.get());
  const gst::Owned<GPtrArray, g_ptr_array_unref> none(g_ptr_array_new());
  gst_rtsp_media_set_state(media_.get(), GST_STATE_PLAYING, none.get());
}

GstRTSPStream* LiveMedia::stream() const { return gst_rtsp_media_get_stream(media_.get(), 0); }

void LiveMedia::push(const UnitPtr& unit) {
  if (const auto error = bus_->error(); !error.empty()) {
    throw Error(fmt::format("the RTP pipeline of {} failed: {}", name_, error));
  }
  if (overflows(*unit)) return;
  gst_app_src_push_buffer(GST_APP_SRC(appsrc_.get()), wrap(unit, base_time_));
}

bool LiveMedia::overflows(const EncodedUnit& unit) {
  auto* source = GST_APP_SRC(appsrc_.get());
  const bool full = gst_app_src_get_current_level_bytes(source) > kMostQueuedBytes ||
                    gst_app_src_get_current_level_buffers(source) > kMostQueuedUnits;
  const auto now = std::chrono::steady_clock::now();
  if (!full) last_moving_ = now;
  if (now - last_moving_ > kMostStuck) {
    throw Error(fmt::format("the RTP pipeline of {} is stuck: it is built anew, viewers have to join again", name_));
  }
  dropping_ = full || (dropping_ && !unit.key);
  if (!dropping_) return false;
  ++dropped_;
  if (std::uint64_t held_back = 0; drop_lines_.allow(held_back)) {
    log::warn("rtsp", "{}: the RTP pipeline does not keep up, {} units dropped up to the next key unit so far", name_,
              dropped_);
  }
  return true;
}

void LiveMedia::send_end() {
  gst_app_src_end_of_stream(GST_APP_SRC(appsrc_.get()));
  if (!bus_->wait_for_end(kMostEndWait)) log::debug("rtsp", "{}: the RTP pipeline did not end in time", name_);
}

int LiveMedia::viewers() const {
  auto* transports = gst_rtsp_stream_transport_filter(stream(), nullptr, nullptr);
  const auto count = static_cast<int>(g_list_length(transports));
  g_list_free_full(transports, g_object_unref);
  return count - (keeper_ ? 1 : 0);
}

}  // namespace skyline::rtsp
