// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "skyline/output.hpp"

namespace skyline::python {

/// A GStreamer tail that is known when the stream's size is: asked for at the first unit, and again when the size or
/// the frame rate has changed.
class TailOutput final : public Output {
 public:
  using MakeTail = std::function<std::string(const CodecConfig&)>;
  TailOutput(std::string name, MakeTail make_tail) : name_(std::move(name)), make_tail_(std::move(make_tail)) {}

  [[nodiscard]] std::string name() const override { return name_; }
  void open(OutputHost& host) override { host_ = &host; }
  void write(const UnitPtr& unit) override;
  void close() noexcept override;
  void interrupt() noexcept override;

 private:
  const std::string name_;
  const MakeTail make_tail_;
  OutputHost* host_ = nullptr;
  std::shared_ptr<const CodecConfig> config_;
  std::mutex mutex_;  // the output's thread replaces tail_, any other may interrupt it
  std::unique_ptr<GstOutput> tail_;
};

}  // namespace skyline::python
