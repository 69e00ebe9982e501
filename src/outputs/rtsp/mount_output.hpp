// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "outputs/rtsp/rtsp_mount.hpp"

namespace skyline::rtsp {

/// What a stream holds of its mount. Destroying it frees the path.
class MountOutput final : public Output {
 public:
  MountOutput(std::shared_ptr<RtspMount> mount, std::function<void()> free_path)
      : mount_(std::move(mount)), free_path_(std::move(free_path)) {}
  ~MountOutput() override { free_path_(); }

  [[nodiscard]] std::string name() const override { return "rtsp " + mount_->path(); }
  void open(OutputHost& host) override { mount_->open(host); }
  void write(const UnitPtr& unit) override { mount_->write(unit); }
  void close() noexcept override { mount_->close(); }
  [[nodiscard]] bool wants_units() const noexcept override { return mount_->wants_units(); }
  [[nodiscard]] int viewers() const noexcept override { return mount_->viewers(); }

 private:
  const std::shared_ptr<RtspMount> mount_;
  const std::function<void()> free_path_;
};

}  // namespace skyline::rtsp
