// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "gil.hpp"
#include "skyline/kvs.hpp"
#include "skyline/output.hpp"
#include "skyline/stream.hpp"

namespace skyline::python {

/// An output as Python holds it: first its owner, then, attached, a name for what the stream owns.
class OutputHandle {
 public:
  explicit OutputHandle(std::unique_ptr<Output> output);

  void attach_to(const std::shared_ptr<SkyLine>& stream);
  /// Throws Error when it is attached to another stream, or to none.
  void detach_from(const std::shared_ptr<SkyLine>& stream);
  [[nodiscard]] bool attached() const { return !stream_.expired(); }
  [[nodiscard]] const std::string& name() const { return name_; }

  /// Calls something of KvsOutput's own. Throws Error when it is another output, or gone.
  template <class Call>
  auto with_kvs(Call call) const {
    const auto stream = alive();
    auto* const kvs = dynamic_cast<KvsOutput*>(output_);
    if (kvs == nullptr) throw Error("output " + name_ + " does not send to Kinesis Video Streams by itself");
    return call(*kvs);
  }

 private:
  [[nodiscard]] std::shared_ptr<SkyLine> alive() const;

  std::string name_;
  std::unique_ptr<Output, WithoutGil> owned_;
  Output* output_;  // the stream's once it is attached; null when detached
  std::weak_ptr<SkyLine> stream_;
};

}  // namespace skyline::python
