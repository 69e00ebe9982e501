// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/json_insert.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <ostream>

namespace skyline::cli::panorama {
namespace {

constexpr std::array<std::string_view, 2> kKeys{"network", "inboundPorts"};
const nlohmann::ordered_json kElement{{"port", 8554}, {"description", "RTSP"}};

struct Case {
  const char* name;
  std::string before;
  std::string after;
};

std::ostream& operator<<(std::ostream& out, const Case& each) { return out << each.name; }

class PanoramaInsert : public testing::TestWithParam<Case> {};

std::string edit(const std::string& text) {
  const JsonDocument document(text);
  return inserted(text, append_to_list(document, document.root(), kKeys, kElement));
}

TEST_P(PanoramaInsert, LooksLikeTheRest) { EXPECT_EQ(edit(GetParam().before), GetParam().after); }

const Case kCases[] = {
    {"two blanks", "{\n  \"a\": 1\n}\n",
     "{\n  \"a\": 1,\n  \"network\": {\n    \"inboundPorts\": [\n      {\n        \"port\": 8554,\n        "
     "\"description\": "
     "\"RTSP\"\n      }\n    ]\n  }\n}\n"},
    {"tabs, no line end at the end", "{\n\t\"a\": 1,\n\t\"network\": {}\n}",
     "{\n\t\"a\": 1,\n\t\"network\": {\n\t\t\"inboundPorts\": [\n\t\t\t{\n\t\t\t\t\"port\": "
     "8554,\n\t\t\t\t\"description\": "
     "\"RTSP\"\n\t\t\t}\n\t\t]\n\t}\n}"},
    {"CRLF", "{\r\n    \"network\": {\r\n        \"inboundPorts\": []\r\n    }\r\n}\r\n",
     "{\r\n    \"network\": {\r\n        \"inboundPorts\": [\r\n            {\r\n                \"port\": 8554,\r\n   "
     "             "
     "\"description\": \"RTSP\"\r\n            }\r\n        ]\r\n    }\r\n}\r\n"},
    {"an empty list over two lines", "{\n    \"network\": {\n        \"inboundPorts\": [\n        ]\n    }\n}\n",
     "{\n    \"network\": {\n        \"inboundPorts\": [\n            {\n                \"port\": 8554,\n             "
     "   "
     "\"description\": \"RTSP\"\n            }\n        ]\n    }\n}\n"},
    {"after an element over several lines",
     "{\n  \"network\": {\n    \"inboundPorts\": [\n      {\n        \"port\": 80\n      }\n    ]\n  }\n}\n",
     "{\n  \"network\": {\n    \"inboundPorts\": [\n      {\n        \"port\": 80\n      },\n      {\n        "
     "\"port\": 8554,\n        "
     "\"description\": \"RTSP\"\n      }\n    ]\n  }\n}\n"},
    {"brackets that hug", "{\n  \"network\": {\n    \"inboundPorts\": [{\n      \"port\": 80\n    }]\n  }\n}\n",
     "{\n  \"network\": {\n    \"inboundPorts\": [{\n      \"port\": 80\n    }, {\n      \"port\": 8554,\n      "
     "\"description\": "
     "\"RTSP\"\n    }]\n  }\n}\n"},
    {"elements of one line", "{\n  \"network\": {\n    \"inboundPorts\": [\n      { \"port\": 80 }\n    ]\n  }\n}\n",
     "{\n  \"network\": {\n    \"inboundPorts\": [\n      { \"port\": 80 },\n      { \"port\": 8554, \"description\": "
     "\"RTSP\" }\n    "
     "]\n  }\n}\n"},
    {"a list of one line", "{\n  \"network\": {\"inboundPorts\": [{\"port\": 80}]}\n}\n",
     "{\n  \"network\": {\"inboundPorts\": [{\"port\": 80}, {\"port\": 8554, \"description\": \"RTSP\"}]}\n}\n"},
    {"an empty list in an object of one line", "{\n  \"network\": {\"inboundPorts\": []}\n}\n",
     "{\n  \"network\": {\"inboundPorts\": [{\"port\": 8554, \"description\": \"RTSP\"}]}\n}\n"},
    {"minified", "{\"a\":1,\"network\":{\"inboundPorts\":[{\"port\":80}]}}",
     "{\"a\":1,\"network\":{\"inboundPorts\":[{\"port\":80},{\"port\":8554,\"description\":\"RTSP\"}]}}"},
    {"minified, nothing there", "{\"a\":1}\n",
     "{\"a\":1,\"network\":{\"inboundPorts\":[{\"port\":8554,\"description\":\"RTSP\"}]}}\n"},
    {"one line with blanks", "{\"a\": 1, \"network\": {}}",
     "{\"a\": 1, \"network\": {\"inboundPorts\": [{\"port\": 8554, \"description\": \"RTSP\"}]}}"},
    {"nothing at all", "{}", "{\"network\": {\"inboundPorts\": [{\"port\": 8554, \"description\": \"RTSP\"}]}}"},
    {"braces on lines of their own", "{\n  \"a\":\n  {\n    \"b\" : 1\n  }\n}\n",
     "{\n  \"a\":\n  {\n    \"b\" : 1\n  },\n  \"network\" : {\n    \"inboundPorts\" : [\n      {\n        \"port\" : "
     "8554,\n        "
     "\"description\" : \"RTSP\"\n      }\n    ]\n  }\n}\n"},
};
INSTANTIATE_TEST_SUITE_P(Styles, PanoramaInsert, testing::ValuesIn(kCases));

TEST(PanoramaInsertion, RefusesWhatIsOfAnotherKind) {
  EXPECT_THROW(edit("[]"), JsonError);
  EXPECT_THROW(edit("{\"network\": []}"), JsonError);
  EXPECT_THROW(edit("{\"network\": {\"inboundPorts\": {}}}"), JsonError);
}

}  // namespace
}  // namespace skyline::cli::panorama
