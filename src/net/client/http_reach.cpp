// SPDX-License-Identifier: Apache-2.0
#include "net/client/http_reach.hpp"

#include <algorithm>

#include "net/client/curl_request.hpp"

namespace skyline::net {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using Step = Reach::Step;

// Since the beginning of the request; 0: the step was not reached.
microseconds time_of(CURL* handle, CURLINFO which) {
  curl_off_t time = 0;
  return microseconds{curl_easy_getinfo(handle, which, &time) == CURLE_OK ? time : 0};
}

milliseconds between(microseconds begin, microseconds end) {
  return duration_cast<milliseconds>(std::max(end - begin, microseconds{0}));
}

// A time limit may end any step: what was reached before tells which. libcurl notes the time of a connection only when
// TLS is done, its address at once.
Step step_of(CURLcode code, const Reach& reach, bool secured) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return Step::kName;
    case CURLE_COULDNT_CONNECT: return Step::kConnection;
    case CURLE_SSL_CACERT_BADFILE: return Step::kTls;
    default: break;
  }
  if (!reach.address.empty()) return secured ? Step::kReply : Step::kTls;
  return reach.name_known ? Step::kConnection : Step::kName;
}

}  // namespace

Reach reach(const HttpRequest& request) {
  static_cast<void>(make_curl_multi());  // initialises the library
  CurlRequest curl(request);
  auto* const handle = curl.handle();
  const auto code = curl_easy_perform(handle);
  const auto name = time_of(handle, CURLINFO_NAMELOOKUP_TIME_T);
  const auto connection = time_of(handle, CURLINFO_CONNECT_TIME_T);
  const auto tls = time_of(handle, CURLINFO_APPCONNECT_TIME_T);
  const bool with_tls = request.url.starts_with("https:");

  Reach reach;
  reach.name_known = name.count() > 0;
  reach.name_time = duration_cast<milliseconds>(name);
  reach.connection_time = between(name, connection);
  if (with_tls) reach.tls_time = between(connection, tls);
  reach.reply_time = between(time_of(handle, CURLINFO_PRETRANSFER_TIME_T), time_of(handle, CURLINFO_TOTAL_TIME_T));
  const char* address = nullptr;
  if (curl_easy_getinfo(handle, CURLINFO_PRIMARY_IP, &address) == CURLE_OK && address != nullptr) {
    reach.address = address;
  }
  if (code == CURLE_OK) {
    reach.response = std::move(curl.response());
  } else {
    reach.failed = step_of(code, reach, !with_tls || tls.count() > 0);
    reach.failure = curl.failure(code);
  }
  return reach;
}

}  // namespace skyline::net
