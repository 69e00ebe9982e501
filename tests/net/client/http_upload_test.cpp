// SPDX-License-Identifier: Apache-2.0
#include "net/client/http_upload.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <mutex>
#include <string>
#include <thread>

#include "net/server/http_server.hpp"
#include "skyline/error.hpp"

namespace skyline::net {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// A body that is given out piece by piece, as the test says.
class Pieces final : public HttpUpload::Peer {
 public:
  Fill fill(char* to, std::size_t room, std::size_t& count) override {
    ++asked;
    if (body.empty()) return ended ? Fill::kEnd : Fill::kNothingNow;
    count = std::min(room, body.size());
    std::memcpy(to, body.data(), count);
    body.erase(0, count);
    return Fill::kBytes;
  }
  void receive(std::string_view bytes) override {
    if (refuse) throw Error("not what was expected");
    received += bytes;
  }

  std::string body;
  bool ended = false;
  bool refuse = false;
  std::string received;
  int asked = 0;
};

class HttpUploadTest : public testing::Test {
 protected:
  using Handle = std::function<awaitable<void>(Exchange&)>;

  void serve(Handle handle) {
    server_ = std::make_unique<HttpServer>(HttpServerOptions{.handler = std::move(handle)});
    port_ = server_->listen("127.0.0.1", 0);
    server_->start();
  }
  [[nodiscard]] HttpRequest request() const {
    return {.url = "http://127.0.0.1:" + std::to_string(port_) + "/up", .timeout = 0ms};
  }
  /// A turn, a wait, and another turn; false when the upload is over.
  bool drive(Clock::time_point deadline) {
    if (!upload_.turn()) return false;
    upload_.wait(deadline);
    return upload_.turn();
  }
  /// Drives until the condition holds; false after 10 s, or when the upload ended before.
  template <class Condition>
  bool drive_until(Condition condition) {
    const auto give_up = Clock::now() + 10s;
    while (!condition()) {
      if (Clock::now() > give_up || !drive(Clock::now() + 50ms)) return condition();
    }
    return true;
  }
  bool drive_to_end() {
    return drive_until([this] { return !upload_.active(); });
  }

