// SPDX-License-Identifier: Apache-2.0
#include "net/client/curl_request.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <mutex>

#include "net/client/aws_signature.hpp"
#include "net/client/text.hpp"
#include "skyline/error.hpp"

namespace skyline::net {
namespace {

constexpr std::size_t kMostHeaders = 100;

bool is_folder(const std::string& path) {
  struct stat found {};
  return stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

// Without user, password and query: what may be shown.
std::string shown(const std::string& url) {
  auto text = url.substr(0, url.find_first_of("?#"));
  const auto scheme = text.find("://");
  if (scheme == std::string::npos) return text;
  const auto host = scheme + 3;
  const auto at = text.substr(0, text.find('/', host)).rfind('@');
  if (at != std::string::npos && at >= host) text.erase(host, at + 1 - host);
  return text;
}

}  // namespace

CurlMulti make_curl_multi() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  CurlMulti multi(curl_multi_init());
  if (!multi) throw Error("libcurl gives no handle: memory or descriptors have run out");
  return multi;
}

CurlRequest::CurlRequest(const HttpRequest& request)
    : handle_(curl_easy_init()),
      what_(fmt::format("{} {}", request.method, shown(request.url))),
      most_bytes_(request.most_bytes) {
  if (!handle_) throw Error("libcurl gives no handle: memory has run out");
  set(CURLOPT_ERRORBUFFER, reason_.data());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(CURLOPT_TCP_NODELAY, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  if (request.direct) set(CURLOPT_NOPROXY, "*");
  if (request.method == "GET") {
    set(CURLOPT_HTTPGET, 1L);
  } else if (request.method != "PUT" || !request.body.empty()) {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_COPYPOSTFIELDS, request.body.c_str());
  }
  set_headers(request);
  set_tls(request.tls);
  set(CURLOPT_HEADERFUNCTION, &CurlRequest::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &CurlRequest::on_body);
  set(CURLOPT_WRITEDATA, this);
}

void CurlRequest::check(CURLcode code) {
  if (code != CURLE_OK) throw Error(fmt::format("libcurl takes a setting not: {}", curl_easy_strerror(code)));
}

void CurlRequest::add_header(const std::string& line) {
  // Bytes that would end the line would begin another header.
  if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
    throw Error(fmt::format("{}: the header {} has a line break or a zero byte in its value", what_,
                            line.substr(0, line.find(':'))));
  }
  auto* longer = curl_slist_append(headers_.get(), line.c_str());
  if (longer == nullptr) throw Error("memory has run out");
  static_cast<void>(headers_.release());
  headers_.reset(longer);
}

void CurlRequest::set_headers(const HttpRequest& request) {
  add_header("Expect:");  // an interim reply would be waited for, up to a second
  for (const auto& [name, value] : request.headers) add_header(fmt::format("{}: {}", name, value));
  if (request.signing) sign(request);
  set(CURLOPT_HTTPHEADER, headers_.get());
}

void CurlRequest::sign(const HttpRequest& request) {
  const CurlUrl url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, request.url.c_str(), 0) != CURLUE_OK) {
    throw Error(fmt::format("{}: this is not a URL", what_));
  }
  const auto part = [&url](CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    const bool found = curl_url_get(url.get(), which, &text, flags) == CURLUE_OK;
    const std::unique_ptr<char, CurlDeleter<curl_free>> owner(text);
    return std::string(found ? text : "");
  };
  const auto port = part(CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
  const auto host = part(CURLUPART_HOST) + (port.empty() ? "" : ":" + port);
  // What is signed is what is sent, not what libcurl would make of the URL.
  add_header("Host: " + host);
  const auto path = part(CURLUPART_PATH);
  const auto query = part(CURLUPART_QUERY);
  const ToSign signed_part{request.method, host, path, query, request.headers, request.body};
  for (const auto& [name, value] : net::sign(signed_part, *request.signing, std::chrono::system_clock::now())) {
    add_header(fmt::format("{}: {}", name, value));
  }
}

void CurlRequest::set_tls(const Tls& tls) {
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!tls.ca_file.empty()) set(is_folder(tls.ca_file) ? CURLOPT_CAPATH : CURLOPT_CAINFO, tls.ca_file.c_str());
  if (!tls.certificate.empty()) set(CURLOPT_SSLCERT, tls.certificate.c_str());
  if (!tls.private_key.empty()) set(CURLOPT_SSLKEY, tls.private_key.c_str());
}

std::string CurlRequest::failure(CURLcode code) const {
  if (too_long_) return fmt::format("{} failed: the reply is longer than {} bytes", what_, most_bytes_);
  return fmt::format("{} failed: {}", what_, reason_[0] != '\0' ? reason_.data() : curl_easy_strerror(code));
}

std::size_t CurlRequest::on_header(const char* data, std::size_t size, std::size_t count, void* self) {
  auto& response = static_cast<CurlRequest*>(self)->response_;
  const std::string_view line(data, size * count);
  if (line.starts_with("HTTP/")) {
    response.headers.clear();  // those of an interim reply or of a proxy
    const auto space = line.find(' ');
    response.status = space == std::string_view::npos ? 0 : std::atoi(std::string(line.substr(space)).c_str());
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    if (response.headers.size() >= kMostHeaders) return 0;
    response.headers.emplace_back(lower(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1)));
  }
  return size * count;
}

std::size_t CurlRequest::on_body(const char* data, std::size_t size, std::size_t count, void* self) {
  auto& request = *static_cast<CurlRequest*>(self);
  if (request.response_.body.size() + size * count > request.most_bytes_) {
    request.too_long_ = true;
    return 0;
  }
  request.response_.body.append(data, size * count);
  return size * count;
}

std::string_view HttpResponse::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &Headers::value_type::first);
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

std::optional<std::chrono::system_clock::time_point> HttpResponse::date() const {
  const auto text = header("date");
  const auto seconds = text.empty() ? -1 : curl_getdate(std::string(text).c_str(), nullptr);
  if (seconds < 0) return std::nullopt;
  return std::chrono::system_clock::from_time_t(seconds);
}

}  // namespace skyline::net
