// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/small_file.hpp"
#include "outputs/kinesis/credentials_reply.hpp"
#include "outputs/kinesis/surroundings.hpp"
#include "skyline/error.hpp"
#include "skyline/kvs_credentials.hpp"

namespace skyline {
namespace {

constexpr std::string_view kWhence = "the IoT credential provider";

struct Field {
  const char* name;
  std::string KvsIotConfig::*place;
  bool needed;
  bool file;
};
constexpr std::array<Field, 6> kFields{{
    {"endpoint", &KvsIotConfig::endpoint, true, false},
    {"role_alias", &KvsIotConfig::role_alias, true, false},
    {"thing_name", &KvsIotConfig::thing_name, false, false},
    {"certificate", &KvsIotConfig::certificate, true, true},
    {"private_key", &KvsIotConfig::private_key, true, true},
    {"ca_file", &KvsIotConfig::ca_file, false, true},
}};

// Both become parts of a URL.
bool only(const std::string& text, std::string_view more) {
  const auto allowed = [more](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  };
  return std::ranges::all_of(text, allowed);
}

void check(const KvsIotConfig& config) {
  for (const auto& field : kFields) {
    if (field.needed && (config.*field.place).empty()) throw Error(fmt::format("{}: {} is empty", kWhence, field.name));
  }
  if (!only(config.endpoint, ".-:")) throw Error(fmt::format("{}: the endpoint is not a host name", kWhence));
  if (!only(config.role_alias, "_=,@-")) throw Error(fmt::format("{}: the role alias is none", kWhence));
}

KvsIotConfig parse(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) throw Error("it is not a JSON object");
  KvsIotConfig config;
  for (const auto& [name, value] : json.items()) {
    const auto* const field =
        std::ranges::find(kFields, name, [](const Field& each) { return std::string(each.name); });
    if (field == kFields.end()) throw Error("a name in it is none of KvsIotConfig's; see docs/10-credentials.md");
    if (!value.is_string()) throw Error(fmt::format("{} is not a string", field->name));
    config.*field->place = value.get<std::string>();
  }
  check(config);
  for (const auto& field : kFields) {
    const auto& path = config.*field.place;
    if (field.file && !path.empty() && !file_stamp(path))
      throw Error(fmt::format("{}: there is no file {}", field.name, path));
  }
  return config;
}

}  // namespace

class KvsIotCredentials::Impl {
 public:
  explicit Impl(KvsIotConfig config) : config_(std::move(config)) { check(config_); }

  AwsKeys fetch() {
    const std::lock_guard one_at_a_time(fetching_);
    const kinesis::InterruptionEnd end(surroundings_);
    net::HttpRequest request;
    request.method = "GET";
    request.url = fmt::format("https://{}/role-aliases/{}/credentials", config_.endpoint, config_.role_alias);
    if (!config_.thing_name.empty()) request.headers = {{"x-amzn-iot-thingname", config_.thing_name}};
    request.tls = {config_.ca_file, config_.certificate, config_.private_key};
    request.most_bytes = 64U << 10U;
    const auto response = surroundings_.fetch(request);
    const auto body = kinesis::body_of(response, kWhence);
    auto keys = kinesis::parse_reply(body,
                                     {.id = "accessKeyId",
                                      .secret = "secretAccessKey",
                                      .token = "sessionToken",
                                      .expires = "expiration",
                                      .inside = "credentials"},
                                     kWhence);
    return kinesis::on_our_clock(std::move(keys), response, std::chrono::system_clock::now());
  }
  [[nodiscard]] std::string provider() const {
    return fmt::format("IoT role alias {} at {}", config_.role_alias, config_.endpoint);
  }
  void interrupt() noexcept { surroundings_.interrupt(); }

 private:
  const KvsIotConfig config_;
  std::mutex fetching_;
  kinesis::Surroundings surroundings_;
};

KvsIotCredentials::KvsIotCredentials(KvsIotConfig config) : impl_(std::make_unique<Impl>(std::move(config))) {}
KvsIotCredentials::~KvsIotCredentials() = default;
AwsKeys KvsIotCredentials::fetch() { return impl_->fetch(); }
std::string KvsIotCredentials::provider() const { return impl_->provider(); }
void KvsIotCredentials::interrupt() noexcept { impl_->interrupt(); }

std::shared_ptr<KvsIotCredentials> KvsIotCredentials::from_file(const std::string& path) {
  const auto text = require_small_file(path, {});
  try {
    return std::make_shared<KvsIotCredentials>(parse(text));
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", path, error.what()));
  }
}

}  // namespace skyline
