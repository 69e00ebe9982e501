// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fmt/format.h>
#include <gst/rtsp-server/rtsp-server.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <opencv2/videoio.hpp>
#include <stdexcept>
#include <thread>

#include "contender.hpp"
#include "scene.hpp"

namespace bench {
namespace {

int free_udp_port() {
  const int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  const bool bound = bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(descriptor);
  if (!bound) throw std::runtime_error("no free UDP port on 127.0.0.1 for the old design");
  return ntohs(address.sin_port);
}

// What is usually recommended: frames go through a VideoWriter to a UDP socket, and a second pipeline behind an RTSP
// server reads them back from there.
class OldContender final : public Contender {
 public:
  explicit OldContender(double fps) : udp_port_(free_udp_port()) {
    gst_init(nullptr, nullptr);
    serve();
    const auto pipeline = fmt::format(
        "appsrc ! videoconvert ! x264enc bframes=0 key-int-max=45 bitrate={} ! "
        "video/x-h264,profile=baseline,stream-format=byte-stream ! h264parse ! rtph264pay ! "
        "udpsink host=127.0.0.1 port={}",
        kBitrateKbps, udp_port_);
    if (!writer_.open(pipeline, cv::CAP_GSTREAMER, 0, fps, {kWidth, kHeight}, true)) {
      throw std::runtime_error(
          "cv::VideoWriter cannot open the old pipeline: OpenCV with GStreamer and "
          "gstreamer1.0-plugins-ugly have to be installed");
    }
  }
  ~OldContender() override {
    writer_.release();
    g_main_loop_quit(loop_);
    thread_.join();
    g_object_unref(server_);
    g_main_loop_unref(loop_);
  }

  void put(std::uint8_t* pixels) override { writer_.write(cv::Mat(kHeight, kWidth, CV_8UC3, pixels)); }
  [[nodiscard]] int port() const override { return gst_rtsp_server_get_bound_port(server_); }

 private:
  void serve() {
    gst_rtsp_server_set_address(server_, "127.0.0.1");
    gst_rtsp_server_set_service(server_, "0");
    auto* factory = gst_rtsp_media_factory_new();
    const auto launch = fmt::format(
        "( udpsrc address=127.0.0.1 port={} "
        "caps=\"application/x-rtp,media=video,clock-rate=90000,encoding-name=H264,payload=96\" ! "
        "rtph264depay ! h264parse ! rtph264pay name=pay0 pt=96 )",
        udp_port_);
    gst_rtsp_media_factory_set_launch(factory, launch.c_str());
    gst_rtsp_media_factory_set_shared(factory, TRUE);
    auto* mounts = gst_rtsp_server_get_mount_points(server_);
    gst_rtsp_mount_points_add_factory(mounts, kPath, factory);
    g_object_unref(mounts);
    if (gst_rtsp_server_attach(server_, nullptr) == 0) throw std::runtime_error("the old design cannot listen");
    thread_ = std::thread([this] { g_main_loop_run(loop_); });
  }

  int udp_port_;
  GstRTSPServer* server_ = gst_rtsp_server_new();
  GMainLoop* loop_ = g_main_loop_new(nullptr, FALSE);
  std::thread thread_;
  cv::VideoWriter writer_;
};

}  // namespace

std::unique_ptr<Contender> make_old(double fps) { return std::make_unique<OldContender>(fps); }

}  // namespace bench
