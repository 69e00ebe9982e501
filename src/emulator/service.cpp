// SPDX-License-Identifier: Apache-2.0
#include "emulator/service.hpp"

#include <filesystem>

#include "emulator/service_error.hpp"
#include "emulator/stored_stream.hpp"
#include "skyline/error.hpp"

namespace skyline::emulator {
namespace {

// Without retention a consumer still sees what the service has at hand.
constexpr std::int64_t kAtHandMs = 300'000;
constexpr std::int64_t kHourMs = 3'600'000;

std::string made_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (folder.empty() || error) {
    throw Error("cannot make the data folder '" + folder + "': " + error.message() + "; give another one");
  }
  return folder;
}

}  // namespace

Service::Service(EmulatorOptions given)
    : options(std::move(given)),
      streams(made_folder(options.data_dir) + "/streams.json"),
      store(options.data_dir + "/fragments"),
      playback([this](const std::string& arn) { return std::make_unique<StoredStream>(store, streams.by_arn(arn)); }) {
  keys.add(options.access_key, {options.secret_key, Secret{}});
}

StreamRecord Service::stream_of(const Arguments& arguments) const {
  const auto name = arguments.text("StreamName");
  const auto arn = arguments.text("StreamARN");
  if (name && arn) throw invalid_argument("Give StreamName or StreamARN, not both.");
  if (!name && !arn) throw invalid_argument("Either StreamName or StreamARN is required.");
  return name ? streams.by_name(*name) : streams.by_arn(*arn);
}

void Service::expire(const StreamRecord& stream) {
  const auto kept = stream.retention_hours > 0 ? stream.retention_hours * kHourMs : kAtHandMs;
  store.expire(stream.id, clock.now_ms() - kept);
}

}  // namespace skyline::emulator
