// SPDX-License-Identifier: Apache-2.0
#include "cli/status_line.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/terminal.hpp"

namespace skyline::cli {
namespace {

std::string in(Colour colour, std::string_view text, bool colours) {
  return colours ? coloured(text, colour) : std::string(text);
}

Colour colour(State state) {
  switch (state) {
    case State::kStreaming: return Colour::kGreen;
    case State::kError: return Colour::kRed;
    default: return Colour::kYellow;
  }
}

Colour colour(KvsState state) {
  switch (state) {
    case KvsState::kSending: return Colour::kGreen;
    case KvsState::kRejected: return Colour::kRed;
    default: return Colour::kYellow;
  }
}

std::string bytes(std::uint64_t count) {
  constexpr double kKilo = 1000;
  const auto value = static_cast<double>(count);
  if (value >= kKilo * kKilo * kKilo) return fmt::format("{:.1f} GB", value / (kKilo * kKilo * kKilo));
  if (value >= kKilo * kKilo) return fmt::format("{:.1f} MB", value / (kKilo * kKilo));
  return fmt::format("{:.0f} kB", value / kKilo);
}

std::string kvs_part(const KvsStats& kvs, bool colours) {
  auto text = "kvs " + in(colour(kvs.state), to_string(kvs.state), colours);
  if (kvs.fragments_pending > 0) {
    text += fmt::format(", {} waiting since {:.0f} s", bytes(kvs.bytes_pending),
                        std::chrono::duration<double>(kvs.oldest_pending).count());
  }
  return text;
}

void add_since(std::vector<std::string>& parts, const Stats& now, const Stats& before,
               std::chrono::duration<double> elapsed) {
  // Counters that went back: the stream was made anew under its name.
  if (elapsed.count() <= 0 || now.bytes < before.bytes) return;
  const auto bits = static_cast<double>(now.bytes - before.bytes) * 8;
  parts.push_back(fmt::format("{:.0f} kbit/s", bits / elapsed.count() / 1000));
  const auto& newer = now.stages.capture_to_unit;
  const auto& older = before.stages.capture_to_unit;
  if (newer.count <= older.count) return;
  const std::chrono::duration<double, std::milli> total = newer.total - older.total;
  parts.push_back(fmt::format("{:.0f} ms", total.count() / static_cast<double>(newer.count - older.count)));
}

}  // namespace

std::string status_line(const StreamReport& now, const StreamReport* before, std::chrono::duration<double> elapsed,
                        bool colours) {
  const auto& stats = now.stats;
  std::vector<std::string> parts{now.name, in(colour(now.state), to_string(now.state), colours)};
  if (stats.width > 0) parts.push_back(fmt::format("{}x{}", stats.width, stats.height));
  if (stats.fps > 0) parts.push_back(fmt::format("{:.1f} fps", stats.fps));
  if (before != nullptr) add_since(parts, stats, before->stats, elapsed);
  int viewers = 0;
  for (const auto& output : stats.outputs) viewers += output.viewers;
  parts.push_back(fmt::format("{} {}", viewers, viewers == 1 ? "viewer" : "viewers"));
  for (const auto& output : stats.outputs) {
    if (output.kvs) parts.push_back(kvs_part(*output.kvs, colours));
  }
  return fmt::format("{}", fmt::join(parts, "  "));
}

std::vector<std::string> status_lines(const std::vector<StreamReport>& now, const std::vector<StreamReport>& before,
                                      std::chrono::duration<double> elapsed, bool colours) {
  std::vector<std::string> lines;
  for (const auto& report : now) {
    const auto older = std::find_if(before.begin(), before.end(), [&](const auto& b) { return b.name == report.name; });
    lines.push_back(status_line(report, older == before.end() ? nullptr : &*older, elapsed, colours));
  }
  return lines;
}

}  // namespace skyline::cli
