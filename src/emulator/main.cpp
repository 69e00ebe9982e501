// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <pthread.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>

#include "base/log.hpp"
#include "base/small_file.hpp"
#include "emulator/emulator.hpp"

namespace skyline::emulator {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUse = 2;
constexpr int kSignalExit = 128;

struct Settings {
  EmulatorOptions options;
  std::string secret_key;
  std::string secret_key_file;
  std::string faults_file;
  LogLevel log_level = LogLevel::kInfo;
};

void describe(CLI::App& app, Settings& settings) {
  auto& o = settings.options;
  app.add_option("--port", o.port, "where to listen (0: any free one)");
  app.add_option("--address", o.address, "numeric address to listen at (127.0.0.1)");
  app.add_option("--data", o.data_dir, "folder for streams and fragments")->required();
  app.add_flag("--tls", o.tls, "HTTPS, with a certificate made for this run");
  app.add_option("--region", o.region, "that requests have to be signed for (any)");
  app.add_option("--access-key", o.access_key, fmt::format("access key id that is good ({})", kTestAccessKey));
  auto* given =
      app.add_option("--secret-key", settings.secret_key,
                     fmt::format("its secret key, made up: other users of this machine see it ({})", kTestSecretKey));
  app.add_option("--secret-key-file", settings.secret_key_file, "file with its secret key")->excludes(given);
  app.add_option("--faults", settings.faults_file, "JSON file of what is to go wrong");
  auto* verbose = app.add_flag_callback(
      "-v,--verbose", [&] { settings.log_level = LogLevel::kDebug; }, "say more");
  app.add_flag_callback(
         "-q,--quiet", [&] { settings.log_level = LogLevel::kError; }, "errors only")
      ->excludes(verbose);
}

void print(const std::string& line) {
  std::fputs(line.c_str(), stdout);
  std::fflush(stdout);
}

/// Returns the signal that ended it.
int serve(Settings settings) {
  set_log_level(settings.log_level);
  if (!settings.secret_key.empty()) settings.options.secret_key = Secret(settings.secret_key);
  if (!settings.secret_key_file.empty()) {
    auto key = require_small_file(settings.secret_key_file, {});
    key.erase(key.find_last_not_of(" \r\n") + 1);
    settings.options.secret_key = Secret(std::move(key));
  }
  // Blocked before there are threads, so that no other one takes them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  Emulator emulator(settings.options);
  emulator.start();
  if (!settings.faults_file.empty()) {
    emulator.faults().set(nlohmann::json::parse(require_small_file(settings.faults_file, {})));
  }
  if (!emulator.ca_file().empty()) log::info("emulator", "clients are to trust {}", emulator.ca_file());
  print(emulator.endpoint() + "\n");
  int signal = 0;
  sigwait(&signals, &signal);
  emulator.stop();
  return signal;
}

int run(int argc, char** argv) {
  Settings settings;
  CLI::App app("A local stand-in for Amazon Kinesis Video Streams. Prints its endpoint on one line.",
               "skyline-kvs-emulator");
  app.footer(
      "Exit codes: 0 SIGTERM, 1 something failed, 2 wrong use, 130 SIGINT. docs/09-kvs-emulator.md has examples.");
  describe(app, settings);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    print(app.help());
    return 0;
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "skyline-kvs-emulator: {}; see --help\n", error.what());
    return kWrongUse;
  }
  const int signal = serve(std::move(settings));
  return signal == SIGTERM ? 0 : kSignalExit + signal;
}

}  // namespace
}  // namespace skyline::emulator

int main(int argc, char** argv) {
  try {
    return skyline::emulator::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "skyline-kvs-emulator: %s\n", error.what());
    return skyline::emulator::kFailed;
  }
}
