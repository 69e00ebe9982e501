// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cli/sources/gst_pipeline.hpp"
#include "cli/sources/pacing.hpp"
#include "cli/sources/source.hpp"

namespace skyline::cli {

/// How one kind of input is opened and what to do when it ends.
struct GstInput {
  enum class AtEnd { kFinish, kReconnect };

  std::string shown;        ///< for messages, without secrets
  std::string description;  ///< elements up to the first raw picture
  std::function<void(GstBin*)> configure;
  bool live = false;  ///< pictures come by themselves; otherwise the pipeline paces them by their timestamps
  AtEnd at_end = AtEnd::kFinish;
  std::chrono::seconds patience{10};  ///< for the first picture, and between two of a live input
};

[[nodiscard]] GstInput file_input(const std::string& path);
/// Throws UsageError on a malformed URL.
[[nodiscard]] GstInput rtsp_input(const std::string& url);
[[nodiscard]] GstInput device_input(const SourceSettings& settings);

/// Whatever GStreamer opens and decodes: a media file, a camera on the network or in the machine.
class GstSource final : public Source {
 public:
  GstSource(GstInput input, const SourceSettings& settings);

  [[nodiscard]] SourceShape open(const Stop& stop) override;
  void run(SkyLine& sky, const Stop& stop) override;

 private:
  enum class Ended { kStopped, kEndOfStream, kFailed };

  void build();
  [[nodiscard]] SamplePtr first_picture(const Stop& stop);
  /// Puts frames while they come.
  [[nodiscard]] Ended play(SkyLine& sky, const Stop& stop);
  /// False when it is time to stop.
  [[nodiscard]] bool play_again(const Stop& stop);
  [[nodiscard]] bool reconnect(const Stop& stop);
  void put(SkyLine& sky, SamplePtr sample);
  [[nodiscard]] std::string why();

  GstInput input_;
  bool loop_;
  std::optional<double> fps_;
  std::optional<Size> size_;
  FrameThinner thinner_;
  Retry retry_;
  std::unique_ptr<GstPipeline> pipeline_;
  SamplePtr first_;  // pulled while opening a live input
  std::string failure_;
};

}  // namespace skyline::cli
