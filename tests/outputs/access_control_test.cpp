// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/access_control.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace skyline::rtsp {
namespace {

using std::chrono::seconds;
using Check = Nonces::Check;

constexpr SteadyTime kBegin{seconds{1000}};
constexpr auto kUri = "rtsp://host:8554/live";

class AccessControlTest : public testing::Test {
 protected:
  struct Given {
    std::string user = "joe";
    std::string password = "secret";
    std::string realm = "SkyLine";
    std::string uri = kUri;
    std::string method = "DESCRIBE";
    std::string nc = "00000001";
    std::string qop = "auth";
    DigestHash hash = DigestHash::kSha256;
  };

  std::string header(const Given& given, const std::string& nonce) const {
    const bool counted = !given.qop.empty();
    const DigestInput input{given.user,
                            given.realm,
                            given.password,
                            given.method,
                            given.uri,
                            nonce,
                            counted ? std::string_view(given.nc) : "",
                            counted ? "c" : "",
                            given.qop};
    auto text = fmt::format(R"(Digest username="{}", realm="{}", nonce="{}", uri="{}", response="{}", algorithm={})",
                            given.user, given.realm, nonce, given.uri, digest_response(given.hash, input),
                            algorithm_name(given.hash));
    if (counted) text += fmt::format(R"(, qop={}, nc={}, cnonce="c")", given.qop, given.nc);
    return text;
  }

  Verdict check(const std::string& header, SteadyTime now = kBegin, std::string_view method = "DESCRIBE") {
    return access_.check({method, kUri, header}, nonces_, now).verdict;
  }

  static std::vector<Viewer> viewers() {
    std::vector<Viewer> all;
    all.push_back({"joe", Secret("secret"), {"/live"}});
    return all;
  }

