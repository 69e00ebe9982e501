// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace bench {

/// This program started again in another role, or one that lies beside it, or one by its absolute path. Killed on
/// destruction when it still runs.
class Child {
 public:
  explicit Child(std::vector<std::string> arguments, const std::string& program = "skyline_bench");
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child(Child&& other) noexcept;
  ~Child();

  /// Throws when it has ended, with its role: whoever waits for it would wait in vain.
  void check_alive();
  /// Waits for its end and returns the JSON it printed. Throws when it failed or takes longer than `seconds`.
  [[nodiscard]] nlohmann::json result(double seconds);

 private:
  [[noreturn]] void fail(const std::string& what) const;

  std::string role_;
  pid_t pid_ = -1;
  int output_ = -1;
  int status_ = 0;
};

/// Called first in a child: it ends when its parent does.
void die_with_parent();

}  // namespace bench
