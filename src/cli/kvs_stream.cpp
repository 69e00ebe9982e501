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

std::unique_ptr<KvsSkyLine> make_kvs_stream(const KvsOptions& options, StreamConfig config) {
  KvsConfig kvs;
  kvs.endpoint = options.endpoint;
  kvs.create_stream = !options.no_create;
  kvs.retention = std::chrono::hours{options.retention_h};
  kvs.spool_dir = options.spool_dir;
  kvs.spool_bytes = static_cast<std::uint64_t>(options.spool_mb) * kBytesPerMegabyte;
  auto region = options.region;
  if (region.empty() && !options.credentials.profile.empty()) region = find_aws_region(options.credentials.profile);
  return std::make_unique<KvsSkyLine>(region, options.stream, credentials(options.credentials), options.dotenv,
                                      std::move(config), std::move(kvs));
}

}  // namespace skyline::cli
