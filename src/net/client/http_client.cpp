// SPDX-License-Identifier: Apache-2.0
#include "net/client/http_client.hpp"

#include <atomic>

#include "net/client/curl_request.hpp"
#include "skyline/error.hpp"

namespace skyline::net {
namespace {

constexpr int kPollMs = 1000;  // time limits are checked by libcurl whenever it is called

/// A request is in the multi handle as long as this lives.
class Membership {
 public:
  Membership(CURLM* multi, CURL* easy) : multi_(multi), easy_(easy) { curl_multi_add_handle(multi, easy); }
  Membership(const Membership&) = delete;
  Membership& operator=(const Membership&) = delete;
  ~Membership() { curl_multi_remove_handle(multi_, easy_); }

 private:
  CURLM* multi_;
  CURL* easy_;
};

}  // namespace

class HttpClient::Impl {
 public:
  HttpResponse fetch(const HttpRequest& request) {
    CurlRequest curl(request);
    const Membership member(multi_.get(), curl.handle());
    for (int running = 1; running > 0;) {
      if (interrupted_) throw Error("interrupted");
      if (const auto code = curl_multi_perform(multi_.get(), &running); code != CURLM_OK) {
        throw Error(curl_multi_strerror(code));
      }
      if (running > 0) curl_multi_poll(multi_.get(), nullptr, 0, kPollMs, nullptr);
    }
    int left = 0;
    const auto* done = curl_multi_info_read(multi_.get(), &left);
    const auto result = done != nullptr ? done->data.result : CURLE_ABORTED_BY_CALLBACK;
    if (result != CURLE_OK) throw Error(curl.failure(result));
    return std::move(curl.response());
  }

  void interrupt(bool interrupted) noexcept {
    interrupted_ = interrupted;
    if (interrupted) curl_multi_wakeup(multi_.get());
  }

 private:
  CurlMulti multi_ = make_curl_multi();
  std::atomic<bool> interrupted_{false};
};

HttpClient::HttpClient() : impl_(std::make_unique<Impl>()) {}
HttpClient::~HttpClient() = default;
HttpResponse HttpClient::fetch(const HttpRequest& request) { return impl_->fetch(request); }
void HttpClient::interrupt() noexcept { impl_->interrupt(true); }
void HttpClient::resume() noexcept { impl_->interrupt(false); }

}  // namespace skyline::net
