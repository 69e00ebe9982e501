// SPDX-License-Identifier: Apache-2.0
#include "producer_fixture.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

namespace skyline::test {

using namespace std::chrono_literals;

namespace {

constexpr int kUnits = 400;
constexpr int kGop = 10;

const CodedUnits& shared_units() {
  static const CodedUnits all(kUnits, kGop, 100ms);
  return all;
}

}  // namespace

ProducerTest::ProducerTest() : ProducerTest(shared_units(), kGop) {}

ProducerTest::~ProducerTest() { close(); }

void ProducerTest::start_service() {
  service_options.data_dir = folder_.file("service");
  service_options.region = "eu-west-1";
  service_ = std::make_unique<emulator::Emulator>(service_options);
  service_->start();
}

void ProducerTest::restart_service() {
  service_options.port = service_ ? service_->port() : service_options.port;
  stop_service();
  start_service();
}

void ProducerTest::stop_service() {
  if (!service_) return;
  service_options.port = service_->port();
  service_->stop();
  service_.reset();
}

void ProducerTest::set_faults(const std::string& json) { service_->faults().set(nlohmann::json::parse(json)); }

KvsConfig ProducerTest::config() const {
  KvsConfig config;
  config.region = "eu-west-1";
  config.stream_name = "cam";
  config.endpoint = service_ ? service_->endpoint() : "http://127.0.0.1:" + std::to_string(service_options.port);
  if (service_) config.ca_file = service_->ca_file();
  config.credentials = std::make_shared<KvsInlineCredentials>(
      AwsKeys{emulator::kTestAccessKey, emulator::kTestSecretKey, {}, std::nullopt});
  return config;
}

void ProducerTest::open(KvsConfig config) {
  if (!output_) output_ = std::make_unique<KvsOutput>(std::move(config));
  output_->open(*this);
  opened_ = true;
}

void ProducerTest::feed_units(int count, Pace pace) {
  auto next = std::chrono::steady_clock::now();
  for (int i = 0; i < count; ++i) {
    ASSERT_LT(fed_, static_cast<int>(units_.size()));
    output_->write(units_[static_cast<std::size_t>(fed_++)]);
    next += pace;
    std::this_thread::sleep_until(next);  // a pace, not a wait for something to happen
  }
}

void ProducerTest::close() {
  if (output_ && opened_) output_->close();
  opened_ = false;
}

bool ProducerTest::wait_for_persisted(std::uint64_t fragments, std::chrono::milliseconds limit) {
  return eventually([&] { return stats().fragments_persisted >= fragments; }, limit);
}

int ProducerTest::number_of(std::int64_t producer_ms) const {
  for (int number = 0; number * gop_ < fed_; ++number) {
    if (units_.time_ms(static_cast<std::size_t>(number) * static_cast<std::size_t>(gop_)) == producer_ms) return number;
  }
  return -1;
}

std::map<int, int> ProducerTest::stored() {
  std::map<int, int> found;
  for (const auto& info : service_->fragments("cam")) ++found[number_of(info.producer_ms)];
  return found;
}

void ProducerTest::expect_stored(const std::vector<int>& missing, const std::map<int, int>& more_than_once) {
  std::map<int, int> expected;
  std::vector<std::uint32_t> codes;
  for (int number = 0; number * gop_ < fed_; ++number) {
    if (std::ranges::count(missing, number) > 0) continue;
    const auto times = more_than_once.find(number);
    expected[number] = times == more_than_once.end() ? 1 : times->second;
    for (int unit = number * gop_; unit < std::min((number + 1) * gop_, fed_); ++unit) {
      codes.push_back(static_cast<std::uint32_t>(unit));
    }
  }
  EXPECT_EQ(expected, stored());

  std::map<std::int64_t, std::string> by_time;
  for (const auto& info : service_->fragments("cam")) by_time[info.producer_ms] = info.number;
  const auto file = folder_.file("all.mkv");
  {
    std::ofstream out(file, std::ios::binary);
    for (const auto& [time, number] : by_time) {
      const auto fragment = service_->fragment("cam", number);
      const auto write = [&out](const emulator::Bytes& bytes) {
        out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
      };
      if (time == by_time.begin()->first) write(fragment.header);
      write(fragment.cluster);
    }
  }
  EXPECT_EQ(codes, frame_codes(file));
}

void ProducerTest::expect_accounted() {
  const auto now = stats();
  EXPECT_EQ(now.fragments,
            now.fragments_persisted + now.fragments_pending + now.fragments_dropped + now.fragments_rejected);
}

}  // namespace skyline::test
