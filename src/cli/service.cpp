// SPDX-License-Identifier: Apache-2.0
#include "cli/service.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/console.hpp"
#include "skyline/error.hpp"

namespace skyline::cli {
namespace {

/// The present server goes on when the other cannot be had. Only when both want the same port it has to give way first.
void exchange_servers(RtspServer& next, RtspServer& present) {
  if (next.port() != present.port()) {
    next.start();
    return;
  }
  present.stop();
  try {
    next.start();
  } catch (const Error&) {
    present.start();
    throw;
  }
}

}  // namespace

Service::Service(ServeSettings settings, AtFailure at_failure, Stop& stop) : at_failure_(at_failure), stop_(stop) {
  if (settings.rtsp) server_ = std::make_shared<RtspServer>(std::move(*settings.rtsp));
  for (const auto& stream : settings.streams) streams_.push_back(make(stream));
}

Service::~Service() { stop(); }

std::shared_ptr<StreamThread> Service::make(const StreamSettings& settings) {
  auto stream = std::make_unique<ServedStream>(settings, server_.get());
  return std::make_shared<StreamThread>(std::move(stream), at_failure_, stop_);
}

bool Service::start() {
  if (at_failure_ == AtFailure::kEnd) {
    for (const auto& stream : streams_) {
      if (!stream->open()) return false;
    }
  }
  if (server_) server_->start();
  for (const auto& stream : streams_) start(*stream);
  return true;
}

void Service::start(StreamThread& stream) {
  stream.start([this, name = stream.settings().name] {
    if (at_failure_ == AtFailure::kRetry) note(fmt::format("{}: the source has ended", name));
    finish_when_all_have_ended();
  });
}

void Service::finish_when_all_have_ended() {
  const std::lock_guard lock(mutex_);
  const auto has_ended = [](const auto& stream) { return stream->ended(); };
  if (!reloading_ && std::all_of(streams_.begin(), streams_.end(), has_ended)) stop_.finish();
}

void Service::end(const std::function<bool(const StreamSettings&)>& stays) {
  Streams ending;
  {
    const std::lock_guard lock(mutex_);
    const auto first = std::stable_partition(streams_.begin(), streams_.end(),
                                             [&](const auto& stream) { return stays(stream->settings()); });
    ending.assign(first, streams_.end());
    streams_.erase(first, streams_.end());
  }
  for (const auto& stream : ending) stream->stop();
  for (const auto& stream : ending) {
    stream->join();
    note(fmt::format("{}: ended", stream->settings().name));
  }
}

std::shared_ptr<RtspServer> Service::server_for(const std::optional<RtspServerConfig>& wanted) {
  if (!wanted) return nullptr;
  if (server_ && server_->update(*wanted)) return server_;
  auto next = std::make_shared<RtspServer>(*wanted);
  if (server_) {
    exchange_servers(*next, *server_);
  } else {
    next->start();
  }
  return next;
}

std::shared_ptr<StreamThread> Service::start_another(const StreamSettings& settings) {
  try {
    auto stream = make(settings);
    start(*stream);
    note(fmt::format("{}: started", settings.name));
    return stream;
  } catch (const std::exception& error) {
    complain(fmt::format("{}: cannot be started: {}; correct it and reload", settings.name, error.what()));
    return nullptr;
  }
}

void Service::reload(ServeSettings settings) {
  const auto server = server_for(settings.rtsp);
  const bool same_server = server == server_;
  {
    const std::lock_guard lock(mutex_);
    reloading_ = true;
  }
  end([&](const StreamSettings& one) {
    const bool wanted = std::find(settings.streams.begin(), settings.streams.end(), one) != settings.streams.end();
    return wanted && (same_server || one.path.empty());
  });
  const auto running = streams();
  Streams all;
  {
    const std::lock_guard lock(mutex_);
    server_ = server;
  }
  for (const auto& wanted : settings.streams) {
    const auto at =
        std::find_if(running.begin(), running.end(), [&](const auto& stream) { return stream->settings() == wanted; });
    if (auto stream = at != running.end() ? *at : start_another(wanted)) all.push_back(std::move(stream));
  }
  {
    const std::lock_guard lock(mutex_);
    streams_ = std::move(all);
    reloading_ = false;
  }
  finish_when_all_have_ended();
}

void Service::stop() {
  const auto all = streams();
  for (const auto& stream : all) stream->stop();
  for (const auto& stream : all) stream->join();
  if (server_) server_->stop();
}

Service::Streams Service::streams() const {
  const std::lock_guard lock(mutex_);
  return streams_;
}

std::vector<StreamReport> Service::reports() const {
  std::vector<StreamReport> reports;
  for (const auto& stream : streams()) reports.push_back(stream->report());
  return reports;
}

std::vector<std::string> Service::urls() const {
  const auto server = [this] {
    const std::lock_guard lock(mutex_);
    return server_;
  }();
  return server ? server->urls(UrlCredentials::kGenerated) : std::vector<std::string>{};
}

}  // namespace skyline::cli
