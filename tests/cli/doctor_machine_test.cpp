// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "cli/doctor/limits.hpp"
#include "cli/doctor/port.hpp"

namespace skyline::cli {
namespace {

namespace fs = std::filesystem;

class ControlGroups : public ::testing::Test {
 protected:
  void SetUp() override {
    auto name = (fs::temp_directory_path() / "skyline-groups-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const fs::path& path, const char* text) const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  fs::path root_;
};

TEST_F(ControlGroups, TheTightestLimitUpToTheRootHolds) {
  write("a/b/cpu.max", "max 100000\n");
  write("a/cpu.max", "50000 100000\n");
  write("cpu.max", "200000 100000\n");
  write("a/b/memory.max", "300000000\n");
  write("a/memory.max", "max\n");
  const auto limits = read_limits("0::/a/b\n", root_);
  ASSERT_TRUE(limits.processors && limits.memory_bytes);
  EXPECT_DOUBLE_EQ(*limits.processors, 0.5);
  EXPECT_EQ(*limits.memory_bytes, 300'000'000U);
}

TEST_F(ControlGroups, AContainerSeesItsOwnGroupAtTheRoot) {
  write("cpu.max", "150000 100000\n");
  const auto limits = read_limits("0::/../../docker/0123\n", root_);
  ASSERT_TRUE(limits.processors);
  EXPECT_DOUBLE_EQ(*limits.processors, 1.5);
}

TEST_F(ControlGroups, TheOldVersionIsReadToo) {
  write("cpu/x/cpu.cfs_quota_us", "25000\n");
  write("cpu/x/cpu.cfs_period_us", "100000\n");
  write("cpu/cpu.cfs_quota_us", "-1\n");
  write("cpu/cpu.cfs_period_us", "100000\n");
  write("memory/x/memory.limit_in_bytes", "9223372036854771712\n");
  write("memory/memory.limit_in_bytes", "123456\n");
  const auto limits = read_limits("4:memory:/x\n3:cpu,cpuacct:/x\n", root_);
  ASSERT_TRUE(limits.processors && limits.memory_bytes);
  EXPECT_DOUBLE_EQ(*limits.processors, 0.25);
  EXPECT_EQ(*limits.memory_bytes, 123456U);
}

TEST_F(ControlGroups, WhatIsNoLimitIsNone) {
  write("cpu.max", "max 100000\n");
  for (const auto* groups : {"", "rubbish\n", "0:", "0::/\n", "0::/nowhere\n", ":::::\n"}) {
    const auto limits = read_limits(groups, root_);
    EXPECT_FALSE(limits.processors || limits.memory_bytes) << groups;
  }
}

TEST(CpuMax, IsReadOrPassedOver) {
  EXPECT_EQ(parse_cpu_max("50000 100000"), 0.5);
  for (const auto* text : {"", "max 100000", "5", "0 100000", "5 0", "-1 100000", "x y"}) {
    EXPECT_FALSE(parse_cpu_max(text)) << text;
  }
}

TEST(Meminfo, FieldsAreFoundByTheirWholeName) {
  constexpr auto kText = "MemTotal: 8000 kB\nMemAvailable:    4000 kB\nMemAvailableX: 1 kB\nBad: x kB\n";
  EXPECT_EQ(parse_meminfo(kText, "MemAvailable"), 4000U * 1024);
  EXPECT_FALSE(parse_meminfo(kText, "Mem"));
  EXPECT_FALSE(parse_meminfo(kText, "Bad"));
  EXPECT_FALSE(parse_meminfo("", "MemAvailable"));
}

TEST(ListeningSockets, AreThoseOfThePortAlone) {
  constexpr auto kTable =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
      "   0: 0100007F:216A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100\n"
      "   1: 00000000:216B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100\n"
      "   2: 0100007F:216A 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100\n"
      "   3: 0100007F:216A 00000000:0000 0A broken\n";
  EXPECT_EQ(listening_sockets(kTable, 8554), std::vector<std::string>{"4711"});
  EXPECT_TRUE(listening_sockets(kTable, 80).empty());
  EXPECT_TRUE(listening_sockets("", 8554).empty());
}

TEST(Port, IsTakenByThisProcessOrFree) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(fd, 1), 0);
  ASSERT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const Endpoint endpoint{"127.0.0.1", ntohs(address.sin_port)};
  EXPECT_EQ(try_to_listen(endpoint), EADDRINUSE);
  const auto owner = owner_of_port(endpoint.port);
  EXPECT_NE(owner.find("(process " + std::to_string(::getpid()) + ")"), std::string::npos) << owner;
  ::close(fd);
  EXPECT_EQ(try_to_listen(endpoint), 0);
  EXPECT_EQ(owner_of_port(endpoint.port), "");
}

TEST(Port, AnAddressOfNobodyIsSaid) {
  EXPECT_EQ(try_to_listen({"192.0.2.77", 0}), EADDRNOTAVAIL);
  EXPECT_EQ(try_to_listen({"no-address", 0}), EADDRNOTAVAIL);
}

}  // namespace
}  // namespace skyline::cli
