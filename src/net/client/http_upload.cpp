// SPDX-License-Identifier: Apache-2.0
#include "net/client/http_upload.hpp"

#include <algorithm>
#include <optional>

#include "net/client/curl_request.hpp"
#include "skyline/error.hpp"

namespace skyline::net {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kStatusOk = 200;
constexpr int kLongestPollMs = 1000;

int milliseconds_until(SteadyClock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, kLongestPollMs));
}

}  // namespace

class HttpUpload::Impl {
 public:
  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { cancel(); }

  void begin(const HttpRequest& request, Peer& peer) {
    cancel();
    failure_.clear();
    response_ = {};
    peer_ = &peer;
    auto streaming = request;
    streaming.headers.emplace_back("Transfer-Encoding", "chunked");
    curl_.emplace(streaming);
    curl_->set(CURLOPT_POST, 1L);
    curl_->set(CURLOPT_POSTFIELDS, static_cast<char*>(nullptr));
    curl_->set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(-1));
    curl_->set(CURLOPT_READFUNCTION, &Impl::on_read);
    curl_->set(CURLOPT_READDATA, this);
    curl_->set(CURLOPT_WRITEFUNCTION, &Impl::on_body);
    curl_->set(CURLOPT_WRITEDATA, this);
    curl_->set(CURLOPT_FORBID_REUSE, 1L);
    curl_multi_add_handle(multi_.get(), curl_->handle());
  }

  bool drive(SteadyClock::time_point deadline) {
    if (!curl_) return false;
    int running = 0;
    perform(running);
    if (running > 0) {
      curl_multi_poll(multi_.get(), nullptr, 0, milliseconds_until(deadline), nullptr);
      perform(running);
    }
    if (running > 0) return true;
    int left = 0;
    const auto* done = curl_multi_info_read(multi_.get(), &left);
    const auto result = done != nullptr ? done->data.result : CURLE_ABORTED_BY_CALLBACK;
    if (result != CURLE_OK && failure_.empty()) failure_ = curl_->failure(result);
    cancel();
    return false;
  }

  void more() {
    if (curl_ && paused_) {
      paused_ = false;
      curl_easy_pause(curl_->handle(), CURLPAUSE_CONT);
    }
  }

  void cancel() {
    if (!curl_) return;
    curl_multi_remove_handle(multi_.get(), curl_->handle());
    response_ = std::move(curl_->response());
    curl_.reset();
    paused_ = false;
  }

  [[nodiscard]] bool active() const { return curl_.has_value(); }
  [[nodiscard]] const HttpResponse& response() { return curl_ ? curl_->response() : response_; }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  void wake() noexcept { curl_multi_wakeup(multi_.get()); }

 private:
  void perform(int& running) {
    const auto code = curl_multi_perform(multi_.get(), &running);
    if (code != CURLM_OK) throw Error(curl_multi_strerror(code));
  }

  static std::size_t on_read(char* to, std::size_t size, std::size_t count, void* self) {
    auto& upload = *static_cast<Impl*>(self);
    std::size_t filled = 0;
    switch (upload.peer_->fill(to, size * count, filled)) {
      case Peer::Fill::kBytes: return filled;
      case Peer::Fill::kEnd: return 0;
      case Peer::Fill::kNothingNow: break;
    }
    upload.paused_ = true;
    return CURL_READFUNC_PAUSE;
  }

  static std::size_t on_body(const char* data, std::size_t size, std::size_t count, void* self) {
    auto& upload = *static_cast<Impl*>(self);
    if (upload.response().status != kStatusOk) {
      return CurlRequest::on_body(data, size, count, &*upload.curl_);
    }
    try {
      upload.peer_->receive({data, size * count});
      return size * count;
    } catch (const std::exception& error) {
      upload.failure_ = error.what();
      return 0;
    }
  }

  CurlMulti multi_ = make_curl_multi();
  std::optional<CurlRequest> curl_;
  Peer* peer_ = nullptr;
  bool paused_ = false;
  HttpResponse response_;
  std::string failure_;
};

HttpUpload::HttpUpload() : impl_(std::make_unique<Impl>()) {}
HttpUpload::~HttpUpload() = default;
void HttpUpload::begin(const HttpRequest& request, Peer& peer) { impl_->begin(request, peer); }
bool HttpUpload::drive(SteadyClock::time_point deadline) { return impl_->drive(deadline); }
void HttpUpload::more() { impl_->more(); }
void HttpUpload::cancel() { impl_->cancel(); }
bool HttpUpload::active() const { return impl_->active(); }
const HttpResponse& HttpUpload::response() const { return impl_->response(); }
const std::string& HttpUpload::failure() const { return impl_->failure(); }
void HttpUpload::wake() noexcept { impl_->wake(); }

}  // namespace skyline::net