  std::unique_ptr<HttpServer> server_;
  std::uint16_t port_ = 0;
  HttpUpload upload_;
  Pieces pieces_;
};

/// Sends each piece of the body back as it comes.
awaitable<void> echo(Exchange& exchange) {
  const Reply head;
  co_await exchange.begin(head);
  std::array<std::uint8_t, 4096> buffer{};
  while (true) {
    const auto count = co_await exchange.read(buffer);
    if (count == 0) break;
    co_await exchange.write({reinterpret_cast<const char*>(buffer.data()), count});
  }
  co_await exchange.finish();
}

TEST_F(HttpUploadTest, SendsAndReceivesAtTheSameTime) {
  serve(echo);
  upload_.begin(request(), pieces_);
  ASSERT_TRUE(drive_until([this] { return upload_.response().status == 200; }));
  for (const std::string piece : {"one", "two", "three"}) {
    pieces_.body = piece;
    pieces_.received.clear();
    upload_.more();
    ASSERT_TRUE(drive_until([&] { return pieces_.received == piece; })) << piece;
  }
  pieces_.ended = true;
  upload_.more();
  EXPECT_TRUE(drive_to_end());
  EXPECT_EQ("", upload_.failure());
}

TEST_F(HttpUploadTest, AsksForNoMoreUntilToldThatThereIsMore) {
  serve(echo);
  upload_.begin(request(), pieces_);
  ASSERT_TRUE(drive_until([this] { return pieces_.asked == 1; }));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(drive(Clock::now() + 5ms));
  EXPECT_EQ(1, pieces_.asked);
  upload_.more();
  ASSERT_TRUE(drive_until([this] { return pieces_.asked == 2; }));
}

TEST_F(HttpUploadTest, WakesFromAnotherThread) {
  serve(echo);
  upload_.begin(request(), pieces_);
  ASSERT_TRUE(drive_until([this] { return upload_.response().status == 200; }));
  static_cast<void>(drive(Clock::now() + 10ms));
  std::thread waker([this] { upload_.wake(); });
  const auto begun = Clock::now();
  ASSERT_TRUE(drive(begun + 800ms));
  EXPECT_LT(Clock::now() - begun, 700ms);
  waker.join();
}

TEST_F(HttpUploadTest, RestsWhenAllHasGoneOut) {
  serve(echo);
  upload_.begin(request(), pieces_);
  EXPECT_FALSE(upload_.resting());
  ASSERT_TRUE(drive_until([this] { return upload_.resting(); }));
  pieces_.body = "piece";
  upload_.more();
  EXPECT_FALSE(upload_.resting());
  ASSERT_TRUE(upload_.turn());
  EXPECT_TRUE(upload_.resting());
  EXPECT_TRUE(pieces_.body.empty());
  upload_.cancel();
  EXPECT_FALSE(upload_.resting());
}

// As the producer does: one thread looks after it, another one has something to send now and then.
TEST_F(HttpUploadTest, IsSharedByThreadsUnderALock) {
  serve(echo);
  std::mutex mutex;
  upload_.begin(request(), pieces_);
  ASSERT_TRUE(drive_until([this] { return upload_.response().status == 200 && upload_.resting(); }));
  std::thread sender([&] {
    for (int i = 0; i < 200; ++i) {
      const std::lock_guard lock(mutex);
      pieces_.body += "0123456789";
      upload_.more();
      EXPECT_TRUE(upload_.turn());
      if (!upload_.resting()) upload_.wake();
    }
  });
  const auto received = [&] {
    const std::lock_guard lock(mutex);
    upload_.more();
    return upload_.turn() ? pieces_.received.size() : 0;
  };
  const auto give_up = Clock::now() + 10s;
  while (received() < 2000 && Clock::now() < give_up) upload_.wait(Clock::now() + 50ms);
  sender.join();
  EXPECT_EQ(2000U, pieces_.received.size());
}

TEST_F(HttpUploadTest, AReplyThatIsNotOkEndsItAndIsKept) {
  serve([](Exchange& exchange) -> awaitable<void> {
    const Reply refusal{
        .status = 403, .headers = {{"X-Amzn-ErrorType", "AccessDenied"}}, .body = "{\"message\":\"no\"}"};
    co_await exchange.respond(refusal);
  });
  upload_.begin(request(), pieces_);
  ASSERT_TRUE(drive_until([this] {
    pieces_.body = "x";
    upload_.more();
    return !upload_.active();
  }));
  EXPECT_EQ(403, upload_.response().status);
  EXPECT_EQ("AccessDenied", upload_.response().header("x-amzn-errortype"));
  EXPECT_EQ("{\"message\":\"no\"}", upload_.response().body);
  EXPECT_EQ("", pieces_.received);
}

TEST_F(HttpUploadTest, AResetIsAFailureThatNamesTheAddress) {
  serve([](Exchange& exchange) -> awaitable<void> {
    std::array<std::uint8_t, 16> buffer{};
    const auto count = co_await exchange.read(buffer);
    if (count > 0) exchange.abort();
  });
  pieces_.body = "hello";
  upload_.begin(request(), pieces_);
  EXPECT_TRUE(drive_to_end());
  EXPECT_NE(std::string::npos, upload_.failure().find("/up failed")) << upload_.failure();
}

TEST_F(HttpUploadTest, AReplyThatEndsWhileTheBodyWaitsIsAFailure) {
  serve([](Exchange& exchange) -> awaitable<void> {
    const Reply head;
    co_await exchange.begin(head);
    co_await exchange.finish();
  });
  upload_.begin(request(), pieces_);
  EXPECT_TRUE(drive_to_end());
  EXPECT_EQ(200, upload_.response().status);
  EXPECT_NE(std::string::npos, upload_.failure().find("ended its reply")) << upload_.failure();
}

TEST_F(HttpUploadTest, WhatThePeerThrowsIsTheFailure) {
  serve(echo);
  pieces_.body = "hello";
  pieces_.refuse = true;
  upload_.begin(request(), pieces_);
  EXPECT_TRUE(drive_to_end());
  EXPECT_EQ("not what was expected", upload_.failure());
}

TEST_F(HttpUploadTest, NobodyListeningIsAFailure) {
  serve(echo);
  server_.reset();
  upload_.begin(request(), pieces_);
  EXPECT_TRUE(drive_to_end());
  EXPECT_NE("", upload_.failure());
  EXPECT_EQ(0, upload_.response().status);
}

TEST_F(HttpUploadTest, CanBeCancelledAndBegunAgain) {
  serve(echo);
  for (int i = 0; i < 3; ++i) {
    pieces_.body = "again";
    pieces_.received.clear();
    upload_.begin(request(), pieces_);
    ASSERT_TRUE(drive_until([this] { return pieces_.received == "again"; }));
    upload_.cancel();
    EXPECT_FALSE(upload_.active());
    EXPECT_FALSE(drive(Clock::now()));
  }
}

}  // namespace
}  // namespace skyline::net
