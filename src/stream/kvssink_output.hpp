// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>

#include "gst/plugin_folders.hpp"
#include "outputs/kinesis/credentials_keeper.hpp"
#include "skyline/kvs.hpp"
#include "skyline/output.hpp"
#include "stream/private_folder.hpp"

namespace skyline {

/// Sends a stream by AWS's own producer, the GStreamer element kvssink. Its keys reach it by a private file that is
/// kept written; they are never in the pipeline's text. docs/decisions/0013-kvssink.md says what it cannot do.
class KvssinkOutput final : public Output {
 public:
  /// Throws Error when there is no such element, and on settings it has no counterpart for.
  KvssinkOutput(KvsConfig config, const gst::PluginFolders& folders);

  [[nodiscard]] std::string name() const override { return output_.name(); }
  /// Waits for the first keys, for some seconds.
  void open(OutputHost& host) override;
  void write(const UnitPtr& unit) override;
  void close() noexcept override;
  void interrupt() noexcept override;
  void add_stats(OutputStats& stats) const override;

 private:
  void wait_for_keys();
  [[nodiscard]] KvsState state() const;
  void set_state(KvsState state, const std::string& error);
  template <class Call>
  void attempt(Call call);

  const KvsConfig config_;
  const PrivateFolder folder_;
  GstOutput output_;

  mutable std::mutex mutex_;         // guards all but the keeper, which locks itself
  std::condition_variable changed_;  // answered_, or interrupted_
  bool interrupted_ = false;
  bool answered_ = false;  // the provider of keys, with keys or without
  KvsStats stats_;         // its state and last error only: kvssink keeps the rest to itself
  kinesis::CredentialsKeeper keeper_;
};

}  // namespace skyline
