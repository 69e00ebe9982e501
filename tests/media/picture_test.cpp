// SPDX-License-Identifier: Apache-2.0
#include "media/picture.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <thread>
#include <vector>

#include "guarded_memory.hpp"

namespace skyline {
namespace {

constexpr PictureShape kShape{PictureFormat::kI420, 1280, 720};
constexpr PictureShape kOther{PictureFormat::kNv12, 640, 480};

TEST(Picture, AlignsMemoryAndRows) {
  for (const auto format : {PictureFormat::kI420, PictureFormat::kNv12}) {
    for (const int width : {16, 18, 642, 1280, 1922, 8192}) {
      Picture picture({format, width, 50});
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(picture.plane(0)) % 64, 0U);
      for (int i = 0; i < picture.planes(); ++i) {
        EXPECT_EQ(picture.stride(i) % 32, 0);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(picture.plane(i)) % 32, 0U);
        EXPECT_GE(picture.stride(i), i > 0 && picture.planes() == 3 ? width / 2 : width);
      }
    }
  }
}

TEST(Picture, PlanesLieBehindEachOtherWithinItsSize) {
  for (const auto& shape : {kShape, kOther}) {
    Picture picture(shape);
    std::size_t end = 0;
    for (int i = 0; i < picture.planes(); ++i) {
      EXPECT_GE(picture.offset(i), end);
      const int rows = i == 0 ? shape.height : shape.height / 2;
      end = picture.offset(i) + static_cast<std::size_t>(picture.stride(i)) * static_cast<std::size_t>(rows);
    }
    EXPECT_LE(end, picture.size());
    std::memset(picture.plane(0), 1, picture.size());
    EXPECT_LE(picture.size(), static_cast<std::size_t>(shape.width * shape.height * 3 / 2 + 256));
  }
}

TEST(PicturePool, GivesTheSamePictureAgain) {
  PicturePool pool(2);
  auto picture = pool.acquire(kShape);
  ASSERT_NE(picture, nullptr);
  EXPECT_EQ(picture->shape(), kShape);
  const auto* const first = picture.get();
  picture.reset();
  EXPECT_EQ(pool.acquire(kShape).get(), first);
}

TEST(PicturePool, GivesNoMoreThanItsMost) {
  PicturePool pool(2);
  const auto first = pool.acquire(kShape);
  auto second = pool.acquire(kShape);
  ASSERT_NE(first, nullptr);
  ASSERT_NE(second, nullptr);
  EXPECT_NE(first, second);
  EXPECT_EQ(pool.acquire(kShape), nullptr);
  EXPECT_EQ(pool.acquire(kOther), nullptr);
  second.reset();
  EXPECT_NE(pool.acquire(kOther), nullptr);
}

TEST(PicturePool, ChangesShape) {
  PicturePool pool(2);
  auto old = pool.acquire(kShape);
  EXPECT_EQ(pool.acquire(kOther)->shape(), kOther);
  old.reset();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(pool.acquire(kOther)->shape(), kOther);
  EXPECT_EQ(pool.acquire(kShape)->shape(), kShape);
}

TEST(PicturePool, IsOutlivedByItsPictures) {
  std::optional<PicturePool> pool(1);
  auto picture = pool->acquire(kShape);
  ASSERT_NE(picture, nullptr);
  pool.reset();
  std::memset(picture->plane(0), 7, picture->size());
  EXPECT_EQ(picture->plane(0)[picture->size() - 1], 7);
}

TEST(PicturePool, GivesNullWithoutMemoryAndRecovers) {
  PicturePool pool(1);
  {
    const test::NoAlignedMemory none;
    EXPECT_EQ(pool.acquire(kShape), nullptr);
  }
  EXPECT_NE(pool.acquire(kShape), nullptr);
}

TEST(PicturePool, ServesManyThreads) {
  PicturePool pool(3);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&pool, i] {
      for (int n = 0; n < 500; ++n) {
        const PictureShape shape{PictureFormat::kI420, 32, n % 100 == 0 ? 32 : 16};
        if (const auto picture = pool.acquire(shape)) {
          ASSERT_EQ(picture->shape(), shape);
          std::memset(picture->plane(0), i, picture->size());
          ASSERT_EQ(picture->plane(0)[picture->size() - 1], i);
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::vector<std::shared_ptr<Picture>> all;
  for (int i = 0; i < 3; ++i) EXPECT_NE(all.emplace_back(pool.acquire(kShape)), nullptr);
  EXPECT_EQ(pool.acquire(kShape), nullptr);
}

}  // namespace
}  // namespace skyline
