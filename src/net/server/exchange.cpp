// SPDX-License-Identifier: Apache-2.0
#include "net/server/exchange.hpp"

#include <boost/beast/core/string.hpp>
#include <stdexcept>

#include "net/server/connection.hpp"

namespace skyline::net {

std::string_view RequestHead::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (boost::beast::iequals({key.data(), key.size()}, {name.data(), name.size()})) return value;
  }
  return {};
}

boost::asio::any_io_executor Exchange::executor() const { return connection_.executor(); }

awaitable<std::size_t> Exchange::read(std::span<std::uint8_t> into) { return connection_.read(into); }

awaitable<std::string> Exchange::read_all(std::size_t most) {
  constexpr std::size_t kStep = std::size_t{16} << 10U;
  std::string all;
  for (std::size_t got = 1; got > 0;) {
    const auto before = all.size();
    all.resize(before + kStep);
    const std::span<std::uint8_t> into(reinterpret_cast<std::uint8_t*>(all.data()) + before, kStep);
    got = co_await read(into);
    all.resize(before + got);
    if (all.size() > most) throw std::length_error("the request's body is too long");
  }
  co_return all;
}

awaitable<void> Exchange::respond(const Reply& reply) { return connection_.respond(reply); }
awaitable<void> Exchange::begin(const Reply& head) { return connection_.begin(head); }
awaitable<void> Exchange::write(std::string_view bytes) { return connection_.write(bytes); }
awaitable<void> Exchange::finish() { return connection_.finish(); }
void Exchange::abort() { connection_.abort(); }
bool Exchange::peer_gone() const { return connection_.peer_gone(); }
bool Exchange::begun() const { return connection_.status() != 0; }
int Exchange::status() const { return connection_.status(); }
bool Exchange::finished() const { return connection_.finished(); }
void Exchange::set_idle_limit(std::chrono::milliseconds limit) { connection_.set_idle_limit(limit); }

}  // namespace skyline::net
