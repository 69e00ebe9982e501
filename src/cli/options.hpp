// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/settings.hpp"
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

struct ServeOptions {
  std::string config;  ///< a file that has everything but the options that follow; empty: none
  std::optional<double> duration_s;
  std::string stats;  ///< a file, "-" for standard output, empty for none

  std::optional<Endpoint> rtsp;  ///< nothing: no RTSP
  std::string path = "/live";
  std::string user;
  std::string password_file;
  bool allow_anonymous = false;
  std::string tls_cert;
  std::string tls_key;
  SourceSettings source;
  Fit fit = Fit::kLetterbox;
  EncodingConfig encoding;
  KvsSettings kvs;
};

struct CheckOptions {
  std::string file;
  bool schema = false;  ///< print the JSON Schema instead
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
  std::variant<ShowText, ServeOptions, CheckOptions, EncodersOptions, CredentialsOptions, KvsEmulatorOptions> command;
  LogLevel log_level = LogLevel::kInfo;
};

/// The one table of verbs and options, which help, completion and manual pages come from. `line` outlives it.
[[nodiscard]] std::unique_ptr<CLI::App> make_app(CommandLine& line);

/// Throws UsageError, also for options that do not go together.
[[nodiscard]] CommandLine parse_command_line(int argc, const char* const* argv);

}  // namespace skyline::cli
