// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/connections.hpp"

#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/log.hpp"
#include "outputs/rtsp/addresses.hpp"
#include "outputs/rtsp/rtsp_client.hpp"

namespace skyline::rtsp {
namespace {

constexpr int kKeepAliveSeconds = 20;
constexpr guint kBuryMs = 500;

int write_fd(GstRTSPClient* client) {
  auto* connection = gst_rtsp_client_get_connection(client);
  auto* socket = connection ? gst_rtsp_connection_get_write_socket(connection) : nullptr;
  return socket ? g_socket_get_fd(socket) : -1;
}

void tune_socket(int fd) {
  const int on = 1;
  const int idle = kKeepAliveSeconds;
  const auto patience = static_cast<unsigned>(std::chrono::milliseconds(StallWatch::kPatience).count());
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // a unit's last packet is not to wait for more
  setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
  setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &patience, sizeof patience);
}

struct Unacknowledged {
  bool bytes_wait = false;
  std::uint64_t acknowledged = 0;
};

Unacknowledged look_at(int fd) {
  int waiting = 0;
  tcp_info info{};
  socklen_t length = sizeof info;
  if (ioctl(fd, SIOCOUTQ, &waiting) != 0 || getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return {};
  return {waiting > 0, info.tcpi_bytes_acked};
}

// A list of references that we own.
template <class T>
class Refs {
 public:
  explicit Refs(GList* list) : list_(list) {}
  Refs(const Refs&) = delete;
  Refs& operator=(const Refs&) = delete;
  ~Refs() { g_list_free_full(list_, g_object_unref); }
  template <class Predicate>
  [[nodiscard]] bool any(Predicate holds) const {
    for (const auto* at = list_; at; at = at->next) {
      if (holds(static_cast<T*>(at->data))) return true;
    }
    return false;
  }

 private:
  GList* list_;
};

using ActiveTransports = std::map<GstRTSPStream*, std::set<const GstRTSPStreamTransport*>>;

const auto& transports_of(GstRTSPStream* stream, ActiveTransports& active) {
  const auto [at, is_new] = active.try_emplace(stream);
  if (is_new) {
    const Refs<GstRTSPStreamTransport> all(gst_rtsp_stream_transport_filter(stream, nullptr, nullptr));
    (void)all.any([&found = at->second](const auto* one) {
      found.insert(one);
      return false;
    });
  }
  return at->second;
}

// The library drops the transport of a client that is ten seconds behind, and leaves him with a frozen picture.
bool lost_transport(GstRTSPClient* client, ActiveTransports& active) {
  const Refs<GstRTSPSession> sessions(gst_rtsp_client_session_filter(client, nullptr, nullptr));
  return sessions.any([&active](GstRTSPSession* session) {
    const Refs<GstRTSPSessionMedia> media(gst_rtsp_session_filter(session, nullptr, nullptr));
    return media.any([&active](GstRTSPSessionMedia* one) {
      if (gst_rtsp_session_media_get_rtsp_state(one) != GST_RTSP_STATE_PLAYING) return false;
      const auto streams = gst_rtsp_media_n_streams(gst_rtsp_session_media_get_media(one));
      for (guint i = 0; i < streams; ++i) {
        auto* transport = gst_rtsp_session_media_get_transport(one, i);
        if (transport && !transports_of(gst_rtsp_stream_transport_get_stream(transport), active).contains(transport)) {
          return true;
        }
      }
      return false;
    });
  });
}

}  // namespace

bool StallWatch::stalled(bool bytes_wait, std::uint64_t acknowledged, SteadyTime now) {
  if (!bytes_wait || !waiting_ || acknowledged != acknowledged_) {
    waiting_ = bytes_wait;
    acknowledged_ = acknowledged;
    moved_ = now;
    return false;
  }
  return now - moved_ >= kPatience;
}

struct Connections::Connection {
  Connections* owner;
  gst::Ref<GstRTSPClient> client;
  std::string address;
  std::string network;
  std::set<const Mount*> mounts;  // seen; compared only
  std::set<std::string> paths;    // of these
  StallWatch watch;
  bool played = false;
  std::vector<gst::SignalConnection> signals;

  void connect(const char* signal, GCallback handler) { signals.emplace_back(client.get(), signal, handler, this); }

