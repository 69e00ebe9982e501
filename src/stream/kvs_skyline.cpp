// SPDX-License-Identifier: Apache-2.0
#include "skyline/kvs.hpp"

#include <memory>
#include <utility>

namespace skyline {
namespace {

StreamConfig named_after(const std::string& stream, StreamConfig config) {
  if (config.name == StreamConfig{}.name) config.name = stream;
  return config;
}

}  // namespace

KvsSkyLine::KvsSkyLine(std::string stream_region, std::string stream_name, std::shared_ptr<KvsCredentials> credentials,
                       const std::string& /*dotenv_path*/, StreamConfig config, KvsConfig kvs)
    : SkyLine(named_after(stream_name, std::move(config))) {
  kvs.region = std::move(stream_region);
  kvs.stream_name = std::move(stream_name);
  if (credentials) kvs.credentials = std::move(credentials);
  auto output = std::make_unique<KvsOutput>(std::move(kvs));
  output_ = output.get();
  attach(std::move(output));
}

KvsUndelivered KvsSkyLine::stop_streaming(std::chrono::milliseconds deadline) {
  output_->set_stop_timeout(deadline);
  SkyLine::stop_streaming();
  const auto stats = output_->kvs_stats();
  return {.fragments = stats.fragments_pending, .bytes = stats.bytes_pending, .spooled = stats.bytes_spooled > 0};
}

void KvsSkyLine::add_metadata(const std::string& name, const std::string& value, bool persistent) {
  output_->add_metadata(name, value, persistent);
}

KvsStats KvsSkyLine::kvs_stats() const { return output_->kvs_stats(); }

}  // namespace skyline
