// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "outputs/kinesis/mkv_writer.hpp"

namespace skyline::kinesis {

using SharedBytes = std::shared_ptr<const Bytes>;

/// What goes out next: a piece of a fragment that is never cut.
struct Part {
  SharedBytes bytes;
  std::uint64_t fragment = 0;
  std::int64_t time_ms = 0;     ///< of the fragment; acknowledgements name it
  SharedBytes header;           ///< the connection has to begin with this one
  bool first = false;           ///< the fragment begins here
  bool closes = false;          ///< it tells the service that the fragment is complete
  bool new_connection = false;  ///< its time is not after that of the fragment before
};

/// A place in a feed: the next part to be taken.
struct Cursor {
  std::uint64_t fragment = 0;
  std::size_t part = 0;
};

/// Fragments in their order, for one connection at a time. Implementations say which threads may call.
class MediaFeed {
 public:
  MediaFeed() = default;
  MediaFeed(const MediaFeed&) = delete;
  MediaFeed& operator=(const MediaFeed&) = delete;
  virtual ~MediaFeed() = default;

  /// The part at the cursor, which is moved behind it; nothing when there is none yet. From here on that fragment is
  /// kept until another one is asked for, or release().
  [[nodiscard]] virtual std::optional<Part> next(Cursor& cursor) = 0;
  /// Nothing more will ever come from it.
  [[nodiscard]] virtual bool exhausted() const { return false; }
  /// Nothing is being sent any more.
  virtual void release() = 0;
  /// The service keeps the fragment: it is forgotten here.
  virtual void persisted(std::uint64_t fragment) = 0;
  /// The service will never take the fragment.
  virtual void rejected(std::uint64_t fragment) = 0;
};

}  // namespace skyline::kinesis
