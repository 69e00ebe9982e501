// SPDX-License-Identifier: Apache-2.0
#include "cli/values.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "cli/errors.hpp"

namespace skyline::cli {
namespace {

constexpr int kMostPixels = 8192;

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

template <class Value>
struct Named {
  std::string_view name;
  Value value;
};
constexpr std::array<Named<PixelFormat>, 7> kFormats{{
    {"bgr", PixelFormat::kBgr},
    {"rgb", PixelFormat::kRgb},
    {"bgra", PixelFormat::kBgra},
    {"rgba", PixelFormat::kRgba},
    {"gray", PixelFormat::kGray},
    {"nv12", PixelFormat::kNv12},
    {"i420", PixelFormat::kI420},
}};
constexpr std::array<Named<Fit>, 3> kFits{
    {{"letterbox", Fit::kLetterbox}, {"crop", Fit::kCrop}, {"stretch", Fit::kStretch}}};

template <class Names>
auto choose(std::string_view text, const Names& names, std::string_view what) {
  const auto* row = std::find_if(names.begin(), names.end(), [&](const auto& each) { return each.name == text; });
  if (row != names.end()) return row->value;
  std::string all;
  for (const auto& each : names) all += fmt::format("{}{}", all.empty() ? "" : ", ", each.name);
  throw UsageError(fmt::format("'{}' is not {}; there are {}", text, what, all));
}

bool is_address(std::string_view text) {
  const auto allowed = [](char c) { return is_alphanumeric(c) || c == '.' || c == '-' || c == ':'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace

// NaN is outside of every range.
double parse_number(std::string_view text, double least, double most) {
  const auto value = number<double>(text);
  if (!value || !(*value >= least && *value <= most)) {
    throw UsageError(fmt::format("'{}' is not a number from {} to {}", text, least, most));
  }
  return *value;
}

int parse_whole_number(std::string_view text, int least, int most) {
  const auto value = number<int>(text);
  if (!value || *value < least || *value > most) {
    throw UsageError(fmt::format("'{}' is not a whole number from {} to {}", text, least, most));
  }
  return *value;
}

Endpoint parse_endpoint(std::string_view text) {
  Endpoint endpoint;
  auto port_text = text;
  bool valid = true;
  if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
    auto address = text.substr(0, colon);
    port_text = text.substr(colon + 1);
    const bool bracketed = address.starts_with('[') && address.ends_with(']');
    if (bracketed) address = address.substr(1, address.size() - 2);
    valid = is_address(address) && bracketed == (address.find(':') != std::string_view::npos);
    endpoint.address = address;
  }
  const auto port = number<std::uint16_t>(port_text);
  if (!valid || !port) {
    throw UsageError(
        fmt::format("'{}' is not [ADDRESS:]PORT with a port from 0 to 65535; 127.0.0.1:8554 is one", text));
  }
  endpoint.port = *port;
  return endpoint;
}

Endpoint parse_local_endpoint(std::string_view text) {
  auto endpoint = parse_endpoint(text);
  if (text.find(':') == std::string_view::npos) endpoint.address = "127.0.0.1";
  in6_addr bytes{};
  const auto is = [&](int family) { return inet_pton(family, endpoint.address.c_str(), &bytes) == 1; };
  if (is(AF_INET) || is(AF_INET6)) return endpoint;
  throw UsageError(fmt::format("'{}' is not a numeric address; write 127.0.0.1, 0.0.0.0 or one of this machine's",
                               endpoint.address));
}

Size parse_size(std::string_view text) {
  const auto cross = text.find('x');
  if (cross != std::string_view::npos) {
    const auto width = number<int>(text.substr(0, cross));
    const auto height = number<int>(text.substr(cross + 1));
    const auto valid = [](std::optional<int> pixels) { return pixels && *pixels >= 1 && *pixels <= kMostPixels; };
    if (valid(width) && valid(height)) return {*width, *height};
  }
  throw UsageError(fmt::format("'{}' is not WIDTHxHEIGHT with each from 1 to {}; 1280x720 is one", text, kMostPixels));
}

PixelFormat parse_format(std::string_view text) { return choose(text, kFormats, "a format"); }

Fit parse_fit(std::string_view text) { return choose(text, kFits, "a way to fit a frame"); }

std::string parse_path(std::string_view text) {
  const auto allowed = [](char c) {
    return is_alphanumeric(c) || std::string_view("._-~/").find(c) != std::string_view::npos;
  };
  const bool valid = text.size() > 1 && text.front() == '/' && text.back() != '/' &&
                     text.find("//") == std::string_view::npos && std::all_of(text.begin(), text.end(), allowed);
  if (!valid) {
    throw UsageError(fmt::format("'{}' is not a path; write /NAME[/NAME...] with letters, digits and . _ - ~", text));
  }
  return std::string(text);
}

std::string parse_stream(std::string_view text) {
  constexpr std::size_t kLongest = 256;
  const auto allowed = [](char c) { return is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; };
  if (text.empty() || text.size() > kLongest || !std::all_of(text.begin(), text.end(), allowed)) {
    throw UsageError(fmt::format("'{}' is not 1 to {} of the characters a-z A-Z 0-9 _ . -", text, kLongest));
  }
  return std::string(text);
}

std::string parse_user(std::string_view text) {
  const auto allowed = [](char c) {
    return is_alphanumeric(c) || std::string_view("._-@+").find(c) != std::string_view::npos;
  };
  if (text.empty() || !std::all_of(text.begin(), text.end(), allowed)) {
    throw UsageError(fmt::format("'{}' is not a user's name; use letters, digits and . _ - @ +", text));
  }
  return std::string(text);
}

std::size_t frame_bytes(PixelFormat format, Size size) {
  const auto width = static_cast<std::size_t>(size.width);
  const auto height = static_cast<std::size_t>(size.height);
  switch (format) {
    case PixelFormat::kBgr:
    case PixelFormat::kRgb: return width * height * 3;
    case PixelFormat::kBgra:
    case PixelFormat::kRgba: return width * height * 4;
    case PixelFormat::kGray: return width * height;
    case PixelFormat::kNv12:
    case PixelFormat::kI420: return width * height + ((width + 1) / 2) * ((height + 1) / 2) * 2;
  }
  return 0;
}

}  // namespace skyline::cli
