// SPDX-License-Identifier: Apache-2.0
#include "stream/dotenv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "base/small_file.hpp"
#include "skyline/error.hpp"
#include "skyline/output.hpp"

namespace skyline {
namespace {

enum class Group { kAlone, kKeys, kRegion, kEndpoint, kFolders };

struct Name {
  std::string_view name;  // of a literal, so a zero follows
  Group group;
};
constexpr std::array kNames{
    Name{"AWS_ACCESS_KEY_ID", Group::kKeys},
    Name{"AWS_SECRET_ACCESS_KEY", Group::kKeys},
    Name{"AWS_SESSION_TOKEN", Group::kKeys},
    Name{"AWS_REGION", Group::kRegion},
    Name{"AWS_DEFAULT_REGION", Group::kRegion},
    Name{"AWS_PROFILE", Group::kAlone},
    Name{"AWS_SHARED_CREDENTIALS_FILE", Group::kAlone},
    Name{"AWS_CONFIG_FILE", Group::kAlone},
    Name{"AWS_CA_BUNDLE", Group::kAlone},
    Name{"AWS_ENDPOINT_URL", Group::kEndpoint},
    Name{"AWS_ENDPOINT_URL_KINESIS_VIDEO", Group::kEndpoint},
    Name{"CONTROL_PLANE_URI", Group::kEndpoint},
    Name{"GST_PLUGIN_PATH", Group::kFolders},
    Name{"LD_LIBRARY_PATH", Group::kFolders},
};

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kFile = ".env";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool in_name(char c) { return starts_name(c) || (c >= '0' && c <= '9'); }
bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }

struct Line {
  std::string name;
  std::string value;
};

/// Goes through the text once.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// The next assignment; nothing at the end.
  std::optional<Line> next() {
    while (!text_.empty()) {
      skip_blanks();
      if (text_.empty()) break;
      if (text_[0] == '\n' || text_[0] == '#') {
        skip_line();
        continue;
      }
      return assignment();
    }
    return std::nullopt;
  }
  /// What is wrong, with the line where the last assignment began.
  [[nodiscard]] Error complaint(std::string_view what) const { return Error(fmt::format("line {} {}", begin_, what)); }

 private:
  Line assignment() {
    begin_ = number_;
    Line line{take_name(), {}};
    skip_blanks();
    if (line.name == "export" && !text_.empty() && starts_name(text_[0])) {
      line.name = take_name();
      skip_blanks();
    }
    if (line.name.empty() || !text_.starts_with('=')) throw complaint("is not NAME=value");
    take();
    skip_blanks();
    const char quote = text_.empty() ? '\0' : text_[0];
    line.value = quote == '\'' || quote == '"' ? quoted_value(quote) : plain_value();
    return line;
  }

  std::string take_name() {
    std::string name;
    if (text_.empty() || !starts_name(text_[0])) return name;
    while (!text_.empty() && in_name(text_[0])) name += take();
    return name;
  }

  std::string plain_value() {
    std::string value;
    while (!text_.empty() && text_[0] != '\n') {
      if (text_[0] == '#' && (value.empty() || is_blank(value.back()))) break;
      value += take();
    }
    skip_line();
    while (!value.empty() && is_blank(value.back())) value.pop_back();
    return value;
  }

  std::string quoted_value(char quote) {
    std::string value;
    take();
    while (!text_.empty() && text_[0] != quote) {
      if (quote == '"' && text_[0] == '\\' && text_.size() > 1) {
        value += escaped();
      } else {
        value += take();
      }
    }
    if (text_.empty()) throw complaint("begins a quote that does not end");
    take();
    skip_blanks();
    if (!text_.empty() && text_[0] != '\n' && text_[0] != '#') throw complaint("goes on behind the quote");
    skip_line();
    return value;
  }

  std::string escaped() {
    take();
    const char c = take();
    if (c == 'n') return "\n";
    return c == '"' || c == '\\' ? std::string(1, c) : std::string{'\\', c};
  }

  char take() {
    const char c = text_[0];
    text_.remove_prefix(1);
    if (c == '\n') ++number_;
    return c;
  }
  void skip_blanks() {
    while (!text_.empty() && is_blank(text_[0])) take();
  }
  void skip_line() {
    while (!text_.empty() && take() != '\n') {
    }
  }

  std::string_view text_;
  std::size_t number_ = 1;
  std::size_t begin_ = 1;
};

const Name* known(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name, &Name::name);
  return found == kNames.end() ? nullptr : found;
}

std::map<std::string, Secret> parse_file(const std::string& path, const std::string& text) {
  try {
    return parse_dotenv(text);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", path, error.what()));
  }
}

/// A file of somebody else above the working directory must not decide where keys go.
std::optional<std::string> read_if_ours(const std::string& path) {
  try {
    return read_small_file(path, {.ours = true});
  } catch (const Error& error) {
    log::warn("dotenv", "passed over: {}; give its path to use it all the same", error.what());
    return std::nullopt;
  }
}

DotEnv search() {
  std::error_code error;
  auto folder = std::filesystem::current_path(error);
  while (!error && !folder.empty()) {
    const auto path = (folder / kFile).string();
    if (const auto text = read_if_ours(path)) return {path, parse_file(path, *text)};
    if (folder == folder.parent_path()) break;
    folder = folder.parent_path();
  }
  return {};
}

/// Whether the environment says something of what the name is about.
bool is_decided(const kinesis::Environment& environment, const Name& name) {
  if (name.group == Group::kAlone) return !environment(name.name.data()).empty();
  if (name.group == Group::kKeys && !environment("AWS_PROFILE").empty()) return true;
  return std::ranges::any_of(
      kNames, [&](const Name& each) { return each.group == name.group && !environment(each.name.data()).empty(); });
}

std::vector<std::string> folders(const DotEnv& dotenv, const char* name) {
  const auto* const text = dotenv.find(name);
  return text == nullptr ? std::vector<std::string>{} : gst::split_folders(*text);
}

}  // namespace

const std::string* DotEnv::find(const std::string& name) const {
  const auto found = values.find(name);
  return found == values.end() ? nullptr : &found->second.reveal();
}

std::map<std::string, Secret> parse_dotenv(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::map<std::string, Secret> values;
  Scanner scanner(text);
  while (auto line = scanner.next()) {
    if (known(line->name) == nullptr) {
      log::debug("dotenv", "{} is not a name of SkyLine's, left out", line->name);
      continue;
    }
    if (std::ranges::any_of(line->value, is_control)) throw scanner.complaint("has control characters in its value");
    values[line->name] = Secret(std::move(line->value));
  }
  return values;
}

DotEnv load_dotenv(const std::string& path) {
  if (path.empty()) return search();
  return {path, parse_file(path, require_small_file(path, {}))};
}

kinesis::Environment with_dotenv(kinesis::Environment environment, DotEnv dotenv) {
  return [environment = std::move(environment), dotenv = std::move(dotenv)](const char* name) {
    auto value = environment(name);
    const auto* const from_file = dotenv.find(name);
    if (!value.empty() || from_file == nullptr) return value;
    const auto* const row = known(name);
    if (row->group == Group::kFolders || is_decided(environment, *row)) return value;
    return *from_file;
  };
}

gst::PluginFolders plugin_folders(const DotEnv& dotenv) {
  return {.plugins = folders(dotenv, "GST_PLUGIN_PATH"), .libraries = folders(dotenv, "LD_LIBRARY_PATH")};
}

void load_plugins(const std::string& dotenv_path) { gst::load_plugins(plugin_folders(load_dotenv(dotenv_path))); }

}  // namespace skyline
