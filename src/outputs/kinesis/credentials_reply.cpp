// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_reply.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "outputs/kinesis/credentials_check.hpp"
#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

using nlohmann::json;

std::string text_of(const json& object, std::string_view name, std::string_view whence) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return {};
  if (!found->is_string()) throw Error(fmt::format("{}: {} in the reply is not a string", whence, name));
  return found->get<std::string>();
}

}  // namespace

AwsKeys parse_reply(std::string_view text, const ReplyNames& names, std::string_view whence) {
  // Not by exceptions: theirs show what is near the mistake.
  auto object = json::parse(text, nullptr, false);
  if (object.is_object() && !names.inside.empty()) {
    const auto found = object.find(names.inside);
    object = found == object.end() ? json() : json(*found);
  }
  if (!object.is_object()) throw Error(fmt::format("{}: the reply is not a JSON object with keys", whence));
  AwsKeys keys{text_of(object, names.id, whence),
               text_of(object, names.secret, whence),
               text_of(object, names.token, whence),
               {}};
  if (const auto expires = text_of(object, names.expires, whence); !expires.empty()) {
    keys.expires = parse_time(expires);
    if (!keys.expires) throw Error(fmt::format("{}: {} in the reply is not a time", whence, names.expires));
  }
  return checked(std::move(keys), whence);
}

AwsKeys on_our_clock(AwsKeys keys, const net::HttpResponse& reply, WallTime now) {
  constexpr std::chrono::minutes kTrusted{1};
  const auto date = reply.date();
  if (keys.expires && date && std::chrono::abs(now - *date) > kTrusted) *keys.expires += now - *date;
  return keys;
}

}  // namespace skyline::kinesis
