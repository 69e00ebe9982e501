// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/credentials_process.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "outputs/kinesis/child_process.hpp"
#include "outputs/kinesis/credentials_reply.hpp"
#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// One word, quotes taken off; `text` goes on behind it.
std::string take_word(std::string_view& text) {
  std::string word;
  char quote = '\0';
  for (; !text.empty() && (quote != '\0' || !is_blank(text[0])); text.remove_prefix(1)) {
    const char c = text[0];
    const bool escapes =
        c == '\\' && quote != '\'' && text.size() > 1 && (quote == '\0' || text[1] == '"' || text[1] == '\\');
    if (escapes) {
      text.remove_prefix(1);
      word += text[0];
    } else if (quote == '\0' && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = '\0';
    } else {
      word += c;
    }
  }
  if (quote != '\0') throw Error("a quote in it does not end");
  return word;
}

void check_version(const std::string& text, std::string_view whence) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("Version") || json["Version"] != 1) {
    throw Error(fmt::format("{}: the output is not JSON with \"Version\": 1", whence));
  }
}

}  // namespace

std::vector<std::string> split_words(std::string_view command) {
  std::vector<std::string> words;
  for (;;) {
    while (!command.empty() && is_blank(command[0])) command.remove_prefix(1);
    if (command.empty()) return words;
    words.push_back(take_word(command));
  }
}

AwsKeys process_keys(Surroundings& surroundings, const std::string& command, std::string_view whence) {
  std::string output;
  try {
    output = run_child(split_words(command),
                       {.time = surroundings.process_timeout,
                        .interrupted = [&surroundings] { return surroundings.interrupted(); },
                        .hidden_variables = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}});
  } catch (const Error& error) {
    throw Error(fmt::format("{}: credential_process: {}", whence, error.what()));
  }
  check_version(output, whence);
  return parse_reply(output, {.token = "SessionToken"}, whence);
}

}  // namespace skyline::kinesis
