// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "skyline/error.hpp"
#include "skyline/kvs.hpp"
#include "skyline/stats.hpp"
#include "stream/kvs_setup.hpp"

namespace skyline {
namespace {

StreamConfig named_after(const std::string& stream, StreamConfig config) {
  if (config.name == StreamConfig{}.name && !stream.empty()) config.name = stream;
  return config;
}

}  // namespace

KvsSkyLine::KvsSkyLine(std::string stream_region, std::string stream_name, std::shared_ptr<KvsCredentials> credentials,
                       const std::string& dotenv_path, StreamConfig config, KvsConfig kvs)
    : SkyLine(named_after(stream_name, std::move(config))) {
  if (!stream_region.empty()) kvs.region = std::move(stream_region);
  if (!stream_name.empty()) kvs.stream_name = std::move(stream_name);
  if (credentials) kvs.credentials = std::move(credentials);
  auto output = make_kvs_output(with_dotenv_file(std::move(kvs), dotenv_path));
  native_ = dynamic_cast<KvsOutput*>(output.get());
  attach(std::move(output));
}

KvsUndelivered KvsSkyLine::stop_streaming(std::chrono::milliseconds deadline) {
  if (native_ != nullptr) native_->set_stop_timeout(deadline);
  SkyLine::stop_streaming();
  const auto stats = kvs_stats();
  // Each file holds its fragment and a header besides.
  return {.fragments = stats.fragments_pending,
          .bytes = stats.bytes_pending,
          .spooled = stats.bytes_spooled > 0 && stats.bytes_spooled >= stats.bytes_pending};
}

void KvsSkyLine::add_metadata(const std::string& name, const std::string& value, bool persistent) {
  if (native_ == nullptr) throw Error("metadata cannot be added with the kvssink backend; use the native one");
  native_->add_metadata(name, value, persistent);
}

KvsStats KvsSkyLine::kvs_stats() const {
  if (native_ != nullptr) return native_->kvs_stats();
  for (const auto& output : stats().outputs) {
    if (output.kvs) return *output.kvs;
  }
  return {};
}

}  // namespace skyline
