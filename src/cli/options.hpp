// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/log_line.hpp"
#include "cli/settings.hpp"
#include "skyline/log.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own
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
  std::string stats;                ///< a file, "-" for standard output, empty for none
  std::optional<Endpoint> metrics;  ///< nothing: the file's, or no metrics
  bool log_level_given = false;     ///< what a file says of the log does not count then
  bool log_format_given = false;

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

struct DoctorOptions {
  std::optional<Endpoint> rtsp;  ///< nothing: serve's own
  KvsSettings kvs;
  bool send = false;
  bool json = false;
  bool verbose = false;
  bool quiet = false;
};

struct KvsEmulatorOptions {
  std::vector<std::string> arguments;  ///< not looked at: they are for the program
};

struct PanoramaOptions {
  enum class Action { kCheck, kOpenPort };
  Action action = Action::kCheck;
  std::string folder;
  std::string overrides;  ///< empty: those that are found
  bool json = false;
  bool strict = false;
  int port = 0;
  std::optional<int> host_port;
  std::string node;   ///< empty: the application's code
  std::string graph;  ///< empty: the only one
  std::string description = "RTSP over TCP";
  bool dry_run = false;
};

/// --help and --version: the text for standard output.
struct ShowText {
  std::string text;
};

struct CommandLine {
  std::variant<ShowText, ServeOptions, CheckOptions, EncodersOptions, CredentialsOptions, DoctorOptions,
               KvsEmulatorOptions, PanoramaOptions>
      command;
  LogLevel log_level = LogLevel::kInfo;
  LogFormat log_format = LogFormat::kText;
};

/// The one table of verbs and options, which help, completion and manual pages come from. `line` outlives it.
[[nodiscard]] std::unique_ptr<CLI::App> make_app(CommandLine& line);

/// Throws UsageError, also for options that do not go together.
[[nodiscard]] CommandLine parse_command_line(int argc, const char* const* argv);

}  // namespace skyline::cli
