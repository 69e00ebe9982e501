// SPDX-License-Identifier: Apache-2.0
#include "emulator/stream_catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/secret.hpp"
#include "base/small_file.hpp"
#include "emulator/service_error.hpp"
#include "skyline/error.hpp"

namespace skyline::emulator {
namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20U;
constexpr std::size_t kVersionBytes = 10;

ServiceError no_such_stream(const std::string& which) {
  return not_found(fmt::format("The requested stream is not found or not active: {}", which));
}

}  // namespace

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StreamRecord, id, name, arn, device_name, media_type, kms_key_id, version,
                                   created_ms, active_ms, retention_hours, tags)

StreamCatalog::StreamCatalog(std::string file) : file_(std::move(file)) {
  const auto text = read_small_file(file_, {kMostBytes});
  if (!text) return;
  try {
    for (auto& stream : nlohmann::json::parse(*text).get<std::vector<StreamRecord>>()) streams_[stream.name] = stream;
  } catch (const nlohmann::json::exception& error) {
    throw Error(fmt::format("{} holds no list of streams: {}; remove it, or give another folder", file_, error.what()));
  }
}

void StreamCatalog::add(const StreamRecord& stream) {
  const std::lock_guard lock(mutex_);
  if (streams_.contains(stream.name)) {
    throw ServiceError(400, "ResourceInUseException", fmt::format("The stream {} already exists.", stream.name));
  }
  auto added = stream;
  added.version = random_hex(kVersionBytes);
  streams_.emplace(stream.name, std::move(added));
  save();
}

StreamRecord StreamCatalog::by_name(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = streams_.find(name);
  if (found == streams_.end()) throw no_such_stream(name);
  return found->second;
}

StreamRecord StreamCatalog::by_arn(const std::string& arn) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, stream] : streams_) {
    if (stream.arn == arn) return stream;
  }
  throw no_such_stream(arn);
}

std::optional<StreamRecord> StreamCatalog::by_id(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, stream] : streams_) {
    if (stream.id == id) return stream;
  }
  return std::nullopt;
}

std::vector<StreamRecord> StreamCatalog::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<StreamRecord> out;
  for (const auto& [name, stream] : streams_) out.push_back(stream);
  return out;
}

void StreamCatalog::update(StreamRecord stream) {
  const std::lock_guard lock(mutex_);
  const auto found = streams_.find(stream.name);
  if (found == streams_.end() || found->second.id != stream.id) throw no_such_stream(stream.name);
  stream.version = random_hex(kVersionBytes);
  found->second = std::move(stream);
  save();
}

void StreamCatalog::set_tags(const std::string& id, std::map<std::string, std::string> tags) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(streams_, [&id](const auto& entry) { return entry.second.id == id; });
  if (found != streams_.end()) found->second.tags = std::move(tags);
  save();
}

void StreamCatalog::remove(const std::string& id) {
  const std::lock_guard lock(mutex_);
  std::erase_if(streams_, [&](const auto& entry) { return entry.second.id == id; });
  save();
}

void StreamCatalog::save() const {
  auto list = nlohmann::json::array();
  for (const auto& [name, stream] : streams_) list.push_back(stream);
  replace_private_file(file_, list.dump(1));
}

}  // namespace skyline::emulator
