// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/rtsp_server.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "outputs/rtsp/addresses.hpp"
#include "outputs/rtsp/media_factory.hpp"
#include "outputs/rtsp/rtsp_client.hpp"
#include "outputs/rtsp/thread_pool.hpp"
#include "skyline/error.hpp"

namespace skyline {
namespace {

using rtsp::RtspMount;

class MountOutput final : public Output {
 public:
  MountOutput(std::shared_ptr<RtspMount> mount, std::function<void()> free_path)
      : mount_(std::move(mount)), free_path_(std::move(free_path)) {}
  ~MountOutput() override { free_path_(); }

  [[nodiscard]] std::string name() const override { return "rtsp " + mount_->path(); }
  void open(OutputHost& host) override { mount_->open(host); }
  void write(const UnitPtr& unit) override { mount_->write(unit); }
  void close() noexcept override { mount_->close(); }
  [[nodiscard]] bool wants_units() const noexcept override { return mount_->wants_units(); }
  [[nodiscard]] int viewers() const noexcept override { return mount_->viewers(); }

 private:
  const std::shared_ptr<RtspMount> mount_;
  const std::function<void()> free_path_;
};

bool valid_path(std::string_view path) {
  const auto allowed = [](char c) {
    return g_ascii_isalnum(c) || std::string_view("._-~/").find(c) != std::string_view::npos;
  };
  return path.size() > 1 && path.size() <= 255 && path.front() == '/' && path.back() != '/' &&
         path.find("//") == std::string_view::npos && std::all_of(path.begin(), path.end(), allowed);
}

}  // namespace

RtspServer::Impl::Impl(RtspServerConfig config)
    : config_(std::move(config)),
      loop_(gst::MainLoop::shared()),
      server_(rtsp::make_server()),
      mount_points_(gst::adopt(gst_rtsp_mount_points_new())) {
  gst_rtsp_server_set_mount_points(server_.get(), mount_points_.get());
  gst_rtsp_server_set_thread_pool(server_.get(), rtsp::make_thread_pool(loop_->context()).get());
  rtsp::Connections::Events events;
  events.joined = [](RtspMount& mount) { mount.joined(); };
  events.changed = [this] {
    for (const auto& [path, mount] : mounts_) mount->count_viewers();
  };
  connections_ = std::make_unique<rtsp::Connections>(loop_, server_.get(), std::move(events));
}

RtspServer::Impl::~Impl() {
  stop();
  loop_->run([this] {
    for (const auto& [path, mount] : mounts_) mount->on_end(nullptr);
    connections_.reset();
  });
}

void RtspServer::Impl::start() {
  loop_->run([this] {
    if (!listener_) listen();
  });
}

void RtspServer::Impl::listen() {
  listener_ = std::make_unique<rtsp::Listener>(loop_, config_.address, config_.port,
                                               [this](const rtsp::Accepted& accepted) { take(accepted); });
  sweeper_.reset(g_timeout_source_new_seconds(1));
  const GSourceFunc tick = [](gpointer self) -> gboolean {
    static_cast<Impl*>(self)->sweep();
    return G_SOURCE_CONTINUE;
  };
  g_source_set_callback(sweeper_.get(), tick, this, nullptr);
  g_source_attach(sweeper_.get(), loop_->context());
}

void RtspServer::Impl::stop() {
  loop_->run([this] {
    if (!listener_) return;
    listener_.reset();
    g_source_destroy(sweeper_.get());
    sweeper_.reset();
    connections_->close_all();
  });
}

void RtspServer::Impl::take(const rtsp::Accepted& accepted) {
  if (connections_->count() >= config_.max_connections ||
      connections_->count(accepted.address) >= config_.max_connections_per_address) {
    ::close(accepted.fd);
    if (std::uint64_t held_back = 0; refusals_.allow(held_back)) {
      log::warn("rtsp", "a connection from {} is refused, and {} before it: there are too many", accepted.address,
                held_back);
    }
    return;
  }
  GError* error = nullptr;
  auto* socket = g_socket_new_from_fd(accepted.fd, &error);
  if (!socket) {
    const gst::GErrorPtr owned(error);
    ::close(accepted.fd);
    return;
  }
  gst_rtsp_server_transfer_connection(server_.get(), socket, accepted.address.c_str(), accepted.port, nullptr);
}

void RtspServer::Impl::sweep() {
  connections_->sweep(std::chrono::steady_clock::now());
  for (const auto& [path, mount] : mounts_) mount->count_viewers();
}

std::uint16_t RtspServer::Impl::port() const {
  std::uint16_t port = config_.port;
  loop_->run([&] {
    if (listener_) port = listener_->port();
  });
  return port;
}

std::vector<std::string> RtspServer::Impl::urls(UrlCredentials /*credentials*/) const {
  std::vector<std::string> urls;
  const auto hosts = rtsp::reachable_hosts(config_.address);
  loop_->run([&] {
    for (const auto& [path, mount] : mounts_) {
      for (const auto& host : hosts) {
        urls.push_back(fmt::format("rtsp://{}:{}{}", host, listener_ ? listener_->port() : config_.port, path));
      }
    }
  });
  return urls;
}

rtsp::MediaOptions RtspServer::Impl::media_options() const { return {}; }

std::unique_ptr<Output> RtspServer::Impl::output(std::string_view path) {
  if (!valid_path(path)) {
    throw Error(
        fmt::format("'{}' is no path for a stream: use /name[/name...] with letters, digits and . _ - ~", path));
  }
  auto mount = std::make_shared<RtspMount>(loop_, std::string(path), media_options());
  loop_->run([&] {
    if (!mounts_.try_emplace(mount->path(), mount).second) {
      throw Error(fmt::format("the path {} is taken by another stream of this server: choose another one", path));
    }
    mount->on_end([this](RtspMount& ended) { connections_->close_users_of(ended); });
    auto factory = rtsp::make_media_factory([weak = std::weak_ptr(mount)]() -> gst::Ref<GstRTSPMedia> {
      const auto held = weak.lock();
      return held ? held->media() : gst::Ref<GstRTSPMedia>();
    });
    gst_rtsp_mount_points_add_factory(mount_points_.get(), mount->path().c_str(), factory.release());
  });
  return std::make_unique<MountOutput>(mount, [server = weak_from_this(), mount] {
    if (const auto alive = server.lock()) alive->remove(mount);
  });
}

void RtspServer::Impl::remove(const std::shared_ptr<RtspMount>& mount) {
  loop_->run([&] {
    mount->on_end(nullptr);
    gst_rtsp_mount_points_remove_factory(mount_points_.get(), mount->path().c_str());
    mounts_.erase(mount->path());
  });
}

RtspServer::RtspServer(RtspServerConfig config) : impl_(std::make_shared<Impl>(std::move(config))) {}
RtspServer::~RtspServer() = default;
void RtspServer::start() { impl_->start(); }
void RtspServer::stop() { impl_->stop(); }
void RtspServer::restart() {
  stop();
  start();
}
std::uint16_t RtspServer::port() const { return impl_->port(); }
std::vector<std::string> RtspServer::urls(UrlCredentials credentials) const { return impl_->urls(credentials); }
std::unique_ptr<Output> RtspServer::output(std::string_view path) { return impl_->output(path); }

}  // namespace skyline
