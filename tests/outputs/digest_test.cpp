// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/digest.hpp"

#include <gtest/gtest.h>

namespace skyline::rtsp {
namespace {

// The examples of RFC 7616, section 3.9.1.
TEST(Digest, GivesTheResponsesOfTheRfc) {
  DigestInput input{"Mufasa", "http-auth@example.org", "Circle of Life",
                    "GET",    "/dir/index.html",       "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"};
  input.nc = "00000001";
  input.cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
  input.qop = "auth";
  EXPECT_EQ(digest_response(DigestHash::kMd5, input), "8ca523f5e9506fed4657c9700eebdbec");
  EXPECT_EQ(digest_response(DigestHash::kSha256, input),
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
}

// RFC 2069, section 2.4, as corrected by its errata.
TEST(Digest, GivesTheResponseOfOldClientsWithoutQop) {
  const DigestInput input{"Mufasa", "testrealm@host.com", "CircleOfLife",
                          "GET",    "/dir/index.html",    "dcd98b7102dd2f0e8b11d0f600bfb0c093"};
  EXPECT_EQ(digest_response(DigestHash::kMd5, input), "1949323746fe6a43ef61f9606e7febea");
}

TEST(Digest, AsksWithNonceAlgorithmAndQop) {
  EXPECT_EQ(digest_challenge(DigestHash::kSha256, "r", "n", true),
            "Digest realm=\"r\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\", stale=true");
  EXPECT_EQ(digest_challenge(DigestHash::kMd5, "r", "n", false),
            "Digest realm=\"r\", nonce=\"n\", algorithm=MD5, qop=\"auth\"");
}

TEST(Authorization, ReadsQuotedAndBareValues) {
  const auto parsed =
      parse_authorization(R"(Digest USERNAME="a \"b\" c", nc=00000001,qop = auth , uri="rtsp://h/x,y")");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->scheme, "digest");
  EXPECT_EQ(parsed->get("username"), "a \"b\" c");
  EXPECT_EQ(parsed->get("nc"), "00000001");
  EXPECT_EQ(parsed->get("qop"), "auth");
  EXPECT_EQ(parsed->get("uri"), "rtsp://h/x,y");
  EXPECT_EQ(parsed->get("realm"), "");
}

TEST(Authorization, RefusesWhatIsMalformed) {
  for (const auto* text : {"Digest a=\"open", "Digest a=\"x\\", "Digest a", "Digest =x", "Digest a=1, a=2",
                           "Digest a=\"x\"y", "Digest a=\"x\x01\""}) {
    EXPECT_FALSE(parse_authorization(text)) << text;
  }
  EXPECT_FALSE(parse_authorization("Digest a=\"" + std::string(5000, 'x') + "\""));
}

TEST(Authorization, EveryTruncationIsDefined) {
  const std::string whole =
      R"(Digest username="me", realm="SkyLine", nonce="0123", uri="/live", response="ab", nc=00000001)";
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    const auto parsed = parse_authorization(whole.substr(0, length));
    if (length == whole.size()) {
      EXPECT_TRUE(parsed);
      EXPECT_EQ(parsed->params.size(), 6U);
    } else if (parsed) {
      EXPECT_LE(parsed->params.size(), 6U);
    }
  }
}

TEST(Base64, DecodesOrRefuses) {
  EXPECT_EQ(decode_base64("am9lOnNlY3JldA=="), "joe:secret");
  EXPECT_EQ(decode_base64("YWJj"), "abc");
  for (const auto* text : {"", "a", "abc", "am9l*nNl", "===="}) EXPECT_NE(decode_base64(text), "abc") << text;
  EXPECT_FALSE(decode_base64("abc"));
}

TEST(Algorithm, IsMd5WhenNotNamed) {
  EXPECT_EQ(algorithm_by_name(""), DigestHash::kMd5);
  EXPECT_EQ(algorithm_by_name("md5"), DigestHash::kMd5);
  EXPECT_EQ(algorithm_by_name("sha-256"), DigestHash::kSha256);
  EXPECT_FALSE(algorithm_by_name("MD5-sess"));
}

}  // namespace
}  // namespace skyline::rtsp
