// SPDX-License-Identifier: Apache-2.0
#include "emulator/ebml.hpp"

namespace skyline::emulator {
namespace {

constexpr std::uint32_t kTags = 0x1254C367;
constexpr std::uint32_t kTag = 0x7373;
constexpr std::uint32_t kSimpleTag = 0x67C8;
constexpr std::uint32_t kTagName = 0x45A3;
constexpr std::uint32_t kTagString = 0x4487;

/// The low `bytes` bytes, highest first; leading zero bytes are part of it.
void append(Bytes& to, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i)
    to.push_back(static_cast<std::uint8_t>(value >> (8U * static_cast<unsigned>(i))));
}

int bytes_of(std::uint32_t id) {
  int bytes = 1;
  while ((id >>= 8U) != 0) ++bytes;
  return bytes;
}

void append(Bytes& to, const Bytes& more) { to.insert(to.end(), more.begin(), more.end()); }

}  // namespace

Bytes ebml_element(std::uint32_t id, const Bytes& payload) {
  constexpr std::uint64_t kSizeIn8Bytes = 1ULL << 56U;
  Bytes element;
  append(element, id, bytes_of(id));
  append(element, kSizeIn8Bytes | payload.size(), 8);
  append(element, payload);
  return element;
}

Bytes tags_element(const TagList& tags) {
  if (tags.empty()) return {};
  Bytes simple_tags;
  for (const auto& [name, value] : tags) {
    auto simple = ebml_element(kTagName, Bytes(name.begin(), name.end()));
    append(simple, ebml_element(kTagString, Bytes(value.begin(), value.end())));
    append(simple_tags, ebml_element(kSimpleTag, simple));
  }
  return ebml_element(kTags, ebml_element(kTag, simple_tags));
}

}  // namespace skyline::emulator
