// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "net/client/http_client.hpp"
#include "net/server/http_server.hpp"
#include "skyline/error.hpp"
#include "support/process.hpp"

namespace skyline::net {
namespace {

class HttpServerTlsTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto made =
        test::run_process({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                           "-keyout", folder_.file("key.pem"), "-out", certificate_, "-days", "2", "-subj",
                           "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"});
    ASSERT_EQ(made.status, 0) << made.output;
    HttpServerOptions options;
    options.tls = ServerTls{test::read_file(certificate_), Secret(test::read_file(folder_.file("key.pem")))};
    options.handler = [](Exchange& exchange) -> awaitable<void> {
      auto body = co_await exchange.read_all(std::size_t{4} << 20U);
      const Reply reply{200, {}, std::move(body)};
      co_await exchange.respond(reply);
    };
    server_ = std::make_unique<HttpServer>(std::move(options));
    port_ = server_->listen("127.0.0.1", 0);
    server_->start();
  }

  /// What s_client says of a handshake with these further arguments.
  test::ProcessResult handshake(const std::vector<std::string>& further) const {
    std::vector<std::string> arguments = {"openssl", "s_client", "-brief", "-connect",
                                          "127.0.0.1:" + std::to_string(port_)};
    arguments.insert(arguments.end(), further.begin(), further.end());
    return test::run_process(arguments);
  }

  test::TemporaryFolder folder_;
  std::string certificate_ = folder_.file("certificate.pem");
  std::unique_ptr<HttpServer> server_;
  std::uint16_t port_ = 0;
};

TEST_F(HttpServerTlsTest, ServesAClientThatOffersHttp2AsWell) {
  HttpClient client;
  HttpRequest request;
  request.url = "https://127.0.0.1:" + std::to_string(port_) + "/";
  request.tls.ca_file = certificate_;
  request.body = std::string(1'000'000, 'b');
  const auto reply = client.fetch(request);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, request.body);
}

TEST_F(HttpServerTlsTest, SpeaksHttp11Only) {
  EXPECT_EQ(handshake({"-alpn", "h2,http/1.1"}).status, 0);
  EXPECT_NE(handshake({"-alpn", "h2"}).status, 0);
}

TEST_F(HttpServerTlsTest, SpeaksTls12AndNewer) {
  EXPECT_EQ(handshake({"-tls1_2"}).status, 0);
  EXPECT_NE(handshake({"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"}).status, 0);
}

TEST_F(HttpServerTlsTest, SaysWhenTheCertificateIsNone) {
  HttpServerOptions options;
  options.tls = ServerTls{"nonsense", Secret("nonsense")};
  EXPECT_THROW(HttpServer{options}, Error);
}

}  // namespace
}  // namespace skyline::net
