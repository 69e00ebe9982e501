// SPDX-License-Identifier: Apache-2.0
#include "gst/runtime.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <stdexcept>

#include "gst/element_catalog.hpp"
#include "skyline/error.hpp"

namespace skyline::gst {
namespace {

TEST(MainLoop, RunsCallsOnItsThreadAndHandsExceptionsBack) {
  const auto loop = MainLoop::shared();
  bool on_thread = false;
  loop->run([&] { on_thread = loop->on_loop_thread(); });
  EXPECT_TRUE(on_thread);
  EXPECT_FALSE(loop->on_loop_thread());
  EXPECT_THROW(loop->run([] { throw std::runtime_error("no"); }), std::runtime_error);
}

TEST(MainLoop, IsOneForAllWhoHoldIt) {
  const auto one = MainLoop::shared();
  EXPECT_EQ(one, MainLoop::shared());
}

TEST(MainLoop, MayBeLetGoOfOnItsOwnThread) {
  std::promise<void> gone;
  {
    auto loop = MainLoop::shared();
    const auto* raw = loop.get();
    raw->post([loop = std::move(loop), &gone]() mutable {
      loop.reset();
      gone.set_value();
    });
  }
  EXPECT_EQ(gone.get_future().wait_for(std::chrono::seconds{20}), std::future_status::ready);
}

TEST(Runtime, NamesThePackageOfAMissingElement) {
  try {
    static_cast<void>(make_element("vaapih264enc_not_here"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("install"), std::string::npos);
  }
  EXPECT_EQ(package_of("x264enc"), "install gstreamer1.0-plugins-ugly");
  EXPECT_EQ(package_of("mpph264enc"), "install gstreamer1.0-rockchip, of the board's maker");
}

TEST(Runtime, FindsEveryElementItMayUse) {
  const auto elements = probe_elements();
  for (const auto* name : {"appsrc", "h264parse", "rtph264pay", "uridecodebin"}) {
    const auto found = std::ranges::find(elements, name, &ElementInfo::element);
    ASSERT_NE(found, elements.end()) << name;
    EXPECT_TRUE(found->there) << name;
    EXPECT_EQ(found->required, found->purpose != "reading sources");
    EXPECT_EQ(package_of(name), "install " + found->package);
  }
  EXPECT_EQ(std::ranges::find(elements, "x264enc", &ElementInfo::element), elements.end()) << "encoders are elsewhere";
}

}  // namespace
}  // namespace skyline::gst
