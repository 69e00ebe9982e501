// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdlib>
#include <thread>

#include "cli/doctor/groups.hpp"
#include "cli/kvs_stream.hpp"
#include "skyline/kvs_check.hpp"
#include "skyline/test_scene.hpp"

namespace skyline::cli {
namespace {

using namespace std::chrono_literals;

constexpr int kWidth = 320;
constexpr int kHeight = 240;
constexpr auto kPeriod = 100ms;
constexpr int kPictures = 15;
constexpr auto kDelivery = 15s;

bool is_set(const char* variable) {
  const auto* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

/// Whether anything says that Kinesis is meant, though no stream is named.
bool meant(const KvsSettings& options) {
  return !options.region.empty() || !options.endpoint.empty() || !options.dotenv.empty() || !options.profile.empty() ||
         options.credentials.kind != CredentialsChoice::Kind::kChain || is_set("AWS_ACCESS_KEY_ID") ||
         !find_aws_region().empty();
}

/// Sends a second and a half of a generated scene to a stream that is there.
CheckResult send_result(KvsSettings options) {
  options.create = false;
  options.spool_dir.clear();
  const auto sky = make_kvs_stream(options, {});
  sky->start_streaming(1s / kPeriod, kWidth, kHeight);
  TestScene scene(kWidth, kHeight);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kPictures; ++i) {
    const auto now = std::chrono::system_clock::now();
    sky->put(scene.draw(static_cast<std::uint64_t>(i), now), now);
    std::this_thread::sleep_until(start + (i + 1) * kPeriod);
  }
  const auto left = sky->stop_streaming(kDelivery);
  const auto stats = sky->kvs_stats();
  if (left.fragments == 0 && stats.fragments_persisted > 0) {
    return {"media", CheckStatus::kOk,
            fmt::format("sent: the service has kept {} fragment{}", stats.fragments_persisted,
                        stats.fragments_persisted == 1 ? "" : "s")};
  }
  return {"media", CheckStatus::kFailed,
          fmt::format("{} of {} fragments were kept within {} s; {}", stats.fragments_persisted, stats.fragments,
                      kDelivery.count(), stats.last_error.empty() ? "the service gives no reason" : stats.last_error),
          "see the checks above; skyline doctor -v says more"};
}

}  // namespace

void check_kinesis(const DoctorOptions& options, Findings& findings) {
  const bool named = !options.kvs.stream.empty();
  bool well = false;
  const auto add = [&](CheckResult result) {
    if (result.name == "PutMedia") well = result.status == CheckStatus::kOk;
    // A region in the environment does not mean that this machine has to send.
    if (!named && result.status == CheckStatus::kFailed) result.status = CheckStatus::kWarning;
    findings.add(std::move(result));
  };
  try {
    if (!named && !meant(options.kvs)) {
      findings.add({"all", CheckStatus::kInfo, "skipped: give --kvs STREAM"});
      return;
    }
    check_kvs(kvs_config(options.kvs), options.kvs.dotenv,
              {.begun = [&](std::string_view name) { findings.begin(name); }, .done = add});
  } catch (const std::exception& error) {  // keys, a profile or a region that cannot be
    add({"settings", CheckStatus::kFailed, error.what(), "mend --credentials, --profile or AWS_REGION"});
  }
  if (!options.send) return;
  if (!well) {
    add({"media", CheckStatus::kInfo, "not sent, as a session could not be opened"});
    return;
  }
  findings.begin("sending media");
  add(send_result(options.kvs));
}

}  // namespace skyline::cli
