// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <optional>

#include "emulator/archive.hpp"
#include "emulator/get_media.hpp"
#include "emulator/playback.hpp"
#include "emulator/service.hpp"
#include "emulator/service_error.hpp"
#include "emulator/stored_stream.hpp"

namespace skyline::emulator {
namespace {

using Json = nlohmann::json;

std::string_view view(const Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

StreamRecord current_stream(Call& call, const Arguments& request) {
  auto stream = call.service.stream_of(request);
  call.service.expire(stream);
  return stream;
}

Json list_fragments(Call& call) {
  const Arguments request(call.body);
  const auto stream = current_stream(call, request);
  return list_fragments(request, call.service.store.list(stream.id));
}

Json get_hls_url(Call& call) {
  const Arguments request(call.body);
  const StoredStream stream(call.service.store, current_stream(call, request));
  return {{"HLSStreamingSessionURL",
           call.service.playback.open_hls(request, stream, call.service.endpoint(), call.service.clock.now_ms())}};
}

net::awaitable<void> get_clip(Call& call) {
  const Arguments request(call.body);
  const StoredStream stream(call.service.store, current_stream(call, request));
  const auto reply = Playback::get_clip(request, stream, call.service.clock.now_ms());
  co_await call.exchange.respond(reply);
}

/// What `make` gives; nothing when the fragment is not there any more or cannot be read.
template <class Make>
std::optional<Bytes> loaded(const FragmentStore& store, const std::string& stream_id, const std::string& number,
                            Make make) {
  try {
    return make(store.load(stream_id, number));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

net::awaitable<void> begin_media(net::Exchange& exchange) {
  const net::Reply head{200, {{"Content-Type", "video/webm"}}, {}};
  co_await exchange.begin(head);
}

/// The next fragment, and true; false when that was the last one.
net::awaitable<bool> send_fragment(Call& call, const std::string& stream_id, const std::string& number) {
  const auto chunk = loaded(call.service.store, stream_id, number, [&call](const Fragment& fragment) {
    return get_media_chunk(fragment, call.service.clock.now_ms());
  });
  const auto bytes = chunk ? *chunk : get_media_error();
  co_await call.exchange.write(view(bytes));
  co_return chunk.has_value();
}

net::awaitable<void> get_media(Call& call) {
  // A stream that is deleted tells nobody, nor does a client that leaves: one has to look.
  constexpr std::chrono::seconds kLook{1};
  const Arguments request(call.body);
  const auto id = current_stream(call, request).id;
  const auto selector = request.required("StartSelector", request.object("StartSelector"));
  auto cursor = read_start_selector(selector, call.service.store.list(id));
  net::Signal changed(call.exchange.executor());
  const FragmentStore::Watch watch(call.service.store, [&](const std::string& stream_id) {
    if (stream_id == id) changed.notify();
  });
  co_await begin_media(call.exchange);
  for (bool more = true; more && call.service.streams.by_id(id) && !call.exchange.peer_gone();) {
    const auto infos = call.service.store.list(id);
    const auto* next = cursor.next(infos);
    if (next == nullptr) {
      co_await changed.wait_until(std::chrono::steady_clock::now() + kLook);
    } else {
      cursor.pass(*next);
      more = co_await send_fragment(call, id, next->number);
    }
  }
  co_await call.exchange.finish();
}

net::awaitable<void> get_media_for_fragment_list(Call& call) {
  const Arguments request(call.body);
  const auto id = current_stream(call, request).id;
  const auto numbers = read_fragment_list(request);
  co_await begin_media(call.exchange);
  for (const auto& number : numbers) {
    const auto chunk = loaded(call.service.store, id, number, fragment_list_chunk);
    const auto bytes = chunk ? *chunk : fragment_list_error(number);
    co_await call.exchange.write(view(bytes));
  }
  co_await call.exchange.finish();
}

}  // namespace

std::span<const Route> consumer_routes() {
  static const std::array routes{
      Route{.path = "/listFragments", .api = "ListFragments", .answer = list_fragments, .is_data = true},
      Route{.path = "/getMedia", .api = "GetMedia", .serve = get_media, .is_data = true},
      Route{.path = "/getMediaForFragmentList",
            .api = "GetMediaForFragmentList",
            .serve = get_media_for_fragment_list,
            .is_data = true},
      Route{.path = "/getClip", .api = "GetClip", .serve = get_clip, .is_data = true},
      Route{.path = "/getHLSStreamingSessionURL",
            .api = "GetHLSStreamingSessionURL",
            .answer = get_hls_url,
            .is_data = true},
  };
  return routes;
}

}  // namespace skyline::emulator
