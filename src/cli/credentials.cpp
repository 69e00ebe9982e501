// SPDX-License-Identifier: Apache-2.0
#include "cli/credentials.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/console.hpp"
#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

std::string format_time(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

}  // namespace

std::string credentials_text(const CredentialsReport& report) {
  return fmt::format("provider  {}\nkeys      {}\nuntil     {}\nregion    {}\n", report.provider, report.kind,
                     report.expires ? format_time(*report.expires) : "not known to expire",
                     report.region.empty() ? "none; set AWS_REGION" : report.region);
}

std::string credentials_json(const CredentialsReport& report) {
  nlohmann::ordered_json json{
      {"provider", report.provider}, {"keys", report.kind}, {"until", nullptr}, {"region", nullptr}};
  if (report.expires) json["until"] = format_time(*report.expires);
  if (!report.region.empty()) json["region"] = report.region;
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

int credentials(const CredentialsOptions& options) {
  const auto source = make_credentials(options.choice, options.profile);
  const auto keys = source->fetch();
  const CredentialsReport report{source->provider(), kind_of_keys(keys), keys.expires,
                                 find_aws_region(options.profile)};
  if (keys.expires && *keys.expires <= std::chrono::system_clock::now()) {
    throw RunError(fmt::format("{}: the keys expired at {}", report.provider, format_time(*keys.expires)));
  }
  print(options.json ? credentials_json(report) : credentials_text(report));
  return kExitOk;
}

}  // namespace skyline::cli
