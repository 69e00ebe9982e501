// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/panorama/json_insert.hpp"
#include "cli/panorama/shape_check.hpp"
#include "promise.hpp"

namespace skyline::cli::panorama {
namespace {

constexpr int kPort = 8554;

/// `longer` is `shorter` with one piece put in.
bool is_insertion(std::string_view shorter, std::string_view longer) {
  if (longer.size() < shorter.size()) return false;
  std::size_t same = 0;
  while (same < shorter.size() && shorter[same] == longer[same]) ++same;
  return longer.ends_with(shorter.substr(same));
}

void require_insertion(const JsonDocument& document) {
  constexpr std::array<std::string_view, 2> kKeys{"network", "inboundPorts"};
  const nlohmann::ordered_json element{{"port", kPort}, {"description", "RTSP"}};
  const auto text = inserted(document.text(), append_to_list(document, document.root(), kKeys, element));
  fuzz::require(nlohmann::json::accept(text), "the edited document is JSON");
  fuzz::require(is_insertion(document.text(), text), "the edited document differs by an insertion only");
  const JsonDocument edited(text);
  const auto& ports = edited.root().find("network")->list("inboundPorts");
  fuzz::require(!ports.empty() && ports.back().find("port")->integer == kPort, "the element is the last of the list");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::text_of(data, size));
  try {
    const Manifest manifest{"input", JsonDocument(text)};
    const auto& document = manifest.document;
    const auto& root = document.root();
    fuzz::require(nlohmann::json::accept(text), "only JSON is taken");
    fuzz::require(root.begin < root.end && root.end <= text.size(), "a value has its place");
    fuzz::require(nlohmann::json::accept(text.substr(root.begin, root.end - root.begin)), "its place is all of it");
    for (const auto& child : root.children) {
      fuzz::require(nlohmann::json::accept(text.substr(child.begin, child.end - child.begin)),
                    "so it is for its parts");
    }
    for (const auto* shape : {&kPackageShape, &kGraphShape, &kOverridesShape}) {
      Problems problems;
      check_shape(manifest, *shape, problems);
      for (const auto& problem : problems) fuzz::require(problem.line >= 1, "lines count from 1");
    }
    require_insertion(document);
  } catch (const JsonError& error) {
    fuzz::require(error.offset <= text.size(), "the place of an error is in the text");
    fuzz::require_no_echo(error.what(), text);
  }
  return 0;
}

}  // namespace skyline::cli::panorama
