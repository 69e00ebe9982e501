// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "media/picture.hpp"
#include "skyline/config.hpp"
#include "skyline/encoders.hpp"

namespace skyline::gst {

/// One candidate. Settings are "property=value" words; {kbps}, {bps}, {vbv_ms}, {vbv_kbit}, {vbv_bit}, {preset},
/// {threads} and {frames} (a key interval that never comes) are filled in. A property the installed version lacks is
/// passed over.
struct EncoderRow {
  std::string element;
  bool hardware = true;
  PictureFormat format = PictureFormat::kNv12;
  bool whole_units = false;  ///< gives access units with parameter sets at each key unit: no parser is needed
  std::string upload;        ///< elements between appsrc and the encoder, such as a copy into the device's memory
  std::string settings;
  std::string
      live;  ///< those of the settings that may change while it encodes, to keep the bitrate at another frame rate
};

/// Knows every encoder, proves each by encoding test pictures, and remembers why one was rejected. Any thread.
class EncoderCatalog {
 public:
  explicit EncoderCatalog(std::vector<EncoderRow> rows) : rows_(std::move(rows)) {}

  /// The catalog of this process: hardware first, then software.
  static EncoderCatalog& system();

  /// The first candidate that works and is not in `avoid`; `wanted`, when not empty, is tried before all others.
  /// Null when there is none: why_none() says why.
  [[nodiscard]] const EncoderRow* choose(const std::string& wanted, const std::set<std::string>& avoid);

  /// Reasons of all candidates, one a line.
  [[nodiscard]] std::string why_none();

  [[nodiscard]] std::vector<EncoderInfo> probe_all();

  /// Throws Error when the element is no candidate or not installed.
  void require_known(const std::string& element) const;

 private:
  /// Empty when it works.
  const std::string& reason_against(const EncoderRow& row);

  const std::vector<EncoderRow> rows_;
  std::mutex mutex_;
  std::map<std::string, std::string> reasons_;  // guarded by mutex_
};

}  // namespace skyline::gst
