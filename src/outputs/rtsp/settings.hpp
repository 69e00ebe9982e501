// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gst/handles.hpp"
#include "outputs/rtsp/access_control.hpp"
#include "outputs/rtsp/held_media.hpp"
#include "skyline/rtsp.hpp"

namespace skyline::rtsp {

/// /name[/name...] with letters, digits and . _ - ~ in the names.
[[nodiscard]] bool valid_path(std::string_view path);

/// Throws Error, which says what to do, when something in it cannot be meant.
void validate(const RtspServerConfig& config);

[[nodiscard]] bool uses_tls(const RtspServerConfig& config);
/// Neither users nor allow_anonymous: the server makes a user of its own.
[[nodiscard]] bool needs_generated_user(const RtspServerConfig& config);

inline constexpr std::string_view kGeneratedUser = "viewer";

/// Null when anybody may watch. `generated` is the password of the generated user, when one is needed.
[[nodiscard]] std::unique_ptr<const AccessControl> make_access(const RtspServerConfig& config, const Secret& generated);

/// What the streams' media have in common; one call for a server, as the multicast addresses are shared.
[[nodiscard]] MediaOptions make_media_options(const RtspServerConfig& config);

/// Null without TLS. Throws Error when the files are no certificate and key.
[[nodiscard]] gst::Ref<GTlsCertificate> load_certificate(const RtspServerConfig& config);

}  // namespace skyline::rtsp
