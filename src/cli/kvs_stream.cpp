// SPDX-License-Identifier: Apache-2.0
#include "cli/kvs_stream.hpp"

#include "cli/credentials_choice.hpp"

namespace skyline::cli {
namespace {

constexpr std::uint64_t kBytesPerMegabyte = 1'000'000;

/// Null: the library's default, which looks into the .env file, too.
std::shared_ptr<KvsCredentials> credentials(const KvsSettings& settings) {
  if (settings.credentials.kind == CredentialsChoice::Kind::kChain && settings.profile.empty()) return nullptr;
  return make_credentials(settings.credentials, settings.profile);
}

}  // namespace

KvsConfig kvs_config(const KvsSettings& settings) {
  KvsConfig kvs;
  kvs.stream_name = settings.stream;
  kvs.region = settings.region;
  if (kvs.region.empty() && !settings.profile.empty()) kvs.region = find_aws_region(settings.profile);
  kvs.credentials = credentials(settings);
  kvs.endpoint = settings.endpoint;
  kvs.ca_file = settings.ca_file;
  kvs.create_stream = settings.create;
  kvs.retention = std::chrono::hours{settings.retention_h};
  kvs.kms_key_id = settings.kms_key_id;
  kvs.tags = settings.tags;
  kvs.buffer_bytes = static_cast<std::size_t>(settings.buffer_mb) * kBytesPerMegabyte;
  kvs.buffer_age = std::chrono::seconds{settings.buffer_age_s};
  kvs.spool_dir = settings.spool_dir;
  kvs.spool_bytes = static_cast<std::uint64_t>(settings.spool_mb) * kBytesPerMegabyte;
  kvs.backlog_kbps = settings.backlog_kbps;
  return kvs;
}

std::unique_ptr<KvsSkyLine> make_kvs_stream(const KvsSettings& settings, StreamConfig config) {
  return std::make_unique<KvsSkyLine>("", settings.stream, nullptr, settings.dotenv, std::move(config),
                                      kvs_config(settings));
}

}  // namespace skyline::cli
