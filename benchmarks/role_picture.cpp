// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>

#include "child.hpp"
#include "clock.hpp"
#include "frames.hpp"
#include "picture.hpp"
#include "player.hpp"
#include "roles.hpp"

namespace bench {
namespace {

constexpr int kJudged = 150;
constexpr int kLeast = 40;
constexpr double kRecordedFps = 30;

struct Options {
  int frames = -1;
  std::string stream;
  int skip = 0;  ///< frames: the start of a stream shows how rate control starts, not how it runs
};

// Decoded frames beside the exact pictures they were made from, as two files for ffmpeg.
class Pairs {
 public:
  explicit Pairs(const Options& options)
      : frames_(options.frames),
        skip_(options.skip),
        bytes_(std::filesystem::file_size(options.stream)),
        got_name_(options.stream + ".got"),
        want_name_(options.stream + ".want"),
        got_(got_name_, std::ios::binary),
        want_(want_name_, std::ios::binary) {}
  Pairs(const Pairs&) = delete;
  Pairs& operator=(const Pairs&) = delete;
  ~Pairs() {
    std::remove(got_name_.c_str());
    std::remove(want_name_.c_str());
  }

  void take(GstSample* sample) {
    if (++decoded_ <= skip_ || pairs_ == kJudged) return;
    const auto number = number_of(sample);
    if (!number) {
      ++unreadable_;
      return;
    }
    const auto luma = luma_of(sample);
    if (luma.width != kWidth || luma.height != kHeight) throw std::runtime_error("the stream has another size");
    bt709_ = luma.bt709;
    write(got_, luma.pixels);
    write(want_, exact_luma(frames_.frame(*number), luma.bt709));
    ++pairs_;
  }

  nlohmann::json result() {
    if (pairs_ < kLeast) throw std::runtime_error(fmt::format("only {} frames can be compared", pairs_));
    got_.close();
    want_.close();
    return {{"ssim", ssim_of_files(got_name_, want_name_)},
            {"frames", pairs_},
            {"unreadable", unreadable_},
            {"kbps", static_cast<double>(bytes_) * 8 * kRecordedFps / 1000 / decoded_},
            {"matrix", bt709_ ? "bt709" : "bt601"}};
  }

 private:
  static void write(std::ofstream& file, const std::vector<std::uint8_t>& pixels) {
    file.write(reinterpret_cast<const char*>(pixels.data()), static_cast<std::streamsize>(pixels.size()));
    if (!file) throw std::runtime_error("no room for raw frames in the temporary folder: set TMPDIR");
  }

  Frames frames_;
  int skip_;
  std::uintmax_t bytes_;
  std::string got_name_;
  std::string want_name_;
  std::ofstream got_;
  std::ofstream want_;
  int decoded_ = 0;
  int pairs_ = 0;
  int unreadable_ = 0;
  bool bt709_ = false;
};

nlohmann::json judge(const Options& options) {
  Pairs pairs(options);
  std::string error;
  Player player(fmt::format("filesrc location={} ! h264parse ! avdec_h264 ! {} max-buffers=4", options.stream, kOut),
                [&](GstSample* sample) {
                  try {
                    if (error.empty()) pairs.take(sample);
                  } catch (const std::exception& failure) {
                    error = failure.what();
                  }
                });
  player.play();
  if (!player.ended(std::chrono::minutes(2))) throw std::runtime_error("decoding a recorded stream does not end");
  if (!error.empty()) throw std::runtime_error(error);
  return pairs.result();
}

}  // namespace

void add_picture_role(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* role = app.add_subcommand("role-picture")->group("");
  role->add_option("--frames", options->frames)->required();
  role->add_option("--stream", options->stream)->required();
  role->add_option("--skip", options->skip);
  role->callback([options] {
    die_with_parent();
    std::cout << judge(*options) << std::endl;
  });
}

}  // namespace bench
