// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/sources/source.hpp"
#include "skyline/test_scene.hpp"

namespace skyline::cli {

/// The generated scene, drawn in real time.
class TestSource final : public Source {
 public:
  explicit TestSource(const SourceSettings& settings);

  [[nodiscard]] SourceShape open(const Stop& stop) override;
  void run(SkyLine& sky, const Stop& stop) override;

 private:
  double fps_;
  Size size_;
  TestScene scene_;
};

}  // namespace skyline::cli
