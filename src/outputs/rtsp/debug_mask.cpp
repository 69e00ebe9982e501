// SPDX-License-Identifier: Apache-2.0
#include "outputs/rtsp/debug_mask.hpp"

#include <gst/gst.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <mutex>

namespace skyline::rtsp {
namespace {

constexpr std::string_view kMask = "***";
// In lower case; what follows them up to the end of the line is secret.
constexpr std::array<std::string_view, 5> kSecretStarts{"authorization:", "authorization'", "authorization\"", "basic ",
                                                        "digest "};

bool ends_value(char c) { return c == '\n' || c == '\r'; }
bool ends_authority(char c) {
  return c == '/' || c == '?' || c == '"' || c == '\'' || c == '<' || c == '>' || g_ascii_isspace(c);
}

// After "://": the password of user:password@, when there is one.
std::size_t mask_authority(std::string_view rest, std::string& masked) {
  const auto length = static_cast<std::size_t>(std::find_if(rest.begin(), rest.end(), ends_authority) - rest.begin());
  const auto authority = rest.substr(0, length);
  const auto at = authority.rfind('@');
  const auto colon = authority.find(':');
  if (at == std::string_view::npos || colon == std::string_view::npos || colon > at) return 0;
  masked.append(authority.substr(0, colon + 1)).append(kMask);
  return at;
}

bool starts_with_lower(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(), [](char l, char c) { return l == g_ascii_tolower(c); });
}

std::size_t mask_header(std::string_view rest, std::string& masked) {
  const auto start = std::find_if(kSecretStarts.begin(), kSecretStarts.end(),
                                  [rest](std::string_view one) { return starts_with_lower(rest, one); });
  if (start == kSecretStarts.end()) return 0;
  masked.append(rest.substr(0, start->size())).append(kMask);
  return static_cast<std::size_t>(std::find_if(rest.begin(), rest.end(), ends_value) - rest.begin());
}

// A changed message has to be logged anew: the object that carries it cannot be altered.
void log_masked(GstDebugCategory* category, GstDebugLevel level, const gchar* file, const gchar* function, gint line,
                GObject* object, GstDebugMessage* message, gpointer output) {
  const std::string_view text(gst_debug_message_get(message));
  if (const auto masked = mask_credentials(text); masked != text) {
    gst_debug_log(category, level, file, function, line, object, "%s", masked.c_str());
  } else {
    gst_debug_log_default(category, level, file, function, line, object, message, output);
  }
}

// The stream the default function writes to is not to be had from it.
std::FILE* default_output() {
  const char* name = std::getenv("GST_DEBUG_FILE");
  if (!name || !*name) return nullptr;
  if (std::string_view(name) == "-") return stdout;
  return std::fopen(name, "ae");
}

}  // namespace

std::string mask_credentials(std::string_view text) {
  std::string masked;
  masked.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    std::size_t skipped = mask_header(text.substr(i), masked);
    if (skipped == 0 && text.substr(i).starts_with("://")) {
      masked += "://";
      i += 3;
      skipped = mask_authority(text.substr(i), masked);
      i += skipped;
      continue;
    }
    if (skipped == 0) {
      masked += text[i];
      skipped = 1;
    }
    i += skipped;
  }
  return masked;
}

void mask_debug_log() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (gst_debug_remove_log_function(gst_debug_log_default) > 0) {
      gst_debug_add_log_function(log_masked, default_output(), nullptr);
    }
  });
}

}  // namespace skyline::rtsp
