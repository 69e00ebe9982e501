// SPDX-License-Identifier: Apache-2.0
#include "emulator/kvs_fixture.hpp"

#include "net/client/aws_signature.hpp"

namespace skyline::test {

nlohmann::json Producer::ack() {
  for (;;) {
    auto json = nlohmann::json::parse(client.chunk(), nullptr, false);
    if (json.is_discarded()) return nullptr;
    if (json["EventType"] != "IDLE") return json;
  }
}

std::vector<std::string> Producer::acks() {
  std::vector<std::string> out;
  for (auto ack = this->ack(); !ack.is_null(); ack = this->ack()) {
    const auto event = ack["EventType"].get<std::string>();
    const auto what = event == "ERROR" ? ack["ErrorId"] : ack["FragmentTimecode"];
    out.push_back(event + " " + what.dump());
  }
  return out;
}

void KvsFixture::SetUp() {
  options_.data_dir = folder_.file("data");
  start();
  const auto made = call("/createStream", {{"StreamName", "cam"}, {"DataRetentionInHours", 1}});
  ASSERT_EQ(made.status, 200) << made.body;
}

void KvsFixture::start() {
  emulator_ = std::make_unique<emulator::Emulator>(options_);
  emulator_->start();
}

void KvsFixture::restart() {
  emulator_.reset();
  start();
}

Answer KvsFixture::call(const std::string& path, const nlohmann::json& body, const net::Signing& keys) {
  net::HttpClient client;
  net::HttpRequest request;
  request.url = emulator_->endpoint() + path;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = body.dump();
  request.signing = keys;
  const auto reply = client.fetch(request);
  return {reply.status, std::string(reply.header("x-amzn-errortype")),
          nlohmann::json::parse(reply.body, nullptr, false)};
}

Producer KvsFixture::put(const net::Headers& headers, int status) { return put_to(emulator_->port(), headers, status); }

Producer KvsFixture::put_to(std::uint16_t port, const net::Headers& headers, int status) {
  net::Headers all = {{"x-amzn-stream-name", "cam"},
                      {"x-amzn-fragment-timecode-type", "ABSOLUTE"},
                      {"x-amzn-producer-start-timestamp", "1700000000.000"},
                      {"x-amzn-fragment-acknowledgment-required", "1"}};
  for (const auto& [name, value] : headers) {
    std::erase_if(all, [&, key = name](const auto& header) { return header.first == key; });
    if (!value.empty()) all.emplace_back(name, value);
  }
  const auto more = net::sign({"POST", "127.0.0.1", "/putMedia", "", all, ""}, keys_, std::chrono::system_clock::now());
  std::string head = "POST /putMedia HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n";
  all.insert(all.end(), more.begin(), more.end());
  for (const auto& [name, value] : all) head.append(name).append(": ").append(value).append("\r\n");
  Producer producer{HttpRawClient(port)};
  producer.client.send(head + "\r\n");
  EXPECT_EQ(producer.client.reply().status, status);
  return producer;
}

}  // namespace skyline::test
