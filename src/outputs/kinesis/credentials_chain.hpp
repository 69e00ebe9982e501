// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <string>
#include <utility>

#include "outputs/kinesis/surroundings.hpp"

namespace skyline::kinesis {

/// Asks the places one after the other: environment (not when a profile is named), profile, web identity, container,
/// instance. The first that is set up answers or fails: going on after a failure would use other rights than those
/// meant. Throws Error, which lists each place that was asked and why it had nothing.
[[nodiscard]] Answer chain_keys(Surroundings& surroundings, const std::string& profile);

/// KvsChainCredentials, over any environment.
class ChainCredentials : public KvsCredentials {
 public:
  explicit ChainCredentials(std::string profile, Environment environment = process_environment())
      : profile_(std::move(profile)), surroundings_(std::move(environment)) {}

  [[nodiscard]] AwsKeys fetch() override;
  [[nodiscard]] std::string provider() const override;
  void interrupt() noexcept override { surroundings_.interrupt(); }

 private:
  const std::string profile_;
  std::mutex fetching_;
  Surroundings surroundings_;
  mutable std::mutex mutex_;
  std::string provider_ = "the standard chain of AWS";  // guarded by mutex_
};

}  // namespace skyline::kinesis
