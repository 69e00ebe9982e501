// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/timex.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "cli/doctor/groups.hpp"
#include "cli/doctor/limits.hpp"
#include "skyline/rtsp.hpp"

namespace skyline::cli {
namespace {

constexpr std::uint64_t kMegabyte = 1'000'000;
constexpr std::uint64_t kLeastMemory = 128 * kMegabyte;
constexpr rlim_t kFilesBesideViewers = 100;

std::string read_text(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

int usable_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

CheckResult processors_result(const Limits& limits) {
  const int cores = usable_processors();
  CheckResult result{"processors", CheckStatus::kOk, cores > 0 ? fmt::format("{}", cores) : "number not known"};
  if (!limits.processors) return result;
  result.detail += fmt::format(", of which the control group leaves {:.2g}", *limits.processors);
  if (*limits.processors >= 1) return result;
  result.status = CheckStatus::kWarning;
  result.hint = "pictures will be late when it is used up: give the container or service one processor or more";
  return result;
}

CheckResult memory_result(const Limits& limits) {
  const auto available = parse_meminfo(read_text("/proc/meminfo"), "MemAvailable");
  if (!available && !limits.memory_bytes) return {"memory", CheckStatus::kInfo, "not known"};
  const auto least = std::min(available.value_or(UINT64_MAX), limits.memory_bytes.value_or(UINT64_MAX));
  CheckResult result{"memory", CheckStatus::kOk,
                     available ? fmt::format("{} MB are free", *available / kMegabyte) : "free memory not known"};
  if (limits.memory_bytes) {
    result.detail += fmt::format(", the control group's limit is {} MB", *limits.memory_bytes / kMegabyte);
  }
  if (least >= kLeastMemory) return result;
  result.status = CheckStatus::kWarning;
  result.hint = fmt::format("a stream takes some 40 MB, and 64 MiB more for Kinesis: leave it {} MB or more",
                            kLeastMemory / kMegabyte);
  return result;
}

CheckResult time_result() {
  timex state{};
  const int answer = ::adjtimex(&state);
  if (answer < 0) return {"time", CheckStatus::kInfo, fmt::format("not known: {}", std::strerror(errno))};
  if ((static_cast<unsigned>(state.status) & STA_UNSYNC) == 0) {
    return {"time", CheckStatus::kOk, "the clock is synchronised"};
  }
  return {"time", CheckStatus::kWarning, "nothing keeps the clock right, as far as the kernel knows",
          "recordings get wrong times, and AWS refuses signatures when it is 5 min off: timedatectl set-ntp true"};
}

CheckResult files_result() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return {"open files", CheckStatus::kInfo, fmt::format("not known: {}", std::strerror(errno))};
  }
  const auto viewers = static_cast<rlim_t>(RtspServerConfig{}.max_connections);
  if (limit.rlim_cur == RLIM_INFINITY) return {"open files", CheckStatus::kOk, "no limit"};
  CheckResult result{
      "open files", CheckStatus::kOk,
      fmt::format("{} at most, {} viewers need {}", limit.rlim_cur, viewers, viewers + kFilesBesideViewers)};
  if (limit.rlim_cur >= viewers + kFilesBesideViewers) return result;
  result.status = CheckStatus::kWarning;
  result.hint = "viewers beyond that cannot connect: ulimit -n 4096, or LimitNOFILE=4096 in the service's unit";
  return result;
}

}  // namespace

void check_machine(const DoctorOptions& /*options*/, Findings& findings) {
  const auto limits = read_limits(read_text("/proc/self/cgroup"), "/sys/fs/cgroup");
  findings.add(processors_result(limits));
  findings.add(memory_result(limits));
  findings.add(time_result());
  findings.add(files_result());
}

}  // namespace skyline::cli