  static void on_media(GstRTSPClient* /*client*/, GstRTSPContext* context, gpointer self) {
    const auto mount = Mount::of(context->media);
    if (!mount) return;
    auto& connection = *static_cast<Connection*>(self);
    connection.mounts.insert(mount.get());
    connection.paths.insert(mount->path());
  }
  // Posted: the media is locked here, and nothing is called out with a lock held.
  static void on_play(GstRTSPClient* /*client*/, GstRTSPContext* context, gpointer self) {
    auto& connection = *static_cast<Connection*>(self);
    const auto& owner = *connection.owner;
    connection.played = true;
    if (const auto mount = Mount::of(context->media)) {
      owner.loop_->post([joined = owner.events_.joined, mount] { joined(*mount); });
    }
  }
  static void on_change(GstRTSPClient* /*client*/, GstRTSPContext* /*context*/, gpointer self) {
    const auto& owner = *static_cast<Connection*>(self)->owner;
    owner.loop_->post(owner.events_.changed);
  }
  static void on_closed(GstRTSPClient* client, gpointer self) {
    auto* owner = static_cast<Connection*>(self)->owner;
    owner->loop_->post(owner->events_.changed);
    owner->forget(client);
  }
};

Connections::Connections(std::shared_ptr<gst::MainLoop> loop, GstRTSPServer* server, Events events)
    : loop_(std::move(loop)), events_(std::move(events)) {
  const auto connected =
      +[](GstRTSPServer*, GstRTSPClient* client, gpointer self) { static_cast<Connections*>(self)->add(client); };
  on_connected_ = {server, "client-connected", G_CALLBACK(connected), this};
}

Connections::~Connections() { close_all(); }

void Connections::add(GstRTSPClient* client) {
  auto added = std::make_shared<Connection>();
  added->owner = this;
  added->client = gst::retain(client);
  added->address = gst_rtsp_connection_get_ip(gst_rtsp_client_get_connection(client));
  added->network = network_of(added->address);
  added->connect("describe-request", G_CALLBACK(Connection::on_media));
  added->connect("setup-request", G_CALLBACK(Connection::on_media));
  added->connect("play-request", G_CALLBACK(Connection::on_play));
  added->connect("pause-request", G_CALLBACK(Connection::on_change));
  added->connect("teardown-request", G_CALLBACK(Connection::on_change));
  added->connect("closed", G_CALLBACK(Connection::on_closed));
  tune_socket(write_fd(client));
  if (certificate_) {
    auto* tls = gst_rtsp_connection_get_tls(gst_rtsp_client_get_connection(client), nullptr);
    if (tls) g_tls_connection_set_certificate(tls, certificate_.get());
  }
  all_.push_back(std::move(added));
}

// The record leaves the list at once and is freed later: this runs inside one of its own signals.
void Connections::forget(GstRTSPClient* client) {
  const auto at =
      std::find_if(all_.begin(), all_.end(), [client](const auto& one) { return one->client.get() == client; });
  if (at == all_.end()) return;
  const auto gone = std::move(*at);
  all_.erase(at);
  gone->signals.clear();
  loop_->post([gone] { gst_rtsp_client_close(gone->client.get()); });  // its descriptor, now
  if (gone->played) bury(gone);
}

// When sending to a client fails, the library asks the loop to close it, without a reference: the client must not be
// freed, and its memory not be the next client's, before the loop has come to that. Lower priority comes later.
void Connections::bury(std::shared_ptr<Connection> gone) {
  using Kept = std::shared_ptr<Connection>;
  const gst::Owned<GSource, g_source_unref> source(g_timeout_source_new(kBuryMs));
  g_source_set_priority(source.get(), G_PRIORITY_LOW);
  g_source_set_callback(
      source.get(), [](gpointer) -> gboolean { return G_SOURCE_REMOVE; }, new Kept(std::move(gone)),
      [](gpointer kept) { delete static_cast<Kept*>(kept); });
  g_source_attach(source.get(), loop_->context());
}

int Connections::count(std::string_view network) const {
  return static_cast<int>(
      std::count_if(all_.begin(), all_.end(), [network](const auto& one) { return one->network == network; }));
}

void Connections::close(const std::function<bool(const Connection&)>& which) {
  std::vector<std::shared_ptr<Connection>> chosen;
  for (const auto& one : all_) {
    if (which(*one)) chosen.push_back(one);
  }
  for (const auto& one : chosen) gst_rtsp_client_close(one->client.get());
}

void Connections::close_all() {
  close([](const Connection&) { return true; });
}

void Connections::close_unless(
    const std::function<bool(GstRTSPClient*, const std::set<std::string>& paths)>& may_stay) {
  close([&may_stay](const Connection& one) { return !may_stay(one.client.get(), one.paths); });
}

void Connections::close_users_of(const Mount& mount) {
  close([&mount](const Connection& one) { return one.mounts.contains(&mount); });
}

void Connections::sweep(SteadyTime now) {
  ActiveTransports active;
  close([now, &active](const Connection& one) {
    auto* client = one.client.get();
    const auto pool = gst::adopt(gst_rtsp_client_get_session_pool(client));
    gst_rtsp_session_pool_cleanup(pool.get());
    if (unwanted_tunnel(client)) return true;
    const auto seen = look_at(write_fd(client));
    const bool stalled = const_cast<Connection&>(one).watch.stalled(seen.bytes_wait, seen.acknowledged, now);
    if (!stalled && !(one.played && lost_transport(client, active))) return false;
    log::info("rtsp", "{} does not read fast enough and is disconnected", one.address);
    return true;
  });
}

}  // namespace skyline::rtsp
