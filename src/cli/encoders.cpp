// SPDX-License-Identifier: Apache-2.0
#include "cli/encoders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/console.hpp"
#include "cli/errors.hpp"

namespace skyline::cli {

std::string encoders_table(const std::vector<EncoderInfo>& candidates) {
  std::size_t width = 0;
  for (const auto& candidate : candidates) width = std::max(width, candidate.element.size());
  std::string text;
  for (const auto& candidate : candidates) {
    const auto* verdict = candidate.chosen ? "chosen" : candidate.works ? "works" : "rejected";
    const auto line = fmt::format("{:{}}  {}  {:8}  {}", candidate.element, width,
                                  candidate.hardware ? "hardware" : "software", verdict, candidate.reason);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return text;
}

std::string encoders_json(const std::vector<EncoderInfo>& candidates) {
  auto json = nlohmann::ordered_json::array();
  for (const auto& candidate : candidates) {
    json.push_back({{"element", candidate.element},
                    {"hardware", candidate.hardware},
                    {"works", candidate.works},
                    {"chosen", candidate.chosen},
                    {"reason", candidate.reason}});
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

int encoders(const EncodersOptions& options) {
  const auto candidates = probe_encoders();
  print(options.json ? encoders_json(candidates) : encoders_table(candidates));
  if (std::none_of(candidates.begin(), candidates.end(), [](const auto& candidate) { return candidate.works; })) {
    throw RunError("no H.264 encoder works here; install gstreamer1.0-plugins-ugly for x264enc");
  }
  return kExitOk;
}

}  // namespace skyline::cli
