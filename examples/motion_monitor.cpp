// SPDX-License-Identifier: Apache-2.0
// An example vision application without a screen: finds what moves, draws boxes, a count and a clock, and lets people
// watch the result by RTSP.
//
//   motion_monitor [FILE | URL | /dev/videoN] [--address ADDRESS] [--port N] [--duration SECONDS]
//
// Without an input it looks at a generated scene.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <memory>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/background_segm.hpp>
#include <opencv2/videoio.hpp>
#include <optional>
#include <skyline/opencv.hpp>
#include <skyline/skyline.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

volatile std::sig_atomic_t stop_requested = 0;

struct Options {
  std::string input;
  std::string address = "0.0.0.0";  // of all networks; 127.0.0.1: this machine only
  std::uint16_t port = 8554;
  double duration_s = 0;  // 0: for ever
};

// --- Input: a camera, a stream, a file that is played again and again, or the generated scene -----------------------

class Input {
 public:
  explicit Input(const std::string& name) : name_(name), is_file_(std::filesystem::is_regular_file(name)) {
    if (name_.empty()) {
      scene_ = std::make_unique<skyline::TestScene>(1280, 720);
    } else if (!capture_.open(name_)) {
      // Not the name: a URL may carry a password.
      throw std::runtime_error("cannot open the input; give a video file, rtsp://..., /dev/videoN, or nothing");
    } else if (is_file_ && capture_.get(cv::CAP_PROP_FPS) > 0) {
      fps_ = capture_.get(cv::CAP_PROP_FPS);
    }
  }

  /// The next picture, in real time. Empty when a camera or stream has ended.
  cv::Mat next() {
    cv::Mat picture;
    if (scene_) {
      const auto view = scene_->draw(index_, std::chrono::system_clock::now());
      cv::Mat(view.height, view.width, CV_8UC3, const_cast<std::uint8_t*>(view.planes[0].data), view.planes[0].stride)
          .copyTo(picture);
    } else if (!capture_.read(picture) && is_file_) {
      capture_.open(name_);
      capture_.read(picture);
    }
    ++index_;
    if (scene_ || is_file_) wait_for_turn();
    return picture;
  }

 private:
  // A file could be read much faster than it was filmed.
  void wait_for_turn() {
    due_ = std::max(due_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / fps_)),
                    Clock::now());
    std::this_thread::sleep_until(due_);
  }

  std::string name_;
  bool is_file_;
  std::unique_ptr<skyline::TestScene> scene_;
  cv::VideoCapture capture_;
  double fps_ = 30;
  std::uint64_t index_ = 0;
  Clock::time_point due_ = Clock::now();
};

// --- Vision: where does the picture differ from what it usually shows? -----------------------------------------------

class MotionDetector {
 public:
  /// Boxes around what moves, in pixels of the picture.
  std::vector<cv::Rect> find(const cv::Mat& picture) {
    constexpr int kWidth = 320;  // small is enough to see movement, and quick
    const double scale = static_cast<double>(picture.cols) / kWidth;
    cv::resize(picture, small_, cv::Size(kWidth, std::max(1, cvRound(picture.rows / scale))), 0, 0, cv::INTER_AREA);
    background_->apply(small_, mask_);
    cv::threshold(mask_, mask_, 200, 255, cv::THRESH_BINARY);  // leaves out shadows
    cv::morphologyEx(mask_, mask_, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_ELLIPSE, {3, 3}));
    cv::dilate(mask_, mask_, cv::getStructuringElement(cv::MORPH_ELLIPSE, {5, 9}));

    std::vector<std::vector<cv::Point>> outlines;
    cv::findContours(mask_, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
    std::vector<cv::Rect> boxes;
    for (const auto& outline : outlines) {
      const cv::Rect box = cv::boundingRect(outline);
      if (box.area() < 60) continue;
      boxes.emplace_back(cv::Point(cvRound(box.x * scale), cvRound(box.y * scale)),
                         cv::Size(cvRound(box.width * scale), cvRound(box.height * scale)));
    }
    return boxes;
  }

