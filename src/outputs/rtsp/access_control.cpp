// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/access_control.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace skyline::rtsp {
namespace {

constexpr std::size_t kMostNonces = 4;
constexpr std::size_t kMostAddresses = 1024;
constexpr std::chrono::minutes kForgiveAfter{10};

// What is behind the host: clients write the authority in several ways, and some add or lose a slash at the end.
std::string_view path_of(std::string_view uri) {
  if (const auto scheme = uri.find("://"); scheme != std::string_view::npos) {
    const auto slash = uri.find('/', scheme + 3);
    uri = slash == std::string_view::npos ? "/" : uri.substr(slash);
  }
  while (uri.size() > 1 && uri.back() == '/') uri.remove_suffix(1);
  return uri;
}

// 8 hexadecimal digits; 0 is no count.
std::optional<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count, 16);
  if (error != std::errc{} || end != text.data() + text.size() || text.size() != 8 || count == 0) return std::nullopt;
  return count;
}

}  // namespace

const Nonces::Nonce* Nonces::find(std::string_view nonce) const {
  const auto at = std::find_if(all_.begin(), all_.end(), [nonce](const Nonce& one) { return one.text == nonce; });
  return at == all_.end() ? nullptr : &*at;
}

std::string Nonces::issue(SteadyTime now) {
  all_.push_back({random_hex(16), now, 0});
  if (all_.size() > kMostNonces) all_.pop_front();
  return all_.back().text;
}

Nonces::Check Nonces::look(std::string_view nonce, SteadyTime now) const {
  const auto* known = find(nonce);
  if (!known) return Check::kUnknown;
  return now - known->issued >= kLife ? Check::kStale : Check::kGood;
}

Nonces::Check Nonces::use(std::string_view nonce, std::uint64_t nc, SteadyTime now) {
  if (const auto state = look(nonce, now); state != Check::kGood) return state;
  auto& known = const_cast<Nonce&>(*find(nonce));
  // Who has counted once has to go on: else a request heard could be sent again without the count.
  if (nc == 0) return known.highest == 0 ? Check::kGood : Check::kReplayed;
  if (nc <= known.highest) return Check::kReplayed;
  known.highest = nc;
  return Check::kGood;
}

bool Throttle::blocked(const std::string& address, SteadyTime now) const {
  const auto at = records_.find(address);
  return at != records_.end() && now < at->second.blocked_until;
}

void Throttle::failed(const std::string& address, SteadyTime now) {
  if (records_.size() >= kMostAddresses && !records_.contains(address)) {
    records_.erase(std::min_element(records_.begin(), records_.end(),
                                    [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
  }
  auto& record = records_[address];
  if (now - record.last > kForgiveAfter) record = {};
  record.last = now;
  if (++record.failures <= kFree) return;
  const auto doublings = std::min(record.failures - kFree - 1, 10);
  record.blocked_until = now + std::min(kLongest, std::chrono::seconds{1} * (1 << doublings));
}

void Throttle::succeeded(const std::string& address) { records_.erase(address); }

bool Viewer::may_watch(std::string_view path) const {
  return paths.empty() || std::any_of(paths.begin(), paths.end(), [path](const std::string& allowed) {
           return path.starts_with(allowed) && (path.size() == allowed.size() || path[allowed.size()] == '/');
         });
}

const Viewer* AccessControl::find(std::string_view name) const {
  const auto at =
      std::find_if(viewers_.begin(), viewers_.end(), [name](const Viewer& one) { return one.name == name; });
  return at == viewers_.end() ? nullptr : &*at;
}

AccessControl::Answer AccessControl::check(const Request& request, Nonces& nonces, SteadyTime now) const {
  if (request.authorization.empty()) return {Verdict::kMissing};
  const auto given = parse_authorization(request.authorization);
  if (!given) return {Verdict::kWrong};
  if (given->scheme == "digest") return check_digest(*given, request, nonces, now);
  if (given->scheme == "basic" && basic_) return check_basic(*given);
  return {Verdict::kWrong};
}

AccessControl::Answer AccessControl::check_basic(const Authorization& given) const {
  const auto text = decode_base64(given.token);
  const auto colon = text ? text->find(':') : std::string::npos;
  if (colon == std::string::npos) return {Verdict::kWrong};
  const auto* viewer = find(std::string_view(*text).substr(0, colon));
  static const Secret nobodys(random_hex(8));
  const bool right = (viewer ? viewer->password : nobodys).equals(std::string_view(*text).substr(colon + 1));
  if (!right || !viewer) return {Verdict::kWrong};
  return {Verdict::kGood, viewer};
}

AccessControl::Answer AccessControl::check_digest(const Authorization& given, const Request& request, Nonces& nonces,
                                                  SteadyTime now) const {
  const auto hash = algorithm_by_name(given.get("algorithm"));
  const auto qop = given.get("qop");
  const auto nonce = given.get("nonce");
  const auto count = parse_count(given.get("nc"));
  const bool counted = qop == "auth" && count && !given.get("cnonce").empty();
  if (!hash || (!qop.empty() && !counted) || given.get("realm") != realm_ ||
      path_of(given.get("uri")) != path_of(request.uri) || nonces.look(nonce, now) == Nonces::Check::kUnknown) {
    return {Verdict::kWrong};
  }
  const auto* viewer = find(given.get("username"));
  static const Secret nobodys(random_hex(8));
  const DigestInput input{given.get("username"),
                          realm_,
                          (viewer ? viewer->password : nobodys).reveal(),
                          request.method,
                          given.get("uri"),
                          nonce,
                          given.get("nc"),
                          given.get("cnonce"),
                          qop};
  if (!constant_time_equal(digest_response(*hash, input), given.get("response")) || !viewer) return {Verdict::kWrong};
  switch (nonces.use(nonce, qop.empty() ? 0 : *count, now)) {
    case Nonces::Check::kGood: return {Verdict::kGood, viewer};
    case Nonces::Check::kStale: return {Verdict::kStale};
    default: return {Verdict::kWrong};
  }
}

// SHA-256 first, for those who take the first they know. MD5 last, for those who take the last they see.
std::vector<std::string> AccessControl::challenges(Nonces& nonces, bool stale, SteadyTime now) const {
  const auto nonce = nonces.issue(now);
  std::vector<std::string> headers;
  if (basic_) headers.push_back("Basic realm=\"" + realm_ + "\"");
  headers.push_back(digest_challenge(DigestHash::kSha256, realm_, nonce, stale));
  headers.push_back(digest_challenge(DigestHash::kMd5, realm_, nonce, stale));
  return headers;
}

}  // namespace skyline::rtsp
