// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/credentials_choice.hpp"
#include "cli/log_line.hpp"
#include "cli/values.hpp"
#include "skyline/config.hpp"
#include "skyline/frame.hpp"
#include "skyline/log.hpp"
#include "skyline/rtsp.hpp"

namespace skyline::cli {

/// What is served, wherever it was said: on the command line or in a file. Two that are equal need no restart.

struct SourceSettings {
  std::string location = "test";
  std::optional<double> fps{};
  std::optional<Size> size{};
  std::optional<PixelFormat> format{};
  bool loop = false;
  friend bool operator==(const SourceSettings&, const SourceSettings&) = default;
};

struct KvsSettings {
  std::string stream;  ///< empty: nothing is sent to Kinesis Video Streams
  std::string region;
  std::string endpoint;
  std::string ca_file;
  CredentialsChoice credentials;
  std::string profile;  ///< of the shared files, for the chain of credentials
  std::string dotenv;
  bool create = true;
  int retention_h = 24;
  std::string kms_key_id;
  std::map<std::string, std::string> tags;
  int buffer_mb = 64;
  int buffer_age_s = 120;
  std::string spool_dir;
  int spool_mb = 1000;
  int backlog_kbps = 8000;
  friend bool operator==(const KvsSettings&, const KvsSettings&) = default;
};

struct StreamSettings {
  std::string name;
  SourceSettings source;
  Fit fit = Fit::kLetterbox;
  EncodingConfig encoding;
  std::string path;  ///< of the RTSP server; empty: not there
  KvsSettings kvs;
  friend bool operator==(const StreamSettings&, const StreamSettings&) = default;
};

struct LogSettings {
  std::optional<LogFormat> format;
  std::optional<LogLevel> level;
};

struct ServeSettings {
  std::optional<RtspServerConfig> rtsp;  ///< there when a stream has a path
  std::vector<StreamSettings> streams;   ///< with different names and paths
  std::optional<Endpoint> metrics;       ///< nothing: none
  LogSettings log;
};

}  // namespace skyline::cli
