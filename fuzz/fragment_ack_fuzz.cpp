// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/fragment_ack.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "outputs/kinesis/verdict.hpp"
#include "promise.hpp"
#include "skyline/error.hpp"

namespace {

using skyline::kinesis::FragmentAck;

/// What becomes of the bytes when they come in pieces of that size; nothing when they are refused.
std::optional<std::vector<FragmentAck>> read(std::string_view text, std::size_t piece) {
  skyline::kinesis::FragmentAckParser parser;
  std::vector<FragmentAck> all;
  try {
    for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
      for (auto& ack : parser.add(text.substr(0, piece))) all.push_back(std::move(ack));
    }
  } catch (const skyline::Error&) {
    return std::nullopt;
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skyline;
  const auto text = fuzz::text_of(data, size);
  const auto whole = read(text, size + 1);
  const auto bytewise = read(text, 1);
  fuzz::require(whole.has_value() == bytewise.has_value(),
                "how the bytes are cut does not decide whether they are read");
  if (!whole) return 0;
  fuzz::require(whole->size() == bytewise->size(), "how the bytes are cut does not change what is read");
  for (std::size_t i = 0; i < whole->size(); ++i) {
    const auto& one = (*whole)[i];
    const auto& other = (*bytewise)[i];
    fuzz::require(one.kind == other.kind && one.time_ms == other.time_ms && one.error_id == other.error_id &&
                      one.error_code == other.error_code,
                  "how the bytes are cut does not change what an acknowledgement says");
    static_cast<void>(kinesis::remedy_for_ack(one.error_id));
  }
  const auto error = kinesis::service_error({.status = 400, .body = std::string(text)}, {});
  fuzz::require(error.message.size() <= 300, "a message is cut");
  return 0;
}
