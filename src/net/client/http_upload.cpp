// SPDX-License-Identifier: Apache-2.0
#include "net/client/http_upload.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

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

// libcurl's own wake-up is a pair of sockets, which costs several times as much; this is done for every unit sent.
class WakeUp {
 public:
  WakeUp() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (descriptor_ < 0) throw Error("the system gives no event descriptor: descriptors have run out");
  }
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;
  ~WakeUp() { close(descriptor_); }

  void raise() const noexcept { eventfd_write(descriptor_, 1); }
  void lower() const noexcept {
    eventfd_t count = 0;
    eventfd_read(descriptor_, &count);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  const int descriptor_;
};

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
    curl_->set(CURLOPT_SOCKOPTFUNCTION, &Impl::on_socket);
    curl_->set(CURLOPT_SOCKOPTDATA, this);
    curl_multi_add_handle(multi_.get(), curl_->handle());
  }

  bool turn() {
    if (!curl_) return false;
    int running = 0;
    perform(running);
    // After bytes the peer is asked whether there are more, which need not wait for a turn.
    if (running > 0 && std::exchange(filled_, false) && !paused_) perform(running);
    if (running > 0 && watch()) return true;
    int left = 0;
    const auto* done = curl_multi_info_read(multi_.get(), &left);
    const auto result = done != nullptr ? done->data.result : CURLE_ABORTED_BY_CALLBACK;
    if (running > 0 && failure_.empty()) failure_ = "the server ended its reply before the body had ended";
    if (result != CURLE_OK && failure_.empty()) failure_ = curl_->failure(result);
    cancel();
    return false;
  }

  void wait(SteadyClock::time_point deadline) {
    std::vector<pollfd> polled;
    {
      const std::lock_guard lock(watched_mutex_);
      polled = watched_;
      deadline = std::min(deadline, timer_);
    }
    polled.push_back({.fd = wake_up_.descriptor(), .events = POLLIN, .revents = 0});
    poll(polled.data(), polled.size(), milliseconds_until(deadline));
    if (polled.back().revents != 0) wake_up_.lower();
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
    largest_socket_ = -1;
    body_begun_ = false;
    paused_ = false;
    const std::lock_guard lock(watched_mutex_);
    watched_.clear();
    timer_ = SteadyClock::time_point::max();
  }

  [[nodiscard]] bool active() const { return curl_.has_value(); }
  [[nodiscard]] bool resting() const { return curl_.has_value() && paused_; }
  [[nodiscard]] const HttpResponse& response() { return curl_ ? curl_->response() : response_; }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  void wake() noexcept { wake_up_.raise(); }

 private:
  void perform(int& running) {
    const auto code = curl_multi_perform(multi_.get(), &running);
    if (code != CURLM_OK) throw Error(curl_multi_strerror(code));
  }

  // Notes what wait() is to wait for. False when libcurl no longer waits for the reply, though the body has begun: it
  // is over, or the connection was closed, and libcurl would notice nothing as long as the body has nothing to send.
  [[nodiscard]] bool watch() {
    long timeout_ms = -1;
    curl_multi_timeout(multi_.get(), &timeout_ms);
    const auto timer =
        timeout_ms < 0 ? SteadyClock::time_point::max() : SteadyClock::now() + std::chrono::milliseconds{timeout_ms};
    auto watched = sockets();
    const bool reads = std::ranges::any_of(watched, [](const pollfd& socket) { return (socket.events & POLLIN) != 0; });
    const std::lock_guard lock(watched_mutex_);
    watched_ = std::move(watched);
    timer_ = timer;
    return reads || !body_begun_;
  }

  [[nodiscard]] std::vector<pollfd> sockets() {
    const auto either = static_cast<short>(paused_ ? POLLIN : POLLIN | POLLOUT);
    // What a set cannot hold is watched for all that may come.
    if (largest_socket_ >= FD_SETSIZE) return {{.fd = largest_socket_, .events = either, .revents = 0}};
    fd_set readable;
    fd_set writable;
    fd_set others;
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    FD_ZERO(&others);
    int most = -1;
    curl_multi_fdset(multi_.get(), &readable, &writable, &others, &most);
    std::vector<pollfd> found;
    for (int socket = 0; socket <= most; ++socket) {
      const int events = (FD_ISSET(socket, &readable) ? POLLIN : 0) | (FD_ISSET(socket, &writable) ? POLLOUT : 0);
      if (events != 0) found.push_back({.fd = socket, .events = static_cast<short>(events), .revents = 0});
    }
    return found;
  }

  static int on_socket(void* self, curl_socket_t socket, curlsocktype /*purpose*/) {
    auto& upload = *static_cast<Impl*>(self);
    upload.largest_socket_ = std::max(upload.largest_socket_, socket);
    return CURL_SOCKOPT_OK;
  }

  static std::size_t on_read(char* to, std::size_t size, std::size_t count, void* self) {
    auto& upload = *static_cast<Impl*>(self);
    upload.body_begun_ = true;
    std::size_t filled = 0;
    switch (upload.peer_->fill(to, size * count, filled)) {
      case Peer::Fill::kBytes: upload.filled_ = true; return filled;
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

  const WakeUp wake_up_;
  std::mutex watched_mutex_;
  std::vector<pollfd> watched_;                                     // guarded by watched_mutex_
  SteadyClock::time_point timer_ = SteadyClock::time_point::max();  // libcurl's; guarded by watched_mutex_
  CurlMulti multi_ = make_curl_multi();
  std::optional<CurlRequest> curl_;
  Peer* peer_ = nullptr;
  curl_socket_t largest_socket_ = -1;
  bool body_begun_ = false;  // from here on libcurl waits for the reply as well
  bool paused_ = false;
  bool filled_ = false;  // the peer gave bytes in this turn
  HttpResponse response_;
  std::string failure_;
};

HttpUpload::HttpUpload() : impl_(std::make_unique<Impl>()) {}
HttpUpload::~HttpUpload() = default;
void HttpUpload::begin(const HttpRequest& request, Peer& peer) { impl_->begin(request, peer); }
bool HttpUpload::turn() { return impl_->turn(); }
void HttpUpload::wait(SteadyClock::time_point deadline) { impl_->wait(deadline); }
void HttpUpload::more() { impl_->more(); }
void HttpUpload::cancel() { impl_->cancel(); }
bool HttpUpload::active() const { return impl_->active(); }
bool HttpUpload::resting() const { return impl_->resting(); }
const HttpResponse& HttpUpload::response() const { return impl_->response(); }
const std::string& HttpUpload::failure() const { return impl_->failure(); }
void HttpUpload::wake() noexcept { impl_->wake(); }

}  // namespace skyline::net
