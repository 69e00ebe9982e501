// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/aws_time.hpp"

#include <fmt/chrono.h>

#include <algorithm>

namespace skyline::kinesis {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kLastYear = 2200;  // the clock's nanoseconds end in 2262

/// Takes fixed pieces off the front of a text; once a piece is not there, nothing is.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  int digits(std::size_t count, int least, int most) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const char c = i < text_.size() ? text_[i] : '\0';
      if (c < '0' || c > '9') return fail();
      value = value * 10 + (c - '0');
    }
    text_.remove_prefix(count);
    return value < least || value > most ? fail() : value;
  }
  void exactly(char c) {
    if (!take(c)) fail();
  }
  bool take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  void fraction() {
    if (!take('.')) return;
    const auto count = std::min(text_.find_first_not_of("0123456789"), text_.size());
    text_.remove_prefix(count);
    if (count == 0 || count > 9) fail();
  }
  [[nodiscard]] bool good() const { return good_ && text_.empty(); }

 private:
  int fail() {
    good_ = false;
    text_ = {};
    return 0;
  }

  std::string_view text_;
  bool good_ = true;
};

minutes scan_offset(Scanner& scanner) {
  if (scanner.take('Z')) return minutes{0};
  const bool ahead = scanner.take('+');
  if (!ahead) scanner.exactly('-');
  const int offset_hours = scanner.digits(2, 0, 23);
  scanner.exactly(':');
  const minutes offset = hours{offset_hours} + minutes{scanner.digits(2, 0, 59)};
  return ahead ? offset : -offset;
}

}  // namespace

std::optional<WallTime> parse_time(std::string_view text) {
  Scanner scanner(text);
  const int year = scanner.digits(4, 1970, 9999);
  scanner.exactly('-');
  const int month = scanner.digits(2, 1, 12);
  scanner.exactly('-');
  const int day = scanner.digits(2, 1, 31);
  scanner.exactly('T');
  seconds time = hours{scanner.digits(2, 0, 23)};
  scanner.exactly(':');
  time += minutes{scanner.digits(2, 0, 59)};
  scanner.exactly(':');
  time += seconds{scanner.digits(2, 0, 59)};
  scanner.fraction();
  time -= scan_offset(scanner);
  const std::chrono::year_month_day date{std::chrono::year{std::min(year, kLastYear)},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  const bool exists = std::chrono::year_month_day{std::chrono::year{year}, date.month(), date.day()}.ok();
  if (!scanner.good() || !exists) return std::nullopt;
  return std::chrono::sys_days{date} + time;
}

std::string format_time(WallTime time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

}  // namespace skyline::kinesis
