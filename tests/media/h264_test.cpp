// SPDX-License-Identifier: Apache-2.0
#include "media/h264.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "guarded_memory.hpp"

namespace skyline::h264 {
namespace {

std::vector<std::uint8_t> from_hex(std::string_view hex) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

struct Case {
  const char* name;
  const char* hex;  // written by x264 164
  int profile, constraints, level, width, height;
  bool full_range;
  int primaries, transfer, matrix;
};

constexpr std::array kCases{
    Case{"baseline", "6742c01ed900a03db011000003000100000300320f162e48", 66, 0xc0, 30, 640, 480, false, 2, 2, 2},
    Case{"high_bt709_cropped", "67640028acd940780227e5c05a808080a0000003002000000641e30632c0", 100, 0, 40, 1920, 1080,
         false, 1, 1, 1},
    Case{"full_range_bt601", "674d400deca0a843c444602dc181819000000300100000030320f1429960", 77, 0x40, 13, 322, 242,
         true, 6, 6, 6},
    Case{"scaling_lists_jvt", "6764001facd9405005bb011000000300100000030320f1831960", 100, 0, 31, 1280, 720, false, 2,
         2, 2},
    Case{"interlaced", "67640028acd94078044fde0220000003002000000643e2c5b2c0", 100, 0, 40, 1920, 1080, false, 2, 2, 2},
    Case{"yuv444_odd", "67f4000d919b282a10f084760220000003002000000641e28532c0", 244, 0, 13, 321, 243, false, 2, 2, 2},
    Case{"yuv422_10bit", "677a000db6cd9414087e3f011000000300100000030320f1429960", 122, 0, 13, 320, 242, false, 2, 2,
         2},
    Case{"named_sar_overscan", "674d401eeca05a0936036a04040a800000030080000019078b16cb", 77, 0x40, 30, 720, 576, false,
         2, 2, 5},
    Case{"own_sar_full_range", "674d401eeca05a093603ee04040a800000030080000019078b16cb", 77, 0x40, 30, 720, 576, true,
         2, 2, 5},
    Case{"smallest", "6742c00ad91ec044000003000400000300c83c489920", 66, 0xc0, 10, 16, 16, false, 2, 2, 2},
};

TEST(ParseSps, ReadsWhatX264Writes) {
  for (const auto& expected : kCases) {
    const auto sps = parse_sps(from_hex(expected.hex));
    ASSERT_TRUE(sps) << expected.name;
    EXPECT_EQ(sps->profile_idc, expected.profile) << expected.name;
    EXPECT_EQ(sps->constraint_flags, expected.constraints) << expected.name;
    EXPECT_EQ(sps->level_idc, expected.level) << expected.name;
    EXPECT_EQ(sps->width, expected.width) << expected.name;
    EXPECT_EQ(sps->height, expected.height) << expected.name;
    EXPECT_EQ(sps->full_range, expected.full_range) << expected.name;
    EXPECT_EQ(sps->colour_primaries, expected.primaries) << expected.name;
    EXPECT_EQ(sps->transfer_characteristics, expected.transfer) << expected.name;
    EXPECT_EQ(sps->matrix_coefficients, expected.matrix) << expected.name;
  }
}

// Bytes that end where nobody may read on.
void parse_guarded(Bytes bytes) {
  test::GuardedMemory memory(bytes.size());
  std::copy(bytes.begin(), bytes.end(), memory.data());
  const Bytes guarded(memory.data(), bytes.size());
  const auto sps = parse_sps(guarded);
  if (sps) {
    EXPECT_GT(sps->width, 0);
    EXPECT_GT(sps->height, 0);
    EXPECT_LE(sps->width, 1055 * 16);
    EXPECT_LE(sps->height, 1055 * 32);
  }
  (void)inspect(guarded);
}

TEST(ParseSps, SurvivesEveryTruncation) {
  for (const auto& each : kCases) {
    const auto bytes = from_hex(each.hex);
    for (std::size_t length = 0; length < bytes.size(); ++length) parse_guarded(Bytes(bytes).first(length));
    EXPECT_FALSE(parse_sps(Bytes(bytes).first(5))) << each.name;
  }
}

TEST(ParseSps, SurvivesEveryByteInEveryPlace) {
  for (const auto& each : kCases) {
    auto bytes = from_hex(each.hex);
    for (auto& byte : bytes) {
      const auto original = byte;
      for (int value = 0; value < 256; ++value) {
        byte = static_cast<std::uint8_t>(value);
        parse_guarded(bytes);
      }
      byte = original;
    }
  }
}

TEST(ParseSps, RefusesWhatIsNone) {
  EXPECT_FALSE(parse_sps({}));
  auto bytes = from_hex(kCases[0].hex);
  bytes[0] = 0x68;
  EXPECT_FALSE(parse_sps(bytes));
  EXPECT_FALSE(parse_sps(std::vector<std::uint8_t>(100, 0x67)));
  std::vector<std::uint8_t> zeros(100, 0);
  zeros[0] = 0x67;
  EXPECT_FALSE(parse_sps(zeros));
}

// Writes what the standard's tables call u(n), ue(v) and se(v).
class BitWriter {
 public:
  BitWriter& bits(std::uint32_t value, int count) {
    for (int i = count - 1; i >= 0; --i) put((value >> static_cast<unsigned>(i)) & 1U);
    return *this;
  }
  BitWriter& ue(std::uint32_t value) {
    int length = 0;
    while (((std::uint64_t{value} + 1) >> static_cast<unsigned>(length + 1)) != 0) ++length;
    return bits(0, length).bits(value + 1, length + 1);
  }
  BitWriter& se(int value) { return ue(static_cast<std::uint32_t>(value > 0 ? 2 * value - 1 : -2 * value)); }
  // With stop bit and emulation prevention.
  std::vector<std::uint8_t> nal() {
    bits(1, 1);
    while (count_ % 8 != 0) put(0);
    std::vector<std::uint8_t> out{0x67};
    int zeros = 0;
    for (const auto byte : bytes_) {
      if (zeros == 2 && byte <= 3) {
        out.push_back(3);
        zeros = 0;
      }
      zeros = byte == 0 ? zeros + 1 : 0;
      out.push_back(byte);
    }
    return out;
  }

