// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "cli/sources/source.hpp"

namespace skyline::cli {

/// Buffers of one size that come back when the stream has read them. Any thread.
class BufferPool : public std::enable_shared_from_this<BufferPool> {
 public:
  using Buffer = std::unique_ptr<std::uint8_t[]>;
  explicit BufferPool(std::size_t bytes) : bytes_(bytes) {}

  /// Given back by the last holder; the pool lives until then.
  [[nodiscard]] std::shared_ptr<std::uint8_t[]> take();

 private:
  void give_back(Buffer buffer);

  const std::size_t bytes_;
  std::mutex mutex_;
  std::vector<Buffer> free_;  // guarded by mutex_
};

/// Raw frames on standard input, one after the other without anything between. They are read as they come, or at the
/// given rate when the writer is faster.
class RawSource final : public Source {
 public:
  explicit RawSource(const SourceSettings& settings);

  [[nodiscard]] SourceShape open(const Stop& stop) override;
  void run(SkyLine& sky, const Stop& stop) override;

 private:
  /// False at the end of the input and when it is time to stop.
  bool read_frame(std::uint8_t* into, const Stop& stop);

  PixelFormat format_;
  Size size_;
  std::optional<double> fps_;
  std::size_t bytes_;
  std::uint64_t frames_ = 0;
};

}  // namespace skyline::cli
