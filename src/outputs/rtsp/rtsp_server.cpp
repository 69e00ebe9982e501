// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/rtsp_server.hpp"

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/log.hpp"
#include "outputs/rtsp/addresses.hpp"
#include "outputs/rtsp/debug_mask.hpp"
#include "outputs/rtsp/media_factory.hpp"
#include "outputs/rtsp/mount_output.hpp"
#include "outputs/rtsp/rtsp_client.hpp"
#include "outputs/rtsp/settings.hpp"
#include "outputs/rtsp/thread_pool.hpp"
#include "skyline/error.hpp"

namespace skyline {
namespace {

using rtsp::Mount;
using rtsp::MountOutput;
using rtsp::PipelineMount;
using rtsp::RtspMount;

Secret make_password(const RtspServerConfig& config) {
  return rtsp::needs_generated_user(config) ? Secret(random_hex(12)) : Secret();
}

/// The generated user is there as long as it is needed, and has one password.
std::optional<RtspUser> find_user(const RtspServerConfig& config, std::string_view name) {
  if (rtsp::needs_generated_user(config) && name == rtsp::kGeneratedUser) return RtspUser{std::string(name), {}, {}};
  for (const auto& user : config.users) {
    if (user.name == name) return user;
  }
  return std::nullopt;
}

bool may_stay(const std::optional<RtspUser>& before, const std::optional<RtspUser>& now,
              const std::set<std::string>& paths) {
  if (!before || !now || before->password != now->password) return false;
  const rtsp::Viewer viewer{now->name, {}, now->paths};
  return std::all_of(paths.begin(), paths.end(), [&viewer](const auto& path) { return viewer.may_watch(path); });
}

std::string usable(std::string_view path) {
  if (rtsp::valid_path(path)) return std::string(path);
  throw Error(fmt::format("'{}' is no path for a stream: use /name[/name...] with letters, digits and . _ - ~", path));
}

template <class Mounts>
std::string not_there(std::string_view path, const Mounts& mounts) {
  std::string there;
  for (const auto& [name, mount] : mounts) there += (there.empty() ? "" : ", ") + name;
  return fmt::format("this server has nothing at {}: it has {}", path, there.empty() ? "no stream at all" : there);
}

/// Where the server is and how it speaks; what is left out can be changed while it does.
bool same_place(const RtspServerConfig& one, RtspServerConfig other) {
  other.users = one.users;
  other.allow_anonymous = one.allow_anonymous;
  other.basic_auth = one.basic_auth;
  other.max_connections = one.max_connections;
  other.max_connections_per_address = one.max_connections_per_address;
  if (rtsp::uses_tls(one) && rtsp::uses_tls(other)) {
    other.tls_certificate = one.tls_certificate;
    other.tls_key = one.tls_key;
  }
  return one == other;
}

RtspServerConfig validated(RtspServerConfig config) {
  rtsp::validate(config);
  return config;
}

}  // namespace

RtspServer::Impl::Impl(RtspServerConfig config)
    : config_(validated(std::move(config))),
      generated_password_(make_password(config_)),
      loop_(gst::MainLoop::shared()),
      media_options_(rtsp::make_media_options(config_)),
      server_(rtsp::make_server(config_.http_tunnel)),
      mount_points_(gst::adopt(gst_rtsp_mount_points_new())),
      mounts_(std::make_shared<Mounts>()),
      keeper_(std::make_shared<rtsp::Doorkeeper>()) {
  rtsp::mask_debug_log();
  gst_rtsp_server_set_mount_points(server_.get(), mount_points_.get());
  gst_rtsp_server_set_thread_pool(server_.get(), rtsp::make_thread_pool(loop_->context()).get());
  keeper_->access = rtsp::make_access(config_, generated_password_);
  keeper_->not_yet = [this](std::string_view path) { return not_yet(path); };
  keeper_->tls = rtsp::uses_tls(config_);
  keeper_->http_tunnel = config_.http_tunnel;
  gst_rtsp_server_set_auth(server_.get(), rtsp::make_auth(keeper_).get());
  rtsp::Connections::Events events;
  events.joined = [](Mount& mount) { mount.joined(); };
  events.changed = [mounts = mounts_] {
    for (const auto& [path, mount] : *mounts) mount->count_viewers();
  };
  connections_ = std::make_unique<rtsp::Connections>(loop_, server_.get(), std::move(events));
}

RtspServer::Impl::~Impl() {
  stop();
  stop_pipelines();
  loop_->run([this] {
    for (const auto& [path, mount] : *mounts_) mount->on_end(nullptr);
    connections_.reset();
  });
}

void RtspServer::Impl::start() {
  loop_->run([this] {
    if (!listener_) listen();
  });
}

void RtspServer::Impl::listen() {
  connections_->encrypt_with(rtsp::load_certificate(config_));
  listener_ = std::make_unique<rtsp::Listener>(loop_, config_.address, config_.port,
                                               [this](const rtsp::Accepted& accepted) { take(accepted); });
  sweeper_.reset(g_timeout_source_new_seconds(1));
  const GSourceFunc tick = [](gpointer self) -> gboolean {
    static_cast<Impl*>(self)->sweep();
    return G_SOURCE_CONTINUE;
  };
  g_source_set_callback(sweeper_.get(), tick, this, nullptr);
  g_source_attach(sweeper_.get(), loop_->context());
  if (config_.allow_anonymous && !rtsp::is_loopback(config_.address)) {
    log::warn("rtsp", "anybody who reaches {}:{} may watch: leave out allow_anonymous to have a password",
              config_.address, listener_->port());
  }
  for (const auto& [path, mount] : *mounts_) announce(path);
}

bool RtspServer::Impl::update(RtspServerConfig config) {
  rtsp::validate(config);
  bool updated = false;
  loop_->run([&] {
    if (!same_place(config_, config)) return;
    auto certificate = rtsp::load_certificate(config);
    const auto before = std::exchange(config_, std::move(config));
    if (generated_password_.empty()) generated_password_ = make_password(config_);
    connections_->encrypt_with(std::move(certificate));
    keeper_->access = rtsp::make_access(config_, generated_password_);
    updated = true;
    const bool same_people = config_.users == before.users && config_.allow_anonymous == before.allow_anonymous;
    if (config_.allow_anonymous || same_people) return;
    connections_->close_unless([this, &before](GstRTSPClient* client, const std::set<std::string>& paths) {
      const auto name = rtsp::viewer_of(client);
      return may_stay(find_user(before, name), find_user(config_, name), paths);
    });
  });
  return updated;
}

// Once for each start and stream, and only for a password made here: whoever runs the program has to learn it.
void RtspServer::Impl::announce(std::string_view path) const {
  for (const auto& url : urls_of(path, UrlCredentials::kGenerated)) log::info("rtsp", "watch at {}", url);
}

bool RtspServer::Impl::not_yet(std::string_view path) const {
  return std::any_of(mounts_->begin(), mounts_->end(),
                     [path](const auto& one) { return one.second->covers(path) && !one.second->ready(); });
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
      connections_->count(rtsp::network_of(accepted.address)) >= config_.max_connections_per_address) {
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
  for (const auto& [path, mount] : *mounts_) mount->count_viewers();
}

std::uint16_t RtspServer::Impl::port() const {
  std::uint16_t port = config_.port;
  loop_->run([&] {
    if (listener_) port = listener_->port();
  });
  return port;
}

std::vector<std::string> RtspServer::Impl::urls(UrlCredentials credentials) const {
  std::vector<std::string> all;
  loop_->run([&] {
    for (const auto& [path, mount] : *mounts_) {
      for (auto& url : urls_of(path, credentials)) all.push_back(std::move(url));
    }
  });
  return all;
}

std::vector<std::string> RtspServer::Impl::urls_of(std::string_view path, UrlCredentials credentials) const {
  const bool with_password = credentials == UrlCredentials::kGenerated && !generated_password_.empty();
  const auto user =
      with_password ? fmt::format("{}:{}@", rtsp::kGeneratedUser, generated_password_.reveal()) : std::string();
  std::vector<std::string> urls;
  for (const auto& host : rtsp::reachable_hosts(config_.address)) {
    urls.push_back(fmt::format("{}://{}{}:{}{}", rtsp::uses_tls(config_) ? "rtsps" : "rtsp", user, host,
                               listener_ ? listener_->port() : config_.port, path));
  }
  return urls;
}

std::unique_ptr<Output> RtspServer::Impl::output(std::string_view path) {
  const auto mount = std::make_shared<RtspMount>(loop_, usable(path), media_options_);
  insert(mount);
  return std::make_unique<MountOutput>(mount, [server = weak_from_this(), mount] {
    const auto alive = server.lock();
    if (!alive) return;
    alive->loop_->run([&] {
      mount->on_end(nullptr);
      alive->erase(*mount);
    });
  });
}

void RtspServer::Impl::add_pipeline(std::string_view path, const std::string& launch) {
  const auto mount = std::make_shared<PipelineMount>(loop_, usable(path), launch, media_options_);
  loop_->run([&] {
    insert(mount);
    mount->start();  // before anybody finds it to be removed
  });
}

void RtspServer::Impl::insert(const std::shared_ptr<Mount>& mount) {
  loop_->run([&] {
    if (!mounts_->try_emplace(mount->path(), mount).second) {
      throw Error(
          fmt::format("the path {} is taken by another stream of this server: choose another one", mount->path()));
    }
    mount->on_end([this](Mount& ended) { connections_->close_users_of(ended); });
    auto factory = rtsp::make_media_factory([weak = std::weak_ptr(mount)]() -> gst::Ref<GstRTSPMedia> {
      const auto held = weak.lock();
      return held ? held->media() : gst::Ref<GstRTSPMedia>();
    });
    gst_rtsp_mount_points_add_factory(mount_points_.get(), mount->path().c_str(), factory.release());
    if (listener_) announce(mount->path());
  });
}

void RtspServer::Impl::erase(const Mount& mount) {
  gst_rtsp_mount_points_remove_factory(mount_points_.get(), mount.path().c_str());
  mounts_->erase(mount.path());
}

void RtspServer::Impl::remove(std::string_view path) {
  std::shared_ptr<PipelineMount> pipeline;
  loop_->run([&] {
    const auto at = mounts_->find(path);
    if (at == mounts_->end()) throw Error(not_there(path, *mounts_));
    pipeline = std::dynamic_pointer_cast<PipelineMount>(at->second);
    if (!pipeline) {
      throw Error(fmt::format("the path {} belongs to a stream's output: detach that output instead", path));
    }
    erase(*pipeline);
  });
  pipeline->stop();  // not on the loop, which it needs
}

void RtspServer::Impl::stop_pipelines() {
  std::vector<std::shared_ptr<PipelineMount>> pipelines;
  loop_->run([&] {
    for (const auto& [path, mount] : *mounts_) {
      if (auto pipeline = std::dynamic_pointer_cast<PipelineMount>(mount)) pipelines.push_back(std::move(pipeline));
    }
  });
  for (const auto& pipeline : pipelines) pipeline->stop();
}

RtspServer::RtspServer(RtspServerConfig config) : impl_(std::make_shared<Impl>(std::move(config))) {}
RtspServer::~RtspServer() = default;
void RtspServer::start() { impl_->start(); }
void RtspServer::stop() { impl_->stop(); }
bool RtspServer::update(RtspServerConfig config) { return impl_->update(std::move(config)); }
void RtspServer::restart() {
  stop();
  start();
}
std::uint16_t RtspServer::port() const { return impl_->port(); }
std::vector<std::string> RtspServer::urls(UrlCredentials credentials) const { return impl_->urls(credentials); }
std::unique_ptr<Output> RtspServer::output(std::string_view path) { return impl_->output(path); }
void RtspServer::add_pipeline(std::string_view path, const std::string& launch) { impl_->add_pipeline(path, launch); }
void RtspServer::remove(std::string_view path) { impl_->remove(path); }

}  // namespace skyline
