// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>

#include "outputs/rtsp/digest.hpp"
#include "support/rtsp_raw_client.hpp"

namespace skyline::test {

struct Login {
  std::string user = "joe";
  std::string password = "se:cret";
  rtsp::DigestHash hash = rtsp::DigestHash::kSha256;
  int count = 1;
};

/// The Authorization header that answers a 401.
inline std::string answer(const RtspReply& challenge, const std::string& method, const std::string& url,
                          const Login& login = {}) {
  const auto asked = rtsp::parse_authorization(challenge.header("www-authenticate"));
  if (!asked) return {};
  const auto nc = fmt::format("{:08x}", login.count);
  const rtsp::DigestInput input{
      login.user, asked->get("realm"), login.password, method, url, asked->get("nonce"), nc, "c0", "auth"};
  return fmt::format(R"(Digest username="{}", realm="{}", nonce="{}", uri="{}", )", login.user, asked->get("realm"),
                     asked->get("nonce"), url) +
         fmt::format(R"(response="{}", algorithm={}, qop=auth, nc={}, cnonce="c0")",
                     rtsp::digest_response(login.hash, input), rtsp::algorithm_name(login.hash), nc);
}

}  // namespace skyline::test
