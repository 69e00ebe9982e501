// SPDX-License-Identifier: Apache-2.0
// The kvssink backend with a fake of AWS's element: what reaches it, and what does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>

#include "base/log.hpp"
#include "skyline/skyline.hpp"
#include "stream/recorder.hpp"
#include "support/eventually.hpp"
#include "support/fake_kvssink.hpp"

namespace skyline::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr auto kSecret = "wJalrXUtnFEMI/K7MDENG";
constexpr auto kToken = "IQoJb3JpZ2luX2VjEJr";

/// Gives keys that live for so long, others each time.
class ShortLived final : public KvsCredentials {
 public:
  explicit ShortLived(std::chrono::seconds life) : life_(life) {}
  [[nodiscard]] AwsKeys fetch() override {
    if (fails) throw Error("the vault is closed");
    AwsKeys keys{"AKIA" + std::to_string(++fetched), kSecret, kToken, {}};
    if (life_ > 0s) keys.expires = std::chrono::system_clock::now() + life_;
    return keys;
  }
  [[nodiscard]] std::string provider() const override { return "test"; }
  std::atomic<int> fetched{0};
  std::atomic<bool> fails{false};

 private:
  const std::chrono::seconds life_;
};

FakeKvssink& element() {
  static auto& fake = register_fake_kvssink(nullptr);
  return fake;
}

class Kvssink : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto* name : {"AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "CONTROL_PLANE_URI", "KVSSINK_CA_CERT_PATH",
                             "AWS_CA_BUNDLE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_KINESIS_VIDEO"}) {
      unsetenv(name);
    }
    element();
    set_log_sink([this](LogLevel, std::string_view, std::string_view message) { log_ += std::string(message) + '\n'; });
  }
  void TearDown() override { set_log_sink({}); }

  [[nodiscard]] KvsConfig config() const {
    return {.region = "eu-west-1",
            .stream_name = "door",
            .credentials = credentials_,
            .buffer_bytes = 256U << 20U,
            .backend = KvsBackend::kKvssink};
  }
  [[nodiscard]] std::string refusal(const std::function<void(KvsConfig&)>& change) const {
    auto changed = config();
    change(changed);
    try {
      (void)make_kvs_output(changed);
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  }

  std::shared_ptr<ShortLived> credentials_ = std::make_shared<ShortLived>(1h);
  std::string log_;
};

void put_until(SkyLine& sky, const std::function<bool()>& done) {
  Canvas canvas(320, 240);
  ASSERT_TRUE(eventually([&] {
    sky.put(canvas.draw(1));
    return done();
  }));
}

TEST_F(Kvssink, SendsTheStreamWithItsSettingsAndKeysFromAPrivateFile) {
  std::string file;
  {
    KvsSkyLine sky("eu-west-1", "door", credentials_, {}, {}, config());
    sky.start_streaming(30, 320, 240);
    const auto before = element().buffers().size();
    put_until(sky, [&] { return element().buffers().size() >= before + 5; });
    EXPECT_EQ(sky.kvs_stats().state, KvsState::kSending);

    const auto buffers = element().buffers();
    EXPECT_TRUE(buffers[before].key);
    EXPECT_FALSE(buffers[before + 1].key);
    EXPECT_TRUE(std::ranges::all_of(buffers, &FakeKvssink::Buffer::dts)) << "kvssink drops key frames without one";
    EXPECT_EQ(buffers[before].first_byte, 0) << "units with lengths, not start codes";
    EXPECT_THAT(element().caps(), HasSubstr("codec_data"));

    file = element().property("credential-path");
    struct stat status {};
    ASSERT_EQ(stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_THAT(buffers[before].credentials, StartsWith("CREDENTIALS AKIA"));
    EXPECT_THAT(buffers[before].credentials, HasSubstr(kToken));

    EXPECT_EQ(sky.stop_streaming(2s).fragments, 0U);
    EXPECT_EQ(sky.kvs_stats().state, KvsState::kStopped);
  }
  EXPECT_EQ(element().property("stream-name"), "door");
  EXPECT_EQ(element().property("aws-region"), "eu-west-1");
  EXPECT_EQ(element().property("storage-size"), "256");
  EXPECT_EQ(element().property("retention-period"), "24");
  EXPECT_EQ(element().property("allow-create-stream"), "true");
  EXPECT_EQ(element().property("stop-stream-timeout"), "5");
  EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(file).parent_path())) << "the folder stays behind";
}

