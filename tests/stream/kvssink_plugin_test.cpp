// SPDX-License-Identifier: Apache-2.0
// kvssink in a folder GStreamer does not know, linked to libraries in another one. A program of its own: what is loaded
// stays loaded. The tests run in this order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "skyline/error.hpp"
#include "skyline/kvs.hpp"
#include "stream/kvs_setup.hpp"

namespace skyline::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string refusal(const gst::PluginFolders& folders) {
  KvsConfig config{.region = "eu-west-1", .stream_name = "door", .backend = KvsBackend::kKvssink};
  try {
    EXPECT_EQ(make_kvs_output(KvsSetup{config, folders})->name(), "kvssink-door");
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(KvssinkPlugin, IsAskedForWhenItIsMissing) {
  EXPECT_THAT(refusal({}), AllOf(HasSubstr("no element kvssink"), HasSubstr("GST_PLUGIN_PATH"), HasSubstr("native")));
  EXPECT_THAT(refusal({.plugins = {"/nowhere", KVSSINK_LIBRARIES}}), HasSubstr("no element kvssink"));
}

TEST(KvssinkPlugin, NamesTheLibraryThatIsMissing) {
  EXPECT_THAT(refusal({.plugins = {KVSSINK_PLUGIN}}), HasSubstr("libskyline_fake_producer.so"));
}

TEST(KvssinkPlugin, IsFoundInTheFoldersWithItsLibraries) {
  EXPECT_EQ(refusal({.plugins = {"/nowhere", KVSSINK_PLUGIN}, .libraries = {"/nowhere", KVSSINK_LIBRARIES}}), "none");
  EXPECT_EQ(refusal({}), "none") << "it stays loaded";
}

TEST(KvssinkPlugin, FoldersAreSplitLikePaths) {
  EXPECT_THAT(gst::split_folders("/a:/b c::/d"), testing::ElementsAre("/a", "/b c", "/d"));
  EXPECT_TRUE(gst::split_folders("").empty());
}

}  // namespace
}  // namespace skyline::test