 private:
  void put(std::uint32_t bit) {
    if (count_ % 8 == 0) bytes_.push_back(0);
    bytes_.back() = static_cast<std::uint8_t>(bytes_.back() | bit << (7U - count_ % 8));
    ++count_;
  }
  std::vector<std::uint8_t> bytes_;
  unsigned count_ = 0;
};

TEST(ParseSps, ReadsPastScalingListsAndOrderCounts) {
  BitWriter writer;
  writer.bits(100, 8).bits(0, 8).bits(42, 8).ue(3).ue(1).ue(0).ue(0).bits(0, 1).bits(1, 1);
  for (int list = 0; list < 8; ++list) {
    writer.bits(list % 3 != 2, 1);
    if (list % 3 == 2) continue;
    const int size = list < 6 ? 16 : 64;
    if (list == 1) {
      writer.se(-8);  // the rest of the list is the default
      continue;
    }
    for (int i = 0; i < size; ++i) writer.se(i % 2 == 0 ? 3 : -2);
  }
  writer.ue(4).ue(1).bits(0, 1).se(-5).se(70000).ue(3).se(1).se(-1).se(100).ue(4).bits(0, 1);
  writer.ue(19).ue(14).bits(1, 1).bits(1, 1).bits(1, 1).ue(1).ue(2).ue(0).ue(3).bits(0, 1);
  const auto sps = parse_sps(writer.nal());
  ASSERT_TRUE(sps);
  EXPECT_EQ(sps->width, 320 - 6);
  EXPECT_EQ(sps->height, 240 - 6);
}

TEST(ParseSps, RefusesCroppingOfEverything) {
  const auto make = [](std::uint32_t right) {
    BitWriter writer;
    writer.bits(66, 8).bits(0, 8).bits(30, 8).ue(0).ue(0).ue(2).ue(1).bits(0, 1).ue(0).ue(0).bits(1, 1).bits(1, 1);
    return writer.bits(1, 1).ue(0).ue(right).ue(0).ue(0).bits(0, 1).nal();
  };
  EXPECT_EQ(parse_sps(make(7))->width, 2);
  EXPECT_FALSE(parse_sps(make(8)));
  EXPECT_FALSE(parse_sps(make(0x7ffffffe)));
  EXPECT_FALSE(parse_sps(make(0xfffffffe)));
}

std::vector<std::vector<std::uint8_t>> nals_of(const std::vector<std::uint8_t>& bytes) {
  std::vector<std::vector<std::uint8_t>> nals;
  for_each_nal(bytes, [&nals](Bytes nal) { nals.emplace_back(nal.begin(), nal.end()); });
  return nals;
}

TEST(ForEachNal, FindsUnitsBehindStartCodesOfBothLengths) {
  using Nals = std::vector<std::vector<std::uint8_t>>;
  EXPECT_EQ(nals_of(from_hex("00000001650102000001410300")), (Nals{{0x65, 1, 2}, {0x41, 3}}));
  EXPECT_EQ(nals_of(from_hex("aabb000001090000000168")), (Nals{{9}, {0x68}}));
  EXPECT_EQ(nals_of(from_hex("000001000001000001")), Nals{});
  EXPECT_EQ(nals_of(from_hex("0000")), Nals{});
  EXPECT_EQ(nals_of({}), Nals{});
  EXPECT_EQ(nals_of(from_hex("65010203")), Nals{});
}

TEST(Inspect, FindsParameterSetsAndKeySlices) {
  const auto sps = from_hex(kCases[0].hex);
  std::vector<std::uint8_t> unit = from_hex("0000000109f000000001");
  unit.insert(unit.end(), sps.begin(), sps.end());
  const auto rest = from_hex("0000000168ce3c8000000106050100000165888400");
  unit.insert(unit.end(), rest.begin(), rest.end());
  const auto found = inspect(unit);
  EXPECT_TRUE(found.key);
  EXPECT_TRUE(std::equal(found.sps.begin(), found.sps.end(), sps.begin(), sps.end()));
  EXPECT_EQ(found.pps.size(), 4U);
  const auto plain = inspect(from_hex("00000001419a02"));
  EXPECT_FALSE(plain.key);
  EXPECT_TRUE(plain.sps.empty());
  EXPECT_TRUE(plain.pps.empty());
}

TEST(AvcConfiguration, HoldsProfileLengthsAndBothSets) {
  const auto sps = from_hex("6742c01ed900a03db011000003000100000300320f162e48");
  const auto pps = from_hex("68cb83cb20");
  const auto record = avc_configuration(sps, pps);
  ASSERT_EQ(6U + 2 + sps.size() + 1 + 2 + pps.size(), record.size());
  EXPECT_EQ(from_hex("0142c01effe1"), std::vector<std::uint8_t>(record.begin(), record.begin() + 6));
  EXPECT_EQ(sps.size(), record[7]);
  EXPECT_TRUE(std::equal(sps.begin(), sps.end(), record.begin() + 8));
  EXPECT_TRUE(std::equal(pps.rbegin(), pps.rend(), record.rbegin()));
}

TEST(AvcConfiguration, OfHighProfileSaysItsChroma) {
  const auto record = avc_configuration(from_hex("67640028acd940780227e5c05a808080a0000003002000000641e30632c0"),
                                        from_hex("68ebe3cb22c0"));
  ASSERT_GT(record.size(), 4U);
  EXPECT_EQ(from_hex("fdf8f800"), std::vector<std::uint8_t>(record.end() - 4, record.end()));
}

TEST(AvcConfiguration, IsEmptyForWhatAreNoParameterSets) {
  const auto sps = from_hex("6742c01ed900a03db011000003000100000300320f162e48");
  EXPECT_TRUE(avc_configuration({}, from_hex("68cb83cb20")).empty());
  EXPECT_TRUE(avc_configuration(sps, {}).empty());
  EXPECT_TRUE(avc_configuration(sps, sps).empty());
  EXPECT_TRUE(avc_configuration(sps, std::vector<std::uint8_t>(70'000, 0x68)).empty());
}

TEST(AppendAvcc, PutsLengthsAndLeavesSetsAndDelimitersOut) {
  const auto unit = from_hex(
      "0000000109f0"
      "000000016742c01e"
      "0000000168cb83"
      "00000165888400"
      "0000010611");
  std::vector<std::uint8_t> avcc{0xaa};
  append_avcc(unit, avcc);
  EXPECT_EQ(from_hex("aa"
                     "00000003658884"
                     "000000020611"),
            avcc);
}

TEST(AppendAvcc, TakesAnyBytes) {
  std::vector<std::uint8_t> avcc;
  append_avcc({}, avcc);
  append_avcc(from_hex("1234567890"), avcc);
  EXPECT_TRUE(avcc.empty());
}

}  // namespace
}  // namespace skyline::h264
