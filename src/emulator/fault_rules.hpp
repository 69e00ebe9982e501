// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skyline::emulator {

/// Where a fault takes effect.
enum class FaultPoint {
  kService,     ///< as long as the rule is there
  kConnection,  ///< when a client connects
  kRequest,     ///< when a request's head has come
  kMedia,       ///< in a PutMedia session
};

/// One rule of the document that docs/09-kvs-emulator.md describes.
struct FaultRule {
  std::string action;
  FaultPoint point = FaultPoint::kRequest;
  std::string api;         ///< empty: any
  std::int64_t after = 0;  ///< so many chances are let pass first
  std::int64_t times = 1;  ///< and so many are used; 0: all
  nlohmann::json parameters;

  [[nodiscard]] std::int64_t number(const char* name, std::int64_t otherwise) const;
  [[nodiscard]] std::string text(const char* name, const char* otherwise) const;
  [[nodiscard]] bool flag(const char* name) const;
};

/// What is to go wrong. Any thread.
class FaultRules {
 public:
  using Json = nlohmann::json;

  /// Replaces all rules. Throws ServiceError(InvalidArgumentException) on what is not understood, and changes nothing.
  void set(const Json& document);
  /// The document as it was set, and how often each rule has been met and used.
  [[nodiscard]] Json show() const;

  /// The rules of that point and API whose turn it is. Each call is a chance for each of them.
  [[nodiscard]] std::vector<FaultRule> take(FaultPoint point, std::string_view api);

  /// Called after each set() with the rules that hold for the service, on the thread of set(). Set once, before.
  void on_change(std::function<void(const std::vector<FaultRule>&)> changed) { changed_ = std::move(changed); }

 private:
  struct Counted {
    FaultRule rule;
    std::int64_t met = 0;
    std::int64_t used = 0;
  };

  std::function<void(const std::vector<FaultRule>&)> changed_;
  mutable std::mutex mutex_;
  Json document_ = {{"rules", Json::array()}};  // guarded by mutex_
  std::vector<Counted> rules_;                  // guarded by mutex_
};

}  // namespace skyline::emulator
