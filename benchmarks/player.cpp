// SPDX-License-Identifier: Apache-2.0
#include "player.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "contender.hpp"

namespace bench {
namespace {

GstFlowReturn take_sample(GstAppSink* sink, gpointer data) {
  GstSample* sample = gst_app_sink_pull_sample(sink);
  if (sample == nullptr) return GST_FLOW_EOS;
  (*static_cast<Player::OnSample*>(data))(sample);
  gst_sample_unref(sample);
  return GST_FLOW_OK;
}

[[noreturn]] void throw_error(GstMessage* message) {
  GError* error = nullptr;
  gchar* debug = nullptr;
  gst_message_parse_error(message, &error, &debug);
  const auto text = fmt::format("benchmark client: {} ({})", error->message, debug != nullptr ? debug : "");
  g_error_free(error);
  g_free(debug);
  gst_message_unref(message);
  throw std::runtime_error(text);
}

}  // namespace

Player::Player(const std::string& pipeline, OnSample on_sample) : on_sample_(std::move(on_sample)) {
  gst_init(nullptr, nullptr);
  GError* error = nullptr;
  pipeline_ = gst_parse_launch(pipeline.c_str(), &error);
  if (error != nullptr) {
    const auto text = fmt::format("benchmark client: {}", error->message);
    g_error_free(error);
    throw std::runtime_error(text);
  }
  auto* sink = gst_bin_get_by_name(GST_BIN(pipeline_), "out");
  GstAppSinkCallbacks callbacks{};
  callbacks.new_sample = take_sample;
  gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, &on_sample_, nullptr);
  gst_object_unref(sink);
}

Player::~Player() {
  gst_element_set_state(pipeline_, GST_STATE_NULL);
  gst_object_unref(pipeline_);
}

void Player::play() { gst_element_set_state(pipeline_, GST_STATE_PLAYING); }

void Player::check() const { static_cast<void>(ended(std::chrono::milliseconds(0))); }

bool Player::ended(std::chrono::milliseconds wait) const {
  auto* bus = gst_element_get_bus(pipeline_);
  auto* message = gst_bus_timed_pop_filtered(bus, static_cast<GstClockTime>(wait.count()) * GST_MSECOND,
                                             static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_EOS));
  gst_object_unref(bus);
  if (message == nullptr) return false;
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) throw_error(message);
  gst_message_unref(message);
  return true;
}

std::string rtsp_source(int port) {
  return fmt::format("rtspsrc latency=0 protocols=tcp location=rtsp://127.0.0.1:{}{}", port, kPath);
}

}  // namespace bench
