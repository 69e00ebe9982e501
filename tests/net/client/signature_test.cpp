// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "net/client/http_client.hpp"
#include "support/http_peer.hpp"
#include "support/process.hpp"

namespace skyline::net {
namespace {

using namespace std::chrono_literals;
using test::http_answer;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kKey = "AKIDEXAMPLE";
constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
// Debian's own, which has botocore.
constexpr const char* kPython = "/usr/bin/python3";

class Signature : public testing::Test {
 protected:
  Signature() {
    request.url = peer.url("/describeStream");
    request.body = R"({"StreamName":"front door"})";
    request.headers = {{"Content-Type", "application/json"}};
    request.signing = Signing{"eu-west-1", "kinesisvideo", kKey, Secret(kSecret), {}, 0ms};
  }

  test::HttpSeen send() {
    static_cast<void>(client.fetch(request));
    return peer.seen().back();
  }
  /// What botocore says to it.
  std::string verdict(const test::HttpSeen& seen, const std::string& service = "kinesisvideo") const {
    const auto file = folder.file("request");
    std::ofstream(file, std::ios::binary) << seen.raw;
    return test::run_process({kPython, "-B", VERIFY_SIGNATURE, file, kKey, kSecret, "eu-west-1", service, "body"})
        .output;
  }

  test::HttpPeer peer{[](const auto&) { return http_answer(200, "{}"); }};
  test::TemporaryFolder folder;
  HttpClient client;
  HttpRequest request;
};

TEST_F(Signature, OfAJsonPost) {
  const auto seen = send();
  EXPECT_EQ(seen.body, request.body);
  EXPECT_THAT(seen.headers.at("host"), HasSubstr(":"));  // the port is signed, as it is sent
  EXPECT_THAT(verdict(seen), StartsWith("match"));
  EXPECT_THAT(seen.raw, Not(HasSubstr(kSecret)));
}

TEST_F(Signature, CoversTheSessionToken) {
  request.signing->session_token = Secret("FwoGZXIvYXdzEBYaD//+/=");
  const auto seen = send();
  EXPECT_EQ(seen.headers.at("x-amz-security-token"), "FwoGZXIvYXdzEBYaD//+/=");
  EXPECT_THAT(verdict(seen), StartsWith("match"));
  EXPECT_THAT(verdict(seen), HasSubstr("x-amz-security-token"));
}

TEST_F(Signature, CoversTheServicesOwnHeaders) {
  request.headers.emplace_back("x-amzn-stream-name", "front-door");
  request.headers.emplace_back("x-amzn-fragment-timecode-type", "ABSOLUTE");
  request.headers.emplace_back("x-amzn-producer-start-timestamp", "1795385778.473");
  request.headers.emplace_back("x-amzn-fragment-acknowledgment-required", "1");
  request.headers.emplace_back("X-Amzn-Upper-Case", "  Two   blanks  ");
  const auto said = verdict(send());
  EXPECT_THAT(said, StartsWith("match"));
  EXPECT_THAT(said, HasSubstr("x-amzn-fragment-acknowledgment-required;x-amzn-fragment-timecode-type;"
                              "x-amzn-producer-start-timestamp;x-amzn-stream-name"));
}

TEST_F(Signature, IsDatedByTheServicesClock) {
  for (const auto skew : {std::chrono::hours{0}, std::chrono::hours{-400}, std::chrono::hours{30}}) {
    request.signing->clock_skew = skew;
    const auto seen = send();
    EXPECT_THAT(verdict(seen), StartsWith("match"));
    std::tm date{};
    ASSERT_NE(strptime(seen.headers.at("x-amz-date").c_str(), "%Y%m%dT%H%M%SZ", &date), nullptr);
    const auto off = std::chrono::system_clock::from_time_t(timegm(&date)) - std::chrono::system_clock::now() - skew;
    EXPECT_LT(std::chrono::abs(off), 20s);
  }
}

TEST_F(Signature, OfAGetAndAFormAndAnEmptyBody) {
  request.method = "GET";
  request.body.clear();
  request.headers.clear();
  EXPECT_THAT(verdict(send()), StartsWith("match"));
  request.url = peer.url("/a%20b/c~d?b=2&a=1&a=0&flag&x=%2F");
  EXPECT_THAT(verdict(send()), StartsWith("match"));
  request.method = "POST";
  EXPECT_THAT(verdict(send()), StartsWith("match"));
  request.signing->service = "sts";
  request.url = peer.url("/");
  request.body = "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fa";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  EXPECT_THAT(verdict(send(), "sts"), StartsWith("match"));
}

}  // namespace
}  // namespace skyline::net
