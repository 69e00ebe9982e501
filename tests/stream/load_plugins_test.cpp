// SPDX-License-Identifier: Apache-2.0
// Plug-ins that a .env file names. A program of its own: what is loaded stays loaded. The tests run in this order.
#include <gmock/gmock.h>
#include <gst/gst.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "gst/handles.hpp"
#include "skyline/error.hpp"
#include "skyline/output.hpp"

namespace skyline::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string outcome(const std::string& lines) {
  const auto path = std::filesystem::path(testing::TempDir()) / "load_plugins.env";
  std::ofstream(path) << lines;
  try {
    load_plugins(path.string());
  } catch (const Error& error) {
    return error.what();
  }
  return "loaded";
}

bool is_there() { return gst::adopt(gst_element_factory_find("kvssink")).get() != nullptr; }

TEST(LoadPlugins, SayWhatIsMissing) {
  EXPECT_THAT(outcome("GST_PLUGIN_PATH=/nowhere\n"), AllOf(HasSubstr("/nowhere"), HasSubstr("cannot be read")));
  EXPECT_THAT(outcome("GST_PLUGIN_PATH=" KVSSINK_PLUGIN "\n"), HasSubstr("libskyline_fake_producer.so"));
  EXPECT_THROW(load_plugins("/nowhere/.env"), Error);
}

TEST(LoadPlugins, NeedNoneToBeNamed) { EXPECT_EQ(outcome("AWS_REGION=eu-west-1\n"), "loaded"); }

TEST(LoadPlugins, TakeAllOfAFolder) {
  EXPECT_FALSE(is_there());
  EXPECT_EQ(outcome("GST_PLUGIN_PATH=" KVSSINK_PLUGIN "\nLD_LIBRARY_PATH=" KVSSINK_LIBRARIES "\n"), "loaded");
  EXPECT_TRUE(is_there());
}

}  // namespace
}  // namespace skyline::test
