// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "skyline/export.hpp"
#include "skyline/kvs_credentials.hpp"
#include "skyline/kvs_stats.hpp"
#include "skyline/output.hpp"
#include "skyline/stream.hpp"

namespace skyline {

enum class KvsBackend {
  kNative,   ///< SkyLine's own producer
  kKvssink,  ///< AWS's GStreamer element kvssink, where it is installed
};

/// Where a stream goes in Amazon Kinesis Video Streams, and how.
struct KvsConfig {
  std::string region;       ///< such as "eu-west-1"; empty: AWS_REGION, AWS_DEFAULT_REGION, then the profile's
  std::string stream_name;  ///< 1 to 256 of a-z A-Z 0-9 _ . -
  std::shared_ptr<KvsCredentials> credentials;  ///< null: the standard chain, KvsChainCredentials

  std::string endpoint;  ///< control plane URL; empty: the environment's, then AWS's own of the region
  std::string ca_file;   ///< PEM certificates to trust; empty: AWS_CA_BUNDLE, then the system's

  bool create_stream = true;                ///< make the stream when there is none (needs kinesisvideo:CreateStream)
  std::chrono::hours retention{24};         ///< of a stream that is made; 0: viewers see only what is live
  std::string kms_key_id;                   ///< of a stream that is made; empty: AWS's own key
  std::map<std::string, std::string> tags;  ///< put on a stream that is made, at most 50

  /// What is kept of fragments that the service has not persisted yet: the oldest whole fragment goes first.
  std::size_t buffer_bytes = 64U << 20U;   ///< 64 KiB to 16 GiB
  std::chrono::seconds buffer_age{120};    ///< 10 s to 24 h
  std::string spool_dir;                   ///< folder for fragments on disk; empty: none
  std::uint64_t spool_bytes = 1ULL << 30;  ///< at most so much of it, 1 MiB and up
  int backlog_kbps = 8000;  ///< bandwidth for what is sent later from the spool, decimal kilobits a second

  std::chrono::minutes connection_life{40};      ///< a connection is renewed then, 1 to 44 min
  std::chrono::milliseconds stop_timeout{5000};  ///< how long stopping waits for the last acknowledgements, 0 to 10 min

  /// Called when the state or the last error changes, and once a second while something is counted; on a thread
  /// of SkyLine's. It must not stop or destroy the stream.
  std::function<void(const KvsStats&)> on_health;

  KvsBackend backend = KvsBackend::kNative;
};

/// Sends a stream to Kinesis Video Streams; attach it to any SkyLine, alone or beside others.
///
/// Nothing here waits for the network: media is buffered first, the service is reached when it can be. Fragments the
/// service has not persisted when the stream stops stay in the buffer, and go out after the next start.
class SKYLINE_API KvsOutput final : public Output {
 public:
  /// Throws Error on settings out of range, on an unknown region, a spool folder that cannot be used, or another
  /// backend.
  explicit KvsOutput(KvsConfig config);
  ~KvsOutput() override;

  /// Attaches a name and a value to the fragment that is open, or to the next one: once, or to every fragment from now
  /// on. At most 10 a fragment; name 1 to 128 bytes, not beginning with "AWS"; value at most 256 bytes.
  /// A persistent one replaces that of the same name; an empty value ends it. Throws Error when a limit is passed.
  void add_metadata(const std::string& name, const std::string& value, bool persistent = false);

  /// How long the next close() waits for the last acknowledgements.
  void set_stop_timeout(std::chrono::milliseconds timeout);

  [[nodiscard]] KvsStats kvs_stats() const;

  [[nodiscard]] std::string name() const override;
  void open(OutputHost& host) override;
  void write(const UnitPtr& unit) override;
  void close() noexcept override;
  void interrupt() noexcept override;
  void add_stats(OutputStats& stats) const override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// The output for `config.backend`: a KvsOutput, or AWS's kvssink. Throws Error as KvsOutput does; also when the
/// element kvssink is not there, and on settings it cannot have (docs/07-kinesis.md lists them).
[[nodiscard]] SKYLINE_API std::unique_ptr<Output> make_kvs_output(KvsConfig config);

/// A SkyLine that is sent to Kinesis Video Streams.
class SKYLINE_API KvsSkyLine : public SkyLine {
 public:
  /// `dotenv_path`: a .env file, or empty to search for one from the working directory upwards; see docs/11-dotenv.md.
  /// What is empty in the arguments comes from it, or from the environment.
  KvsSkyLine(std::string stream_region, std::string stream_name, std::shared_ptr<KvsCredentials> credentials = nullptr,
             const std::string& dotenv_path = {}, StreamConfig config = {}, KvsConfig kvs = {});

  using SkyLine::stop_streaming;
  /// Stops within about this time, and says what could not be delivered by then. kvssink does not tell: nothing.
  KvsUndelivered stop_streaming(std::chrono::milliseconds deadline);

  /// As KvsOutput's. Throws Error with kvssink.
  void add_metadata(const std::string& name, const std::string& value, bool persistent = false);
  /// With kvssink its state and last error only, and sending means that kvssink takes units.
  [[nodiscard]] KvsStats kvs_stats() const;

 private:
  KvsOutput* native_ = nullptr;  // the stream's output; null with the kvssink backend
};

}  // namespace skyline
