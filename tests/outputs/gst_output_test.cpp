// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "gst/runtime.hpp"
#include "skyline/error.hpp"
#include "support/output_feeder.hpp"

namespace skyline::test {
namespace {

class Host final : public OutputHost {
 public:
  void request_key_frame() override {}
};

class GstOutputTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("skyline-gst-output-" + std::to_string(getpid()));
  Host host_;
};

// Frames a player finds in a file.
int frames_in(const std::string& file) {
  const auto text = "filesrc location=" + file + " ! qtdemux ! h264parse ! fakesink name=out sync=false";
  const auto pipeline = gst::retain(gst_parse_launch(text.c_str(), nullptr));
  const auto sink = gst::adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), "out"));
  const auto pad = gst::adopt(gst_element_get_static_pad(sink.get(), "sink"));
  int frames = 0;
  gst_pad_add_probe(
      pad.get(), GST_PAD_PROBE_TYPE_BUFFER,
      [](GstPad*, GstPadProbeInfo*, gpointer count) {
        ++*static_cast<int*>(count);
        return GST_PAD_PROBE_OK;
      },
      &frames, nullptr);
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  const gst::Owned<GstBus, gst_object_unref> bus(gst_element_get_bus(pipeline.get()));
  const gst::Message end(gst_bus_timed_pop_filtered(bus.get(), 10 * GST_SECOND,
                                                    static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  return frames;
}

TEST_F(GstOutputTest, FinishesAFileEachTimeItIsClosed) {
  const auto file = path("x.mp4");
  for (const auto* dots : {"", "... ! "}) {
    GstOutput output(dots + std::string("h264parse ! mp4mux ! filesink location=") + file);
    UnitSource source(320, 180);
    for (int round = 0; round < 2; ++round) {
      output.open(host_);
      for (int i = 0; i < 20; ++i) {
        const auto unit = source.next(i == 0);
        ASSERT_EQ(unit->key, i == 0) << i;
        output.write(unit);
      }
      output.close();
      EXPECT_EQ(frames_in(file), 20) << round;
    }
  }
}

TEST_F(GstOutputTest, SaysSoWhenTheTailCannotBeBuilt) {
  for (const auto* tail :
       {"", "no_such_element", "! filesink location=x", "h264parse !", "filesink no-such-property=1"}) {
    EXPECT_THROW(GstOutput{tail}, Error) << tail;
  }
}

TEST_F(GstOutputTest, AFailureIsThrownAndTheNextOpenTriesAnew) {
  const auto file = path("not-yet/x.h264");
  GstOutput output("filesink location=" + file, "disk");
  try {
    output.open(host_);
    ADD_FAILURE() << "opened a file in a folder that is not there";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("disk"), std::string::npos) << error.what();
  }
  std::filesystem::create_directories(folder_ / "not-yet");
  UnitSource source(320, 180);
  output.open(host_);
  output.write(source.next(true));
  output.close();
  EXPECT_GT(std::filesystem::file_size(file), 100U);
}

TEST_F(GstOutputTest, AFailureWhileWritingIsThrown) {
  GstOutput output("identity error-after=3 ! fakesink");
  UnitSource source(320, 180);
  output.open(host_);
  EXPECT_THROW(
      {
        for (int i = 0; i < 200; ++i) {
          output.write(source.next(i == 0));
          usleep(5000);
        }
      },
      Error);
  output.close();
}

TEST_F(GstOutputTest, AnInterruptEndsAWriteThatWaits) {
  GstOutput output("identity sleep-time=1000000 ! fakesink");
  UnitSource source(1280, 720, 50000);
  const auto unit = source.next(true);
  output.open(host_);
  Worker interrupter;
  interrupter.start("interrupter", [&](Worker& worker) {
    worker.wait_for(std::chrono::milliseconds{300});
    output.interrupt();
  });
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 400; ++i) output.write(unit);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{60});
  interrupter.stop();
}

}  // namespace
}  // namespace skyline::test