TEST_F(Kvssink, LogsThePipelineWithoutTheFileAndNoKeyAnywhere) {
  set_log_level(LogLevel::kDebug);
  {
    SkyLine sky;
    sky.attach(make_kvs_output(config()));
    sky.start_streaming(30, 320, 240);
    const auto before = element().buffers().size();
    put_until(sky, [&] { return element().buffers().size() > before; });
  }
  set_log_level(LogLevel::kInfo);
  EXPECT_THAT(log_, HasSubstr("kvssink stream-name=\"door\""));
  EXPECT_THAT(log_, HasSubstr("credential-path=\"***\""));
  for (const auto* secret : {kSecret, kToken}) EXPECT_THAT(log_, Not(HasSubstr(secret)));
}

TEST_F(Kvssink, KeepsTheFileWritten) {
  credentials_ = std::make_shared<ShortLived>(3s);  // fetched again within half of that
  SkyLine sky;
  sky.attach(make_kvs_output(config()));
  sky.start_streaming(30, 320, 240);
  std::string first;
  put_until(sky, [&] {
    const auto buffers = element().buffers();
    if (buffers.empty() || credentials_->fetched == 0) return false;
    if (first.empty()) first = buffers.back().credentials;
    return credentials_->fetched > 1 && buffers.back().credentials != first && !buffers.back().credentials.empty();
  });
}

TEST_F(Kvssink, ATokenWithoutATimeOfExpiryGetsOne) {
  credentials_ = std::make_shared<ShortLived>(0s);
  SkyLine sky;
  sky.attach(make_kvs_output(config()));
  sky.start_streaming(30, 320, 240);
  const auto before = element().buffers().size();
  put_until(sky, [&] { return element().buffers().size() > before; });
  EXPECT_THAT(element().buffers().back().credentials, HasSubstr(kToken));
}

TEST_F(Kvssink, SaysSoWhenThereAreNoKeys) {
  credentials_->fails = true;
  std::atomic<bool> told{false};
  auto settings = config();
  settings.on_health = [&](const KvsStats& stats) {
    if (stats.state == KvsState::kWaitingForCredentials) told = true;
  };
  SkyLine sky;
  sky.attach(make_kvs_output(settings));
  sky.start_streaming(30, 320, 240);
  EXPECT_TRUE(eventually([&] { return told.load(); }));
  EXPECT_TRUE(eventually([&] { return sky.stats().outputs[0].failures > 0; }, 30s));
  const auto kvs = sky.stats().outputs[0].kvs;
  EXPECT_EQ(kvs->state, KvsState::kRetrying);
  EXPECT_THAT(kvs->last_error, HasSubstr("the vault is closed"));
  const auto begin = std::chrono::steady_clock::now();
  sky.stop_streaming();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 8s);
  EXPECT_EQ(sky.stats().outputs[0].kvs->state, KvsState::kStopped);
}

TEST_F(Kvssink, RefusesWhatItCannotHave) {
  EXPECT_THAT(refusal([](auto& c) { c.spool_dir = "/tmp/x"; }), HasSubstr("spool_dir"));
  EXPECT_THAT(refusal([](auto& c) { c.kms_key_id = "alias/x"; }), HasSubstr("kms_key_id"));
  EXPECT_THAT(refusal([](auto& c) { c.tags = {{"a", "b"}}; }), HasSubstr("tags"));
  EXPECT_THAT(refusal([](auto& c) { c.endpoint = "https://127.0.0.1:1"; }), HasSubstr("CONTROL_PLANE_URI"));
  EXPECT_THAT(refusal([](auto& c) { c.stream_name = "a b"; }), HasSubstr("the name of a stream"));
  EXPECT_THAT(refusal([](auto& c) { c.region = "\" ! filesink location=x"; }), HasSubstr("region"));
  setenv("AWS_DEFAULT_REGION", "us-east-1", 1);
  EXPECT_THAT(refusal([](auto&) {}), HasSubstr("AWS_DEFAULT_REGION"));
  unsetenv("AWS_DEFAULT_REGION");
  EXPECT_EQ(refusal([](auto&) {}), "none");
  EXPECT_THROW(KvsOutput{config()}, Error);
  KvsSkyLine sky("eu-west-1", "door", credentials_, {}, {}, config());
  EXPECT_THROW(sky.add_metadata("a", "b"), Error);
}

TEST_F(Kvssink, WarnsOfWhatTheEnvironmentDecides) {
  EXPECT_EQ(refusal([](auto&) {}), "none");
  EXPECT_THAT(log_, Not(HasSubstr("environment")));
  setenv("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT", 1);
  EXPECT_EQ(refusal([](auto& c) { c.ca_file = "ca.pem"; }), "none");
  unsetenv("AWS_ACCESS_KEY_ID");
  EXPECT_THAT(log_, HasSubstr("keys of the environment"));
  EXPECT_THAT(log_, HasSubstr("does not trust ca.pem, only KVSSINK_CA_CERT_PATH"));
  EXPECT_THAT(log_, Not(HasSubstr("AKIAENVIRONMENT")));
}

}  // namespace
}  // namespace skyline::test
