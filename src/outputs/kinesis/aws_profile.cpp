// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/aws_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/small_file.hpp"
#include "net/client/text.hpp"
#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

using net::lower;
using net::trimmed;

constexpr std::size_t kMostBytes = 1U << 20U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Takes line by line.
class Parser {
 public:
  explicit Parser(ProfileFile kind) : kind_(kind) {}

  void take(std::string_view line) {
    ++number_;
    if (line.find('\0') != std::string_view::npos) throw complaint("has a zero byte");
    const auto text = trimmed(line);
    if (text.empty() || text.starts_with('#') || text.starts_with(';')) return;
    const auto indent = line.find_first_not_of(" \t");
    if (in_value_ && indent > indent_) return;  // goes on with the value before
    indent_ = indent;
    if (text.starts_with('[')) {
      begin_section(text);
    } else {
      take_setting(text);
    }
  }
  ProfileMap result() { return std::move(profiles_); }

 private:
  [[nodiscard]] Error complaint(std::string_view what) const { return Error(fmt::format("line {} {}", number_, what)); }

  void begin_section(std::string_view text) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) throw complaint("begins a section, but has no ] at its end");
    in_value_ = false;
    in_section_ = true;
    const auto name = profile_of(trimmed(text.substr(1, end - 1)));
    settings_ = name ? &profiles_[*name] : nullptr;
  }

  [[nodiscard]] std::optional<std::string> profile_of(std::string_view section) const {
    if (kind_ == ProfileFile::kCredentials || section == "default") return std::string(section);
    constexpr std::string_view kPrefix = "profile";
    if (!section.starts_with(kPrefix)) return std::nullopt;
    section.remove_prefix(kPrefix.size());
    if (!section.starts_with(' ') && !section.starts_with('\t')) return std::nullopt;
    section = trimmed(section);
    if (section.size() >= 2 && section.front() == section.back() && (section[0] == '"' || section[0] == '\'')) {
      section = section.substr(1, section.size() - 2);
    }
    return std::string(section);
  }

  void take_setting(std::string_view text) {
    const auto sign = text.find_first_of("=:");
    if (sign == std::string_view::npos || sign == 0) throw complaint("is neither [section] nor name = value");
    if (!in_section_) throw complaint("stands before the first [section]");
    in_value_ = true;
    if (settings_ != nullptr) (*settings_)[lower(trimmed(text.substr(0, sign)))] = trimmed(text.substr(sign + 1));
  }

  ProfileFile kind_;
  ProfileMap profiles_;
  Settings* settings_ = nullptr;  // null: in a section that is no profile
  bool in_section_ = false;
  bool in_value_ = false;
  std::size_t indent_ = 0;
  std::size_t number_ = 0;
};

std::string path_of(const Environment& environment, const char* variable, std::string_view name) {
  const auto home = environment("HOME");
  auto path = environment(variable);
  if (path.empty()) return home.empty() ? "" : fmt::format("{}/.aws/{}", home, name);
  return path.starts_with("~/") ? home + path.substr(1) : path;
}

ProfileMap load(const std::string& path, ProfileFile kind) {
  const auto text = path.empty() ? std::nullopt : read_small_file(path, {.most_bytes = kMostBytes});
  if (!text) return {};
  try {
    return parse_profiles(*text, kind);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", path, error.what()));
  }
}

}  // namespace

ProfileMap parse_profiles(std::string_view text, ProfileFile kind) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Parser parser(kind);
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    parser.take(line);
  }
  return parser.result();
}

Profiles::Profiles(const Environment& environment) {
  const auto credentials = path_of(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
  const auto config = path_of(environment, "AWS_CONFIG_FILE", "config");
  where_ = fmt::format("{} and {}", credentials.empty() ? "no file of credentials (HOME is not set)" : credentials,
                       config.empty() ? "no config file" : config);
  profiles_ = load(credentials, ProfileFile::kCredentials);
  for (auto& [name, settings] : load(config, ProfileFile::kConfig)) profiles_[name].merge(settings);
}

const Settings* Profiles::find(const std::string& name) const {
  const auto found = profiles_.find(name);
  return found == profiles_.end() ? nullptr : &found->second;
}

std::string setting(const Settings& settings, const std::string& name) {
  const auto found = settings.find(name);
  return found == settings.end() ? "" : found->second;
}

std::string profile_name(const Environment& environment, const std::string& named) {
  if (!named.empty()) return named;
  auto name = environment("AWS_PROFILE");
  return name.empty() ? "default" : name;
}

}  // namespace skyline::kinesis