 private:
  cv::Ptr<cv::BackgroundSubtractorMOG2> background_ = cv::createBackgroundSubtractorMOG2(300, 25, true);
  cv::Mat small_;
  cv::Mat mask_;
};

void write(cv::Mat& picture, const std::string& text, cv::Point where) {
  const double size = std::max(0.4, picture.rows / 720.0);
  const int thickness = std::max(1, cvRound(2 * size));
  cv::putText(picture, text, where, cv::FONT_HERSHEY_SIMPLEX, size, {0, 0, 0}, thickness + 2, cv::LINE_AA);
  cv::putText(picture, text, where, cv::FONT_HERSHEY_SIMPLEX, size, {255, 255, 255}, thickness, cv::LINE_AA);
}

void annotate(cv::Mat& picture, const std::vector<cv::Rect>& boxes) {
  for (const auto& box : boxes) cv::rectangle(picture, box, {0, 220, 255}, std::max(1, picture.rows / 300));
  const std::time_t now = std::time(nullptr);
  char clock[32];
  std::strftime(clock, sizeof clock, "%Y-%m-%d %H:%M:%S", std::localtime(&now));
  const int line = std::max(16, picture.rows / 20);
  write(picture, "moving: " + std::to_string(boxes.size()), {line / 2, picture.rows - 2 * line});
  write(picture, clock, {line / 2, picture.rows - line});
}

// --- The application ---------------------------------------------------------------------------------------------

void run(const Options& options) {
  Input input(options.input);
  MotionDetector detector;

  skyline::RtspServer server{{.port = options.port, .address = options.address}};
  skyline::RtspSkyLine sky{server, "/motion"};
  sky.start_streaming(skyline::kVariable);
  server.start();
  std::cout << "Watch with ffplay, VLC or any other RTSP player:\n";
  for (const auto& url : server.urls(skyline::UrlCredentials::kGenerated)) {
    std::cout << "  ffplay -fflags nobuffer -rtsp_transport tcp " << url << '\n';
  }
  std::cout << "Ctrl-C ends it." << std::endl;

  const auto start = Clock::now();
  while (stop_requested == 0) {
    if (options.duration_s > 0 && Clock::now() - start > std::chrono::duration<double>(options.duration_s)) break;
    cv::Mat picture = input.next();
    if (picture.empty()) throw std::runtime_error("the input has ended");
    annotate(picture, detector.find(picture));
    sky.put(std::move(picture));  // handed over: nothing is copied here
  }
  sky.stop_streaming();
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--address" && i + 1 < argc) {
      options.address = argv[++i];
    } else if (argument == "--port" && i + 1 < argc) {
      const int port = std::stoi(argv[++i]);
      if (port < 0 || port > 65535) throw std::invalid_argument("port");
      options.port = static_cast<std::uint16_t>(port);
    } else if (argument == "--duration" && i + 1 < argc) {
      options.duration_s = std::stod(argv[++i]);
    } else if (!argument.starts_with("-") && options.input.empty()) {
      options.input = argument;
    } else {
      throw std::invalid_argument(argument);
    }
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  try {
    options = parse(argc, argv);
  } catch (const std::exception&) {
    std::cerr << "usage: motion_monitor [FILE | URL | /dev/videoN] [--address ADDRESS] [--port 0..65535] [--duration "
                 "SECONDS]\n";
    return 2;
  }
  for (const int signal : {SIGINT, SIGTERM}) {
    std::signal(signal, [](int received) {
      stop_requested = 1;
      std::signal(received, SIG_DFL);  // a second one ends it at once, should a camera not answer
    });
  }
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);  // it would quote a URL with its password
  try {
    run(options);
  } catch (const std::exception& error) {
    std::cerr << "motion_monitor: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
