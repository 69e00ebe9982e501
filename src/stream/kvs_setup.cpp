// SPDX-License-Identifier: Apache-2.0
#include "stream/kvs_setup.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/log.hpp"
#include "outputs/kinesis/control_plane.hpp"
#include "outputs/kinesis/credentials_chain.hpp"
#include "skyline/error.hpp"
#include "stream/dotenv.hpp"
#include "stream/kvssink_output.hpp"

namespace skyline {
namespace {

/// The keys of a .env file.
class DotenvCredentials final : public KvsCredentials {
 public:
  DotenvCredentials(kinesis::Environment environment, std::string path)
      : environment_(std::move(environment)), path_(std::move(path)) {}
  [[nodiscard]] AwsKeys fetch() override {
    try {
      return kinesis::environment_keys(environment_).value();
    } catch (const Error& error) {
      throw Error(fmt::format("{}: {}", path_, error.what()));
    }
  }
  [[nodiscard]] std::string provider() const override { return path_; }

 private:
  const kinesis::Environment environment_;
  const std::string path_;
};

bool has_keys(const kinesis::Environment& environment) {
  return !environment("AWS_ACCESS_KEY_ID").empty() || !environment("AWS_SECRET_ACCESS_KEY").empty();
}

std::shared_ptr<KvsCredentials> credentials(const kinesis::Environment& environment, const std::string& path) {
  if (has_keys(environment) && !has_keys(kinesis::process_environment())) {
    return std::make_shared<DotenvCredentials>(environment, path);
  }
  return std::make_shared<kinesis::ChainCredentials>("", environment);
}

}  // namespace

KvsConfig with_address(KvsConfig config, const kinesis::Environment& environment) {
  const auto address = kinesis::service_address(config, environment);
  config.region = address.region;
  if (!address.own) config.endpoint = address.url;
  config.ca_file = address.tls.ca_file;
  return config;
}

KvsSetup with_dotenv_file(KvsConfig config, const std::string& path) {
  const auto dotenv = load_dotenv(path);
  if (!dotenv.values.empty())
    log::info("dotenv", "settings that are not given otherwise are read from {}", dotenv.path);
  const auto environment = with_dotenv(kinesis::process_environment(), dotenv);
  if (!config.credentials) config.credentials = credentials(environment, dotenv.path);
  return {.config = with_address(std::move(config), environment), .folders = plugin_folders(dotenv)};
}

std::unique_ptr<Output> make_kvs_output(KvsSetup setup) {
  if (setup.config.backend == KvsBackend::kKvssink) {
    return std::make_unique<KvssinkOutput>(std::move(setup.config), setup.folders);
  }
  return std::make_unique<KvsOutput>(std::move(setup.config));
}

std::unique_ptr<Output> make_kvs_output(KvsConfig config) {
  return make_kvs_output(KvsSetup{.config = std::move(config), .folders = {}});
}

}  // namespace skyline
