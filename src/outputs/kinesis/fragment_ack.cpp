// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/fragment_ack.hpp"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

using Kind = FragmentAck::Kind;
using nlohmann::json;

constexpr std::size_t kLongest = 64U << 10U;
constexpr int kDeepest = 16;
constexpr std::string_view kBlanks = " \t\r\n";

Kind kind_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Kind>, 5> kNames{{{"BUFFERING", Kind::kBuffering},
                                                                            {"RECEIVED", Kind::kReceived},
                                                                            {"PERSISTED", Kind::kPersisted},
                                                                            {"ERROR", Kind::kError},
                                                                            {"IDLE", Kind::kIdle}}};
  for (const auto& [known, kind] : kNames) {
    if (known == name) return kind;
  }
  return Kind::kUnknown;
}

std::string text(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::optional<std::int64_t> number(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

FragmentAck read(const std::string& document) {
  const auto object = json::parse(document, nullptr, false);
  if (!object.is_object()) throw Error("the service's acknowledgement is no JSON object");
  return {.kind = kind_of(text(object, "EventType")),
          .time_ms = number(object, "FragmentTimecode"),
          .fragment_number = text(object, "FragmentNumber"),
          .error_id = static_cast<int>(number(object, "ErrorId").value_or(0)),
          .error_code = text(object, "ErrorCode")};
}

}  // namespace

std::vector<FragmentAck> FragmentAckParser::add(std::string_view bytes) {
  std::vector<FragmentAck> acks;
  for (const char c : bytes) {
    if (!take(c)) continue;
    acks.push_back(read(document_));
    document_.clear();
  }
  return acks;
}

// True when a document ends with this character.
bool FragmentAckParser::take(char c) {
  if (depth_ == 0 && c != '{') {
    if (kBlanks.find(c) != std::string_view::npos) return false;
    throw Error("the service's reply to PutMedia has something else than acknowledgements in it");
  }
  document_.push_back(c);
  if (document_.size() > kLongest) {
    throw Error(fmt::format("an acknowledgement of the service is longer than {} bytes", kLongest));
  }
  if (in_string_) {
    if (!escaped_ && c == '"') in_string_ = false;
    escaped_ = !escaped_ && c == '\\';
    return false;
  }
  if (c == '"') in_string_ = true;
  if ((c == '{' || c == '[') && ++depth_ > kDeepest)
    throw Error("an acknowledgement of the service is nested too deep");
  return (c == '}' || c == ']') && --depth_ == 0;
}

}  // namespace skyline::kinesis
