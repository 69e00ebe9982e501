// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor/findings.hpp"

#include <utility>

namespace skyline::cli {

void Findings::begin(std::string_view check) { push({.begun = std::string(check), .result = std::nullopt}); }
void Findings::add(CheckResult result) { push({.begun = std::nullopt, .result = std::move(result)}); }
void Findings::close() { push({}); }

void Findings::push(News news) {
  {
    const std::lock_guard lock(mutex_);
    news_.push_back(std::move(news));
  }
  changed_.notify_all();
}

std::optional<Findings::News> Findings::next(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, patience, [this] { return !news_.empty(); })) return std::nullopt;
  auto news = std::move(news_.front());
  news_.pop_front();
  return news;
}

}  // namespace skyline::cli
