// SPDX-License-Identifier: Apache-2.0
#include "emulator/signature.hpp"

#include <gtest/gtest.h>

#include "emulator/service_error.hpp"

namespace skyline::emulator {
namespace {

using namespace std::chrono_literals;

// The date, keys and scope of the examples that AWS publishes for the signature.
constexpr std::int64_t kExampleTime = 1'440'938'160;  // 2015-08-30T12:36:00Z
const SignatureScope kScope{"us-east-1", "service"};

struct Example {
  const char* name;
  net::RequestHead head;
  std::string body;
  const char* signed_headers;
  const char* signature;
};

std::vector<Example> examples() {
  const std::pair<std::string, std::string> host{"Host", "example.amazonaws.com"};
  return {
      {"get-vanilla",
       {"GET", "/", "", {host}},
       "",
       "host;x-amz-date",
       "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {"get-vanilla-query-order-key-case",
       {"GET", "/", "Param2=value2&Param1=value1", {host}},
       "",
       "host;x-amz-date",
       "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
      {"post-vanilla",
       {"POST", "/", "", {host}},
       "",
       "host;x-amz-date",
       "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
      {"get-header-value-trim",
       {"GET", "/", "", {host, {"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}}},
       "",
       "host;my-header1;my-header2;x-amz-date",
       "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
      {"post-x-www-form-urlencoded",
       {"POST", "/", "", {host, {"Content-Type", "application/x-www-form-urlencoded"}}},
       "Param1=value1",
       "content-type;host;x-amz-date",
       "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
  };
}

class SignatureTest : public testing::Test {
 protected:
  SignatureTest() { keys_.add("AKIDEXAMPLE", {Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), Secret{}}); }

  static net::RequestHead complete(const Example& example) {
    auto head = example.head;
    head.headers.emplace_back("X-Amz-Date", "20150830T123600Z");
    head.headers.emplace_back(
        "Authorization", std::string("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                                     "SignedHeaders=") +
                             example.signed_headers + ", Signature=" + example.signature);
    return head;
  }
  /// The name of the refusal, or the access key id.
  std::string verify(const net::RequestHead& head, const std::string& body, std::chrono::seconds later = 0s) {
    try {
      const auto now = std::chrono::system_clock::from_time_t(kExampleTime) + later;
      return verify_signature(head, body, keys_, kScope, now);
    } catch (const ServiceError& error) {
      EXPECT_EQ(error.status(), 403);
      return error.name();
    }
  }

  KeyRing keys_;
};

TEST_F(SignatureTest, HoldsForWhatAwsPublishes) {
  for (const auto& example : examples()) {
    EXPECT_EQ(verify(complete(example), example.body), "AKIDEXAMPLE") << example.name;
  }
}

TEST_F(SignatureTest, BreaksWhenAnythingSignedChanges) {
  const auto example = examples().back();
  const auto good = complete(example);
  EXPECT_EQ(verify(good, "Param1=value2"), "InvalidSignatureException");
  for (std::size_t i = 0; i + 1 < good.headers.size(); ++i) {
    auto changed = good;
    changed.headers[i].second = "20150830T123601Z";
    EXPECT_EQ(verify(changed, example.body), "InvalidSignatureException") << changed.headers[i].first;
  }
  auto path = good;
  path.path = "/x";
  EXPECT_EQ(verify(path, example.body), "InvalidSignatureException");
  auto query = good;
  query.query = "a=b";
  EXPECT_EQ(verify(query, example.body), "InvalidSignatureException");
}

TEST_F(SignatureTest, TakesTheHostWithAPortThatWasNotSigned) {
  const auto example = examples().front();
  auto head = complete(example);
  head.headers.front().second += ":8443";
  EXPECT_EQ(verify(head, ""), "AKIDEXAMPLE");
}

TEST_F(SignatureTest, HoldsFor15Minutes) {
  const auto head = complete(examples().front());
  EXPECT_EQ(verify(head, "", 15min), "AKIDEXAMPLE");
  EXPECT_EQ(verify(head, "", -15min), "AKIDEXAMPLE");
  EXPECT_EQ(verify(head, "", 15min + 1s), "InvalidSignatureException");
  EXPECT_EQ(verify(head, "", -15min - 1s), "InvalidSignatureException");
}

TEST_F(SignatureTest, SaysWhatIsMissing) {
  auto head = complete(examples().front());
  auto& authorization = head.headers.back().second;
  const auto good = authorization;
  for (const auto& [text, name] : std::vector<std::pair<std::string, std::string>>{
           {"", "MissingAuthenticationTokenException"},
           {"Basic abc", "IncompleteSignatureException"},
           {"AWS4-HMAC-SHA256", "IncompleteSignatureException"},
           {"AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=d", "IncompleteSignatureException"},
           {"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=x-amz-date, Signature=a",
            "IncompleteSignatureException"},
           {"AWS4-HMAC-SHA256 Credential=OTHER/20150830/us-east-1/service/aws4_request, SignedHeaders=host, "
            "Signature=a",
            "UnrecognizedClientException"},
           {"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-2/service/aws4_request, SignedHeaders=host, "
            "Signature=a",
            "InvalidSignatureException"},
       }) {
    authorization = text;
    EXPECT_EQ(verify(head, ""), name) << text;
  }
  // No part of a good one is enough.
  for (std::size_t size = 0; size < good.size(); ++size) {
    authorization = good.substr(0, size);
    EXPECT_NE(verify(head, ""), "AKIDEXAMPLE") << size;
  }
}

TEST_F(SignatureTest, ChecksSessionTokens) {
  auto head = complete(examples().front());
  const auto expires = std::chrono::system_clock::from_time_t(kExampleTime) + 1min;
  keys_.add("AKIDEXAMPLE", {Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), Secret("token"), expires});
  EXPECT_EQ(verify(head, ""), "UnrecognizedClientException");
  head.headers.emplace_back("x-amz-security-token", "token");  // which need not be signed
  EXPECT_EQ(verify(head, ""), "AKIDEXAMPLE");
  EXPECT_EQ(verify(head, "", 1min), "ExpiredTokenException");
}

}  // namespace
}  // namespace skyline::emulator
