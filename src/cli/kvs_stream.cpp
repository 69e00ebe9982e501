// SPDX-License-Identifier: Apache-2.0
#include "cli/kvs_stream.hpp"

#include "cli/credentials_choice.hpp"

namespace skyline::cli {
namespace {

constexpr std::uint64_t kBytesPerMegabyte = 1'000'000;

/// Null: the library's default, which looks into the .env file, too.
std::shared_ptr<KvsCredentials> credentials(const CredentialsOptions& options) {
  if (options.choice.kind == CredentialsChoice::Kind::kChain && options.profile.empty()) return nullptr;
  return make_credentials(options.choice, options.profile);
}

}  // namespace

KvsConfig kvs_config(const KvsOptions& options) {
  KvsConfig kvs;
  kvs.stream_name = options.stream;
  kvs.region = options.region;
  if (kvs.region.empty() && !options.credentials.profile.empty()) {
    kvs.region = find_aws_region(options.credentials.profile);
  }
  kvs.credentials = credentials(options.credentials);
  kvs.endpoint = options.endpoint;
  kvs.create_stream = !options.no_create;
  kvs.retention = std::chrono::hours{options.retention_h};
  kvs.spool_dir = options.spool_dir;
  kvs.spool_bytes = static_cast<std::uint64_t>(options.spool_mb) * kBytesPerMegabyte;
  return kvs;
}

std::unique_ptr<KvsSkyLine> make_kvs_stream(const KvsOptions& options, StreamConfig config) {
  return std::make_unique<KvsSkyLine>("", options.stream, nullptr, options.dotenv, std::move(config),
                                      kvs_config(options));
}

}  // namespace skyline::cli
