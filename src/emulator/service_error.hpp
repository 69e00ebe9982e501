// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace skyline::emulator {

/// A refusal in the service's shape: the status, the name for x-amzn-ErrorType, and the message of the body.
class ServiceError : public std::runtime_error {
 public:
  ServiceError(int status, std::string name, const std::string& message)
      : std::runtime_error(message), status_(status), name_(std::move(name)) {}

  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  int status_;
  std::string name_;
};

[[nodiscard]] inline ServiceError invalid_argument(const std::string& message) {
  return {400, "InvalidArgumentException", message};
}
[[nodiscard]] inline ServiceError not_found(const std::string& message) {
  return {404, "ResourceNotFoundException", message};
}

}  // namespace skyline::emulator
