// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace skyline::rtsp {

/// The text with what may be secret in it as ***: the password of user:password@host, and the value of authorization
/// headers.
[[nodiscard]] std::string mask_credentials(std::string_view text);

/// Makes GStreamer's debug log go through mask_credentials(), where its default output is in use. GST_DEBUG and the
/// rest work as ever. Once for the process; later calls do nothing.
void mask_debug_log();

}  // namespace skyline::rtsp
