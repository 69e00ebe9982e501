// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/credentials_choice.hpp"
#include "cli/log_line.hpp"
#include "cli/values.hpp"
#include "skyline/config.hpp"
#include "skyline/log.hpp"

namespace CLI {
class App;
}

namespace skyline::cli {

struct CredentialsOptions {
  CredentialsChoice choice;
  std::string profile;
  bool json = false;
};

struct KvsOptions {
  std::string stream;  ///< empty: nothing is sent to Kinesis Video Streams
  std::string region;
  std::string endpoint;
  CredentialsOptions credentials;
  std::string spool_dir;
  int spool_mb = 1000;
  bool no_create = false;
  int retention_h = 24;
  std::string dotenv;
};

struct ServeOptions {
  std::string source = "test";
  std::optional<Endpoint> rtsp;  ///< nothing: no RTSP
  KvsOptions kvs;
  std::string path = "/live";
  std::string user;
  std::string password_file;
  bool allow_anonymous = false;
  std::string tls_cert;
  std::string tls_key;
  std::optional<double> fps;
  std::optional<Size> size;
  std::optional<PixelFormat> format;
  EncodingConfig encoding;
  std::optional<double> duration_s;
  std::string stats;                ///< a file, "-" for standard output, empty for none
  std::optional<Endpoint> metrics;  ///< nothing: no metrics
  bool loop = false;
};

struct EncodersOptions {
  bool json = false;
};

struct KvsEmulatorOptions {
  std::vector<std::string> arguments;  ///< not looked at: they are for the program
};

/// --help and --version: the text for standard output.
struct ShowText {
  std::string text;
};

struct CommandLine {
  std::variant<ShowText, ServeOptions, EncodersOptions, CredentialsOptions, KvsEmulatorOptions> command;
  LogLevel log_level = LogLevel::kInfo;
  LogFormat log_format = LogFormat::kText;
};

/// The one table of verbs and options, which help, completion and manual pages come from. `line` outlives it.
[[nodiscard]] std::unique_ptr<CLI::App> make_app(CommandLine& line);

/// Throws UsageError, also for options that do not go together.
[[nodiscard]] CommandLine parse_command_line(int argc, const char* const* argv);

}  // namespace skyline::cli
