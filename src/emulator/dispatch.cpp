// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "base/secret.hpp"
#include "emulator/service.hpp"
#include "emulator/service_error.hpp"
#include "emulator/signature.hpp"
#include "skyline/error.hpp"

namespace skyline::emulator {
namespace {

using net::Reply;
using Json = nlohmann::json;

constexpr std::size_t kMostBody = std::size_t{1} << 20U;
constexpr int kRequestIdBytes = 16;

const Route* find_route(const net::RequestHead& head) {
  for (const auto& routes :
       {control_routes(), tag_routes(), media_routes(), consumer_routes(), hls_routes(), fault_routes()}) {
    for (const auto& route : routes) {
      if (route.path == head.path && route.method == head.method) return &route;
    }
  }
  return nullptr;
}

Reply json_reply(int status, const Json& body) {
  net::Headers headers = {{"Content-Type", "application/json"}, {"x-amzn-RequestId", random_hex(kRequestIdBytes)}};
  return {status, std::move(headers), body.dump()};
}

Reply error_reply(const ServiceError& error) {
  auto reply = json_reply(error.status(), {{"Message", error.what()}});
  reply.headers.emplace_back("x-amzn-ErrorType", error.name());
  return reply;
}

ServiceError failed(const std::exception& error) {
  log::warn("emulator", "a request failed: {}", error.what());
  return {500, "InternalFailure", "The request failed."};
}

/// Notes a request: before its reply is sent, so that a client which has it finds the note, too; or when it ends
/// without.
class Note {
 public:
  Note(Service& service, net::Exchange& exchange, std::string_view api)
      : service_(service), exchange_(exchange), record_{std::chrono::steady_clock::now(), std::string(api)} {}
  Note(const Note&) = delete;
  Note& operator=(const Note&) = delete;
  ~Note() { settle(exchange_.status()); }
  void set_access_key(const std::string& key) { record_.access_key = key; }
  /// The first call counts.
  void settle(int status) {
    if (std::exchange(settled_, true)) return;
    record_.status = status;
    service_.log.add(std::move(record_));
  }

 private:
  Service& service_;
  net::Exchange& exchange_;
  RequestRecord record_;
  bool settled_ = false;
};

/// What the rules want to be answered instead. Throws it, resets, or waits for ever.
net::awaitable<void> suffer(Service& service, net::Exchange& exchange, std::string_view api) {
  const auto rules = service.faults.take(FaultPoint::kRequest, api);
  for (const auto& rule : rules) {
    if (rule.action == "expired_token") {
      throw ServiceError(403, "ExpiredTokenException", "The security token included in the request is expired");
    }
    if (rule.action == "status") {
      throw ServiceError(static_cast<int>(rule.number("status", 500)), rule.text("type", "InternalFailure"),
                         rule.text("message", "A fault of the emulator's."));
    }
    if (rule.action == "reset") exchange.abort();
    net::Signal never(exchange.executor());
    while (rule.action == "stall") co_await never.wait();
  }
}

Json parse_body(const std::string& text) {
  auto json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) throw ServiceError(400, "SerializationException", "The body is not JSON.");
  return json;
}

net::awaitable<void> admit(Call& call, const Route& route, Note& note) {
  const auto& head = call.exchange.head();
  if (route.is_data && call.service.moved_from(head.port)) {
    throw ServiceError(400, "InvalidEndpointException", "The endpoint is not that of the stream any more.");
  }
  std::string body;
  if (!route.streams_in && head.method == "POST") body = co_await call.exchange.read_all(kMostBody);
  if (route.is_signed) {
    const SignatureScope scope{call.service.options.region, "kinesisvideo"};
    call.access_key = verify_signature(head, body, call.service.keys, scope, call.service.clock.now());
    call.region = signed_region(head);
    note.set_access_key(call.access_key);
  }
  if (!body.empty()) call.body = parse_body(body);
}

net::awaitable<void> handle(Call& call, const Route& route, Note& note) {
  co_await suffer(call.service, call.exchange, route.api);
  co_await admit(call, route, note);
  if (route.serve != nullptr) {
    co_await route.serve(call);
    co_return;
  }
  const auto reply = json_reply(200, route.answer(call));
  note.settle(reply.status);
  co_await call.exchange.respond(reply);
}

}  // namespace

net::awaitable<void> dispatch(Service& service, net::Exchange& exchange) {
  const auto* route = find_route(exchange.head());
  Note note(service, exchange, route != nullptr ? route->api : exchange.head().path);
  std::optional<ServiceError> refusal;
  if (route == nullptr) {
    refusal.emplace(404, "UnknownOperationException", "There is no such operation.");
  } else {
    Call call{service, exchange};
    try {
      co_await handle(call, *route, note);
    } catch (const boost::system::system_error&) {
      throw;
    } catch (const ServiceError& error) {
      refusal = error;
    } catch (const std::exception& error) {
      refusal = failed(error);
    }
  }
  if (!refusal || exchange.begun()) co_return;
  const auto reply = error_reply(*refusal);
  note.settle(reply.status);
  co_await exchange.respond(reply);
}

}  // namespace skyline::emulator
