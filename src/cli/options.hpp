// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/credentials_choice.hpp"
#include "cli/values.hpp"
#include "skyline/config.hpp"
#include "skyline/log.hpp"

namespace skyline::cli {

struct ServeOptions {
  std::string source = "test";
  Endpoint rtsp;
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
  std::string stats;  ///< a file, "-" for standard output, empty for none
  bool loop = false;
};

struct EncodersOptions {
  bool json = false;
};

struct CredentialsOptions {
  CredentialsChoice choice;
  std::string profile;
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
};

/// Throws UsageError, also for options that do not go together.
[[nodiscard]] CommandLine parse_command_line(int argc, const char* const* argv);

}  // namespace skyline::cli
