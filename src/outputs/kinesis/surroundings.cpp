// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/surroundings.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "outputs/kinesis/credentials_check.hpp"
#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

// A whole body might hold keys.
std::string message_of(const std::string& body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  std::string text;
  for (const auto* name : {"code", "Code", "message", "Message"}) {
    if (!json.is_object() || !json.contains(name) || !json[name].is_string()) continue;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", json[name].get<std::string>());
  }
  return text;
}

}  // namespace

void Surroundings::interrupt() noexcept {
  interrupted_ = true;
  client_.interrupt();
}

void Surroundings::resume() noexcept {
  interrupted_ = false;
  client_.resume();
}

std::string body_of(const net::HttpResponse& response, std::string_view whence,
                    std::initializer_list<std::string_view> secrets) {
  if (response.status == 200) return response.body;
  const auto said = quotable(message_of(response.body), secrets);
  throw Error(fmt::format("{} answers with status {}{}{}", whence, response.status, said.empty() ? "" : ": ", said));
}

}  // namespace skyline::kinesis
