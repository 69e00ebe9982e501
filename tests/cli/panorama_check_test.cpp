// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/project_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "cli/panorama_project.hpp"

namespace skyline::cli::panorama {
namespace {

using testing::HasSubstr;

struct Fault {
  const char* file;
  std::string from;  ///< of the sample's text
  std::string to;
  std::string message;  ///< in the report
};

std::ostream& operator<<(std::ostream& out, const Fault& fault) { return out << fault.to; }

std::string report(const Texts& texts) {
  Problems problems;
  check_project(sample_paths(), texts, problems);
  return problems_text(problems);
}

class PanoramaFaults : public testing::TestWithParam<Fault> {};

TEST_P(PanoramaFaults, AreReportedWithTheirPlace) {
  const auto& fault = GetParam();
  auto texts = sample_texts();
  auto& text = texts.at(fault.file);
  const auto at = text.find(fault.from);
  ASSERT_NE(at, std::string::npos) << fault.from;
  text.replace(at, fault.from.size(), fault.to);
  EXPECT_THAT(report(texts), HasSubstr(std::string(fault.file) + fault.message + "\n"));
}

const Fault kPackageFaults[] = {
    {kPackageFile, "2021-01-01", "2022-01-01",
     ":3: $.nodePackage.envelopeVersion: \"2022-01-01\" is not known; the only envelope version is \"2021-01-01\""},
    {kPackageFile, "\"interfaces\"", "\"interface\"",
     ":8: $.nodePackage.interface: the key \"interface\" is not known in nodePackage; did you mean \"interfaces\"?"},
    {kPackageFile, "\"interfaces\"", "\"interface\"",
     ":2: $.nodePackage: \"interfaces\" is missing; nodePackage needs it"},
    {kPackageFile, "inboundPorts", "inboundPort",
     ":15: $.nodePackage.interfaces[0].network.inboundPort: the key \"inboundPort\" is not known in network; did you "
     "mean "
     "\"inboundPorts\"?"},
    {kPackageFile, "\"asset\": \"code\"", "\"name\": \"code\"",
     ":12: $.nodePackage.interfaces[0].name: this key stands twice in the object; remove one"},
    {kPackageFile, "\"port\": 8554", "\"port\": 0",
     ":15: $.nodePackage.interfaces[0].network.inboundPorts[0].port: 0 is no port; use 1 to 65535"},
    {kPackageFile, "\"port\": 8554", "\"port\": 65536",
     ":15: $.nodePackage.interfaces[0].network.inboundPorts[0].port: 65536 is no port; use 1 to 65535"},
    {kPackageFile, "\"port\": 8554", "\"port\": \"8554\"",
     ":15: $.nodePackage.interfaces[0].network.inboundPorts[0].port: is a string, and has to be a whole number"},
    {kPackageFile, "\"port\": 8554", "\"port\": 8554.5",
     ":15: $.nodePackage.interfaces[0].network.inboundPorts[0].port: is a number, and has to be a whole number"},
    {kPackageFile, "\"RTSP\"}", "\"RTSP\"}, {\"port\": 8554}",
     ":15: $.nodePackage.interfaces[0].network.inboundPorts[1]: port 8554 stands twice; remove one"},
    {kPackageFile, "\"RTSP\"", '"' + std::string(256, 'x') + '"',
     ":15: $.nodePackage.interfaces[0].network.inboundPorts[0].description: has 256 characters, 255 is the most; "
     "shorten it"},
    {kPackageFile, "{\"port\": 8554, \"description\": \"RTSP\"}",
     "{\"port\":1},{\"port\":2},{\"port\":3},{\"port\":4},{\"port\":5},{\"port\":6},{\"port\":7},{\"port\":8},{"
     "\"port\":9},"
     "{\"port\":10},{\"port\":8554}",
     ":15: $.nodePackage.interfaces[0].network.inboundPorts: has 11 entries, 10 is the most; remove some"},
    {kPackageFile, "business_logic", "business-logic",
     ":11: $.nodePackage.interfaces[0].category: \"business-logic\" is none of business_logic, media_sink, "
     "media_source, "
     "ml_model; did you mean \"business_logic\"?"},
    {kPackageFile, "\"1.0\"", "\"1\"",
     ":5: $.nodePackage.version: \"1\" is no version; write MAJOR.MINOR, such as 1.0"},
    {kPackageFile, "\"video_in\"", "\"video-in\"",
     ":13: $.nodePackage.interfaces[0].inputs[0].name: \"video-in\" is no name of a port; use letters, digits, $ and "
     "_"},
    {kPackageFile, "\"default\": 1", "\"minimum\": 1",
     ":13: $.nodePackage.interfaces[0].inputs[1].minimum: warning: the key \"minimum\" is not known in a port; known "
     "are "
     "description, name, type, default, constraintRegex, maxConnections, reference, referenceSource"},
    {kPackageFile, "\"interfaces\": [", "\"interfaces\": [7,",
     ":8: $.nodePackage.interfaces[0]: an interface is an object, not a whole number"},
};
INSTANTIATE_TEST_SUITE_P(Package, PanoramaFaults, testing::ValuesIn(kPackageFaults));

const Fault kGraphFaults[] = {
    {kGraphFile, "[\n      {\"name\": \"123", "[7,\n      {\"name\": \"123",
     ":4: $.nodeGraph.packages[0]: a package is an object, not a whole number"},
    {kGraphFile, "\"code_node\", \"interface\"", "\"code node\", \"interface\"",
     ":9: $.nodeGraph.nodes[0].name: \"code node\" is no name; use letters, digits and $ _ -"},
    {kGraphFile, "\"code_node\", \"interface\"", '"' + std::string(129, 'n') + "\", \"interface\"",
     ":9: $.nodeGraph.nodes[0].name: has 129 characters, 128 is the most; shorten it"},
    {kGraphFile, "\"name\": \"camera\"", "\"name\": \"code_node\"",
     ":10: $.nodeGraph.nodes[1]: the node \"code_node\" stands twice; rename one"},
    {kGraphFile, "CODE.interface", "CODE.interfaces",
     ":9: $.nodeGraph.nodes[0].interface: the package \"CODE\" has no interface \"interfaces\"; did you mean "
     "\"interface\"?"},
    {kGraphFile, "CODE.interface", "CODES.interface",
     ":9: $.nodeGraph.nodes[0].interface: warning: the package 123456789012::CODES is not in this project and was not "
     "looked "
     "into; did you mean \"CODE\"?"},
    {kGraphFile, "CODE.interface", "CODES.interface",
     ":9: $.nodeGraph.nodes[0].interface: the package \"123456789012::CODES\" is not in \"packages\"; add it there; "
     "did you "
     "mean \"123456789012::CODE\"?"},
    {kGraphFile, "123456789012::CODE.interface", "interface",
     ":9: $.nodeGraph.nodes[0].interface: \"interface\" is neither ACCOUNT::PACKAGE.INTERFACE nor boolean, float32, "
     "int32 or "
     "string"},
    {kGraphFile, "onAppStart", "onStart",
     ":9: $.nodeGraph.nodes[0].launch: \"onStart\" is none of onAppStart, onDemand, onSignal; did you mean "
     "\"onAppStart\"?"},
    {kGraphFile, "\"launch\": \"onAppStart\"", "\"value\": 1",
     ":9: $.nodeGraph.nodes[0].value: only a parameter (boolean, float32, int32, string) has a value"},
    {kGraphFile, "\"value\": 3", "\"value\": \"3\"",
     ":11: $.nodeGraph.nodes[2].value: is no value for a parameter of type int32"},
    {kGraphFile, "\"value\": 3", "\"launch\": \"onSignal\"",
     ":11: $.nodeGraph.nodes[2].launch: a parameter is not launched; remove it"},
    {kGraphFile, "code_node.level", "code_mode.level",
     ":15: $.nodeGraph.edges[1].consumer: there is no node \"code_mode\"; did you mean \"code_node\"?"},
    {kGraphFile, "code_node.level", "code_node.levels",
     ":15: $.nodeGraph.edges[1].consumer: \"levels\" is none of the inputs of node \"code_node\"; did you mean "
     "\"level\"?"},
    {kGraphFile, "\"producer\": \"level\"", "\"producer\": \"code_node.video_ot\"",
     ":15: $.nodeGraph.edges[1].producer: \"video_ot\" is none of the outputs of node \"code_node\"; did you mean "
     "\"video_out\"?"},
    {kGraphFile, "{\"node\": \"code_node\"", "{\"node\": \"code_nod\"",
     ":18: $.nodeGraph.networkRoutingRules[0].node: there is no node \"code_nod\"; did you mean \"code_node\"?"},
    {kGraphFile, "\"containerPort\": 8554", "\"containerPort\": 80",
     ":18: $.nodeGraph.networkRoutingRules[0].containerPort: port 80 is not declared by the interface of "
     "\"code_node\"; add it "
     "to network.inboundPorts in packages/123456789012-CODE-1.0/package.json"},
    {kGraphFile, "\"hostPort\": 8554", "\"hostPort\": 70000",
     ":18: $.nodeGraph.networkRoutingRules[0].hostPort: 70000 is no port; use 1 to 65535"},
    {kGraphFile, "\"hostPort\": 8554", "\"hostPort\": 554",
     ":18: $.nodeGraph.networkRoutingRules[0].hostPort: warning: 554 is outside 8000 to 9000, the ports an appliance "
     "opens by "
     "its guide"},
    {kGraphFile, "\"hostPort\": 8554, ", "",
     ":18: $.nodeGraph.networkRoutingRules[0]: warning: there is no \"hostPort\", so the appliance opens none; add it"},
    {kGraphFile, "{\"title\": \"RTSP\"}}", "{\"title\": \"\"}}",
     ":18: $.nodeGraph.networkRoutingRules[0].decorator.title: is empty; write something, or leave the key out"},
    {kGraphFile, "\"RTSP\"}}", "\"RTSP\"}},\n {\"node\": \"code_node\", \"containerPort\": 8554, \"hostPort\": 8554}",
     ":19: $.nodeGraph.networkRoutingRules[1]: repeats the rule $.nodeGraph.networkRoutingRules[0]; remove one"},
    {kGraphFile, "\"RTSP\"}}", "\"RTSP\"}},\n {\"node\": \"camera\", \"containerPort\": 8554, \"hostPort\": 8554}",
     ":19: $.nodeGraph.networkRoutingRules[1].hostPort: 8554 is taken by $.nodeGraph.networkRoutingRules[0]; choose "
     "another"},
    {kGraphFile, "{\"node\": \"code_node\"", "{\"node\": \"camera\"",
     ":18: $.nodeGraph.networkRoutingRules[0].containerPort: note: whether \"camera\" declares this port was not "
     "checked: its "
     "interface is not in this project"},
    {kGraphFile, "\"value\": 3,", "\"value\": 3, // three",
     ":11: column 59: not JSON: syntax error while parsing object key - invalid literal; JSON has no comments: remove "
     "it"},
    {kGraphFile, "\"overridable\": true}\n    ]", "\"overridable\": true},\n    ]",
     ":12: column 5: not JSON: syntax error while parsing value - unexpected ']'; expected '[', '{', or a literal; "
     "remove the "
     "comma before the ]"},
    {kGraphFile, "{\n", "\xEF\xBB\xBF{\n", ":1: column 1: begins with a byte order mark; save it without"},
};
INSTANTIATE_TEST_SUITE_P(Graph, PanoramaFaults, testing::ValuesIn(kGraphFaults));

const Fault kOverridesFaults[] = {
    {kOverridesFile, "nodeGraphOverrides", "nodeGraphOverride",
     ":2: $.nodeGraphOverride: the key \"nodeGraphOverride\" is not known in an override document; did you mean "
     "\"nodeGraphOverrides\"?"},
    {kOverridesFile, "\"replace\": \"level\"", "\"replace\": \"levels\"",
     ":5: $.nodeGraphOverrides.nodeOverrides[0].replace: the graph has no node \"levels\"; did you mean \"level\"?"},
    {kOverridesFile, "\"replace\": \"level\"", "\"replace\": \"code_node\"",
     ":5: $.nodeGraphOverrides.nodeOverrides[0].replace: the graph's node \"code_node\" is not \"overridable\": true"},
    {kOverridesFile, "[{\"name\": \"my_level\"}]", "[{\"name\": \"my_levels\"}]",
     ":5: $.nodeGraphOverrides.nodeOverrides[0].with[0]: there is no node \"my_levels\" in this document; did you mean "
     "\"my_level\"?"},
    {kOverridesFile, "\"containerPort\": 8554", "\"containerPort\": 80",
     ":6: $.nodeGraphOverrides.networkRoutingRules[0]: warning: repeats no rule of graphs/app/graph.json; add one "
     "there for "
     "this node and container port"},
};
INSTANTIATE_TEST_SUITE_P(Overrides, PanoramaFaults, testing::ValuesIn(kOverridesFaults));

TEST(PanoramaCheck, FindsNothingInAProjectThatIsWell) {
  const auto text = report(sample_texts());
  EXPECT_THAT(
      text, HasSubstr("graphs/app/graph.json:18: $.nodeGraph.networkRoutingRules[0]: note: the appliance forwards TCP "
                      "only: viewers have to use RTSP over TCP (ffplay -rtsp_transport tcp ...)\n"));
  Problems problems;
  check_project(sample_paths(), sample_texts(), problems);
  EXPECT_EQ(count(problems, Level::kError) + count(problems, Level::kWarning), 0U) << text;
}

TEST(PanoramaCheck, WarnsOfARuleThatIsNotConfirmed) {
  auto texts = sample_texts();
  texts[kOverridesFile] = R"({"nodeGraphOverrides": {"envelopeVersion": "2021-01-01"}})";
  EXPECT_THAT(report(texts),
              HasSubstr("graphs/app/graph.json:18: $.nodeGraph.networkRoutingRules[0]: warning: "
                        "graphs/app/override.json does not repeat this rule, so deployed with it the port stays "
                        "closed; add the rule there\n"));
}

TEST(PanoramaCheck, DoesNotTakeWhatCannotBeReadForMissing) {
  auto texts = sample_texts();
  texts[kPackageFile] = "{";
  const auto text = report(texts);
  EXPECT_THAT(text, HasSubstr("package.json:1: column 2: not JSON"));
  EXPECT_THAT(text, testing::Not(HasSubstr("graph.json")));
}

TEST(PanoramaCheck, HoldsWhateverIsMissing) {
  for (const auto* text :
       {"{}", "[]", "null", "7", R"({"nodeGraph": 1})", R"({"nodePackage": {"interfaces": [{"network": 1}]}})",
        R"({"nodeGraphOverrides": {"nodeOverrides": [{"with": [1]}], "networkRoutingRules": [{}, 1]}})"}) {
    for (const auto* file : {kPackageFile, kGraphFile, kOverridesFile}) {
      auto texts = sample_texts();
      texts[file] = text;
      EXPECT_THAT(report(texts), HasSubstr(file)) << text;
    }
  }
}

TEST(PanoramaCheck, KeepsWhatIsInNamesOffTheTerminal) {
  EXPECT_EQ(in_quotes("a\x1B[2J\xC2\x9B"), R"("a\u001b[2J\u009b")");
  EXPECT_EQ(in_quotes(std::string(1000, 'x')), '"' + std::string(80, 'x') + "...\"");
}

}  // namespace
}  // namespace skyline::cli::panorama