  Nonces nonces_;
  AccessControl access_{"SkyLine", viewers(), false};
};

TEST_F(AccessControlTest, LetsInWhoKnowsThePassword) {
  for (const auto hash : {DigestHash::kMd5, DigestHash::kSha256}) {
    for (const auto* qop : {"auth", ""}) {
      const auto nonce = nonces_.issue(kBegin);
      EXPECT_EQ(check(header({.qop = qop, .hash = hash}, nonce)), Verdict::kGood) << qop;
    }
  }
}

TEST_F(AccessControlTest, SlashesAndAuthoritiesMayDiffer) {
  const auto nonce = nonces_.issue(kBegin);
  EXPECT_EQ(check(header({.uri = "rtsp://other/live/"}, nonce)), Verdict::kGood);
  EXPECT_EQ(check(header({.uri = "/live", .nc = "00000002"}, nonce)), Verdict::kGood);
}

TEST_F(AccessControlTest, RefusesWhatDoesNotMatch) {
  const auto nonce = nonces_.issue(kBegin);
  const Given wrong[] = {{.user = "ann"},    {.password = "Secret"}, {.realm = "Other"},
                         {.uri = "/other"},  {.method = "PLAY"},     {.nc = "0000001"},
                         {.nc = "00000000"}, {.nc = "0000000g"},     {.qop = "auth-int"}};
  for (const auto& given : wrong) {
    EXPECT_EQ(check(header(given, nonce)), Verdict::kWrong) << header(given, nonce);
  }
  EXPECT_EQ(check(header({}, "00112233445566778899aabbccddeeff")), Verdict::kWrong) << "a nonce of another connection";
  EXPECT_EQ(check(""), Verdict::kMissing);
  EXPECT_EQ(check("Digest"), Verdict::kWrong);
  EXPECT_EQ(check("Bearer x"), Verdict::kWrong);
}

TEST_F(AccessControlTest, AReplayIsRefused) {
  const auto nonce = nonces_.issue(kBegin);
  const auto second = header({.nc = "00000002"}, nonce);
  EXPECT_EQ(check(second), Verdict::kGood);
  EXPECT_EQ(check(second), Verdict::kWrong);
  EXPECT_EQ(check(header({.nc = "00000001"}, nonce)), Verdict::kWrong);
  EXPECT_EQ(check(header({.qop = ""}, nonce)), Verdict::kWrong) << "who has counted goes on";
  EXPECT_EQ(check(header({.nc = "00000003"}, nonce)), Verdict::kGood);
}

TEST_F(AccessControlTest, AnOldNonceIsStaleOnlyForWhoKnowsThePassword) {
  const auto nonce = nonces_.issue(kBegin);
  EXPECT_EQ(check(header({}, nonce), kBegin + seconds{29}), Verdict::kGood);
  EXPECT_EQ(check(header({.nc = "00000002"}, nonce), kBegin + seconds{30}), Verdict::kStale);
  EXPECT_EQ(check(header({.password = "x"}, nonce), kBegin + seconds{30}), Verdict::kWrong);
}

TEST_F(AccessControlTest, BasicOnlyWhenOffered) {
  const auto joe_secret = "Basic am9lOnNlY3JldA==";
  EXPECT_EQ(check(joe_secret), Verdict::kWrong);
  const AccessControl basic("SkyLine", viewers(), true);
  EXPECT_EQ(basic.check({"DESCRIBE", kUri, joe_secret}, nonces_, kBegin).verdict, Verdict::kGood);
  EXPECT_EQ(basic.check({"DESCRIBE", kUri, "Basic am9lOnNlY3JleA=="}, nonces_, kBegin).verdict, Verdict::kWrong);
  EXPECT_EQ(basic.check({"DESCRIBE", kUri, "Basic ???"}, nonces_, kBegin).verdict, Verdict::kWrong);
}

TEST_F(AccessControlTest, AsksForTheBetterHashFirst) {
  const auto headers = access_.challenges(nonces_, false, kBegin);
  ASSERT_EQ(headers.size(), 2U);
  EXPECT_NE(headers[0].find("algorithm=SHA-256"), std::string::npos);
  EXPECT_NE(headers[1].find("algorithm=MD5"), std::string::npos);
}

TEST(Viewer, WatchesItsPathsAndWhatIsBelow) {
  const Viewer one{"joe", Secret("x"), {"/live"}};
  EXPECT_TRUE(one.may_watch("/live"));
  EXPECT_TRUE(one.may_watch("/live/stream=0"));
  EXPECT_FALSE(one.may_watch("/live2"));
  EXPECT_FALSE(one.may_watch("/"));
  EXPECT_TRUE((Viewer{"joe", Secret("x"), {}}.may_watch("/any")));
}

TEST(Nonces, AreFewAndRandom) {
  Nonces nonces;
  const auto first = nonces.issue(kBegin);
  EXPECT_EQ(first.size(), 32U);
  EXPECT_EQ(nonces.look(first, kBegin), Check::kGood);
  for (int i = 0; i < 4; ++i) EXPECT_NE(nonces.issue(kBegin), first);
  EXPECT_EQ(nonces.look(first, kBegin), Check::kUnknown);
}

TEST(Throttle, SilenceGrowsWithFailures) {
  Throttle throttle;
  auto now = kBegin;
  for (int i = 0; i < Throttle::kFree; ++i) throttle.failed("a", now);
  EXPECT_FALSE(throttle.blocked("a", now));
  for (const auto wait : {1, 2, 4, 8, 16, 32, 60, 60}) {
    throttle.failed("a", now);
    EXPECT_TRUE(throttle.blocked("a", now + seconds{wait} - std::chrono::milliseconds{1})) << wait;
    EXPECT_FALSE(throttle.blocked("b", now));
    now += seconds{wait};
    EXPECT_FALSE(throttle.blocked("a", now)) << wait;
  }
  throttle.succeeded("a");
  throttle.failed("a", now);
  EXPECT_FALSE(throttle.blocked("a", now));
}

TEST(Throttle, RemembersABoundedNumberOfAddresses) {
  Throttle throttle;
  for (int i = 0; i <= Throttle::kFree; ++i) throttle.failed("first", kBegin);
  EXPECT_TRUE(throttle.blocked("first", kBegin));
  for (int i = 0; i < 1024; ++i) throttle.failed(std::to_string(i), kBegin + seconds{1});
  EXPECT_FALSE(throttle.blocked("first", kBegin));
}

}  // namespace
}  // namespace skyline::rtsp
