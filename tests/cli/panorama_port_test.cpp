// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/open_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/errors.hpp"
#include "cli/panorama/preview.hpp"
#include "cli/panorama_project.hpp"

namespace skyline::cli::panorama {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

PortPlan plan(const Texts& texts, const PortRequest& request, const ProjectPaths& paths = sample_paths()) {
  Problems problems;
  const auto project = parse_project(paths, texts, problems);
  EXPECT_THAT(problems, testing::IsEmpty());
  return plan_port(paths, project, texts, request);
}

std::vector<std::string> changed(const PortPlan& plan) {
  std::vector<std::string> files;
  for (const auto& file : plan.changed) files.push_back(file.shown);
  return files;
}

TEST(PlanPort, ChangesThreeDocumentsWhichAreCleanThen) {
  const auto result = plan(sample_texts(), {.port = 8080, .host_port = 8081, .description = "second"});
  EXPECT_THAT(changed(result), ElementsAre(kPackageFile, kGraphFile, kOverridesFile));
  EXPECT_THAT(result.texts.at(kPackageFile), HasSubstr(R"("RTSP"}, {"port": 8080, "description": "second"}])"));
  EXPECT_THAT(result.texts.at(kGraphFile),
              HasSubstr("\n      {\"node\": \"code_node\", \"containerPort\": 8080, \"hostPort\": 8081, \"decorator\": "
                        "{\"title\": \"Port 8081\", \"description\": \"second\"}}\n"));
  EXPECT_THAT(result.texts.at(kOverridesFile),
              HasSubstr(R"(, {"node": "code_node", "containerPort": 8080, "hostPort": 8081}])"));
  Problems problems;
  check_project(sample_paths(), result.texts, problems);
  EXPECT_EQ(count(problems, Level::kError), 0U) << problems_text(problems);

  EXPECT_THAT(changed(plan(result.texts, {.port = 8080, .host_port = 8081, .description = "other"})), ElementsAre());
  EXPECT_EQ(plan(result.texts, {.port = 8080, .description = "other"}).host_port, 8081);
}

TEST(PlanPort, AddsWhatIsMissingOnly) {
  auto texts = sample_texts();
  texts[kOverridesFile] = "{\"nodeGraphOverrides\":{\"envelopeVersion\":\"2021-01-01\"}}";
  const auto result = plan(texts, {.port = 8554, .description = "RTSP"});
  EXPECT_THAT(changed(result), ElementsAre(kOverridesFile));
  EXPECT_EQ(
      result.texts.at(kOverridesFile),
      "{\"nodeGraphOverrides\":{\"envelopeVersion\":\"2021-01-01\",\"networkRoutingRules\":[{\"node\":\"code_node\","
      "\"containerPort\":8554,\"hostPort\":8554}]}}");
}

TEST(PlanPort, MakesAnOverrideDocumentThatWasNamed) {
  auto texts = sample_texts();
  texts.erase(kOverridesFile);
  const auto result = plan(texts, {.port = 8554, .description = "RTSP"});
  EXPECT_EQ(result.texts.at(kOverridesFile),
            "{\n  \"nodeGraphOverrides\": {\n    \"envelopeVersion\": \"2021-01-01\",\n    \"networkRoutingRules\": "
            "[\n      {\n    "
            "    \"node\": \"code_node\",\n        \"containerPort\": 8554,\n        \"hostPort\": 8554\n      }\n    "
            "]\n  }\n}\n");
}

TEST(PlanPort, LeavesOverridesAloneWhereThereAreNone) {
  auto paths = sample_paths();
  paths.applications[0].overrides.clear();
  EXPECT_THAT(changed(plan(sample_texts(), {.port = 8080, .description = "x"}, paths)),
              ElementsAre(kPackageFile, kGraphFile));
}

TEST(PlanPort, AsksForTheNodeWhereItIsNotClear) {
  auto texts = sample_texts();
  const auto message = [&texts](const std::string& node) -> std::string {
    try {
      return plan(texts, {.port = 8080, .node = node, .description = "x"}).node;
    } catch (const UsageError& error) {
      return error.what();
    }
  };
  EXPECT_EQ(message(""), "code_node");
  EXPECT_EQ(message("code_node"), "code_node");
  EXPECT_EQ(message("camera"),
            "--node: no node \"camera\" of the graph has its package in this project; these have: code_node");
  auto& graph = texts[kGraphFile];
  graph.insert(graph.find("{\"name\": \"level\""),
               "{\"name\": \"second\", \"interface\": \"123456789012::CODE.interface\"}, ");
  EXPECT_EQ(message(""), "several nodes may be meant, name one with --node: code_node, second");
  EXPECT_EQ(message("second"), "second");
  auto& package = texts[kPackageFile];
  package.replace(package.find("business_logic"), 14, "ml_model");
  EXPECT_THAT(message(""), HasSubstr("no node of the graph is of category business_logic"));
}

TEST(Preview, ShowsTheLinesAround) {
  EXPECT_EQ(preview("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\nx\n6\n7\n8\n9\n", "f"),
            "--- f\n+++ f\n@@ -3,6 +3,7 @@\n 3\n 4\n 5\n+x\n 6\n 7\n 8\n");
  EXPECT_EQ(preview("a", "b", "f"),
            "--- f\n+++ f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n");
  EXPECT_EQ(preview("", "a\n", "f"), "--- f\n+++ f\n@@ -0,0 +1,1 @@\n+a\n");
  EXPECT_EQ(preview("a\na\n", "a\na\na\n", "f"), "--- f\n+++ f\n@@ -1,2 +1,3 @@\n a\n a\n+a\n");
  EXPECT_EQ(preview("a\n", "a\n", "f"), "");
}

}  // namespace
}  // namespace skyline::cli::panorama
