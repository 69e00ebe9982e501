// SPDX-License-Identifier: Apache-2.0
#include "media/picture.hpp"

#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace skyline {
namespace {

constexpr std::size_t kAlignment = 64;
constexpr int kRowAlignment = 32;

constexpr int aligned_row(int bytes) { return (bytes + kRowAlignment - 1) / kRowAlignment * kRowAlignment; }
constexpr std::size_t aligned(std::size_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

void Picture::Free::operator()(std::uint8_t* memory) const { ::operator delete (memory, std::align_val_t{kAlignment}); }

Picture::Picture(const PictureShape& shape) : shape_(shape) {
  const int chroma_row = shape.format == PictureFormat::kI420 ? shape.width / 2 : shape.width;
  for (int index = 0; index < planes(); ++index) {
    const auto slot = static_cast<std::size_t>(index);
    strides_[slot] = aligned_row(index == 0 ? shape.width : chroma_row);
    offsets_[slot] = size_;
    const int rows = index == 0 ? shape.height : shape.height / 2;
    size_ += aligned(static_cast<std::size_t>(strides_[slot]) * static_cast<std::size_t>(rows));
  }
  memory_.reset(static_cast<std::uint8_t*>(::operator new (size_, std::align_val_t{kAlignment})));
}

struct PicturePool::Shared {
  explicit Shared(std::size_t limit) : most(limit) { kept.reserve(limit); }

  const std::size_t most;
  std::mutex mutex;
  std::size_t out = 0;                         // guarded by mutex
  PictureShape shape;                          // guarded by mutex
  std::vector<std::unique_ptr<Picture>> kept;  // guarded by mutex; room for all is reserved

  // A kept picture or null; in both cases one more is out. False when no more may be.
  bool take(const PictureShape& wanted, std::unique_ptr<Picture>& picture) {
    std::vector<std::unique_ptr<Picture>> stale;  // freed after the lock
    const std::lock_guard lock(mutex);
    if (out >= most) return false;
    if (wanted != shape) {
      stale.reserve(kept.size());
      for (auto& old : kept) stale.push_back(std::move(old));
      kept.clear();
      shape = wanted;
    }
    ++out;
    if (!kept.empty()) {
      picture = std::move(kept.back());
      kept.pop_back();
    }
    return true;
  }

  void give_back(std::unique_ptr<Picture> picture) {
    const std::lock_guard lock(mutex);
    --out;
    if (picture && picture->shape() == shape && kept.size() < most) kept.push_back(std::move(picture));
  }
};

PicturePool::PicturePool(std::size_t most) : shared_(std::make_shared<Shared>(most)) {}

std::shared_ptr<Picture> PicturePool::acquire(const PictureShape& shape) try {
  std::unique_ptr<Picture> picture;
  if (!shared_->take(shape, picture)) return nullptr;
  if (!picture) {
    try {
      picture = std::make_unique<Picture>(shape);
    } catch (const std::bad_alloc&) {
      shared_->give_back(nullptr);
      throw;
    }
  }
  // A weak pointer: what comes back after the pool is gone is freed at once.
  auto give_back = [pool = std::weak_ptr<Shared>(shared_)](Picture* returned) {
    std::unique_ptr<Picture> owned(returned);
    if (const auto shared = pool.lock()) shared->give_back(std::move(owned));
  };
  return {picture.release(), std::move(give_back)};
} catch (const std::bad_alloc&) {
  return nullptr;
}

}  // namespace skyline
