// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor/report.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

namespace skyline::cli {
namespace {

using namespace std::chrono_literals;

const Finding kWell{"rtsp", {"port", CheckStatus::kOk, "8554 of 0.0.0.0 is free"}};
const Finding kBad{"rtsp", {"port", CheckStatus::kFailed, "8554 is taken", "stop it"}};
const Finding kSoSo{"machine", {"time", CheckStatus::kWarning, "not set", "set it"}};

TEST(DoctorReport, IsOneLineEachAndOneForTheHint) {
  EXPECT_EQ(finding_text(kWell, false), "ok    rtsp       port             8554 of 0.0.0.0 is free\n");
  EXPECT_EQ(finding_text(kBad, false), "fail  rtsp       port             8554 is taken\n      -> stop it\n");
  const Finding wild{"a", {"b", CheckStatus::kInfo, "two\nlines \x1b[2J of rtsp://ann:secret@host/x"}};
  EXPECT_EQ(finding_text(wild, false), "info  a          b                two lines  [2J of rtsp://***@host/x\n");
}

TEST(DoctorReport, ColoursTheWordOnly) {
  EXPECT_EQ(finding_text(kWell, true), "\x1b[32mok  \x1b[0m  rtsp       port             8554 of 0.0.0.0 is free\n");
}

TEST(DoctorReport, JsonHasEveryField) {
  const auto json = nlohmann::json::parse(findings_json({kWell, kBad, kSoSo}));
  EXPECT_FALSE(json["ok"]);
  ASSERT_EQ(json["checks"].size(), 3U);
  EXPECT_EQ(
      json["checks"][1],
      (nlohmann::json{
          {"group", "rtsp"}, {"name", "port"}, {"status", "fail"}, {"detail", "8554 is taken"}, {"hint", "stop it"}}));
  EXPECT_TRUE(nlohmann::json::parse(findings_json({kWell, kSoSo}))["ok"]) << "warnings are no failures";
  EXPECT_NO_THROW(static_cast<void>(findings_json({{"a", {"b", CheckStatus::kOk, "\xff"}}})));
}

TEST(DoctorReport, SumsUp) {
  EXPECT_EQ(summary({kWell}), "all well");
  EXPECT_EQ(summary({kWell, kSoSo}), "nothing failed, 1 warning");
  EXPECT_EQ(summary({kWell, kBad, kSoSo, kSoSo}), "1 of 4 checks failed, 2 warnings");
}

TEST(Findings, ComeInOrderAndEnd) {
  Findings findings;
  EXPECT_FALSE(findings.next(0ms)) << "nothing has come";
  std::thread checker([&] {
    findings.begin("port");
    findings.add(kWell.result);
    findings.close();
  });
  const auto begun = findings.next(30s);
  const auto result = findings.next(30s);
  const auto end = findings.next(30s);
  checker.join();
  ASSERT_TRUE(begun && result && end);
  EXPECT_EQ(begun->begun, "port");
  ASSERT_TRUE(result->result);
  EXPECT_EQ(result->result->detail, kWell.result.detail);
  EXPECT_FALSE(end->begun || end->result);
}

}  // namespace
}  // namespace skyline::cli
