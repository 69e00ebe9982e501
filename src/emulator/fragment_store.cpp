// SPDX-License-Identifier: Apache-2.0
#include "emulator/fragment_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/log.hpp"
#include "emulator/fragment_reader.hpp"
#include "emulator/service_error.hpp"
#include "skyline/error.hpp"

namespace skyline::emulator {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// A number of the service's has 47 digits; ours begin like its own and end with a count that never goes back.
constexpr const char* kNumberHead = "91343852333";
constexpr std::size_t kNumberDigits = 47;

std::uint64_t count_of(const std::string& number) {
  std::uint64_t count = 0;
  constexpr std::size_t kCountDigits = 19;
  if (number.size() != kNumberDigits) return 0;
  std::from_chars(number.data() + number.size() - kCountDigits, number.data() + number.size(), count);
  return count;
}

void append(std::ofstream& out, const Bytes& bytes) {
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

Error cannot_write(const fs::path& path) {
  return Error(fmt::format("cannot write {}; is the disk full, or the folder not ours?", path.string()));
}

bool is_index_line(const Json& json) {
  constexpr std::size_t kNumbers = 7;
  return json.is_array() && json.size() == 1 + kNumbers && json[0].is_string() &&
         std::all_of(json.begin() + 1, json.end(), [](const Json& item) { return item.is_number_integer(); });
}

Bytes read_whole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

FragmentStore::FragmentStore(fs::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) throw Error(fmt::format("cannot make the folder {}: {}", folder_.string(), error.message()));
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (entry.is_directory()) read_index(entry.path());
  }
}

void FragmentStore::read_index(const fs::path& folder) {
  const auto stream_id = folder.filename().string();
  auto& entries = streams_[stream_id];
  std::ifstream in(folder / "index");
  bool whole = true;
  for (std::string line; std::getline(in, line);) {
    const auto json = Json::parse(line, nullptr, false);
    whole = is_index_line(json);  // else it was being written when the program ended
    if (!whole) break;
    Entry entry;
    entry.info = {json[0], json[1], json[2], json[3], json[4]};
    entry.base_ms = json[5];
    entry.header_bytes = json[6];
    entry.tags_bytes = json[7];
    last_number_ = std::max(last_number_, count_of(entry.info.number));
    std::error_code none;
    if (fs::file_size(file(stream_id, entry.info.number), none) == entry.info.bytes) {
      entries[entry.info.number] = entry;
    }
  }
  in.close();
  if (!whole) write_index(stream_id);
}

fs::path FragmentStore::file(const std::string& stream_id, const std::string& number) const {
  return folder_ / stream_id / (number + ".mkv");
}

std::string FragmentStore::next_number(std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  last_number_ = std::max(last_number_ + 1, static_cast<std::uint64_t>(std::max<std::int64_t>(now_ms, 0)) * 1000);
  return fmt::format("{}{:036}", kNumberHead, last_number_);
}

void FragmentStore::add(const std::string& stream_id, const FragmentInfo& info, std::int64_t base_ms,
                        const StoredBytes& bytes) {
  const auto path = file(stream_id, info.number);
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  Entry entry{info, base_ms, bytes.header.size(), bytes.tags.size()};
  entry.info.bytes = bytes.header.size() + bytes.tags.size() + bytes.cluster.size();
  {
    std::ofstream out(path, std::ios::binary);
    for (const auto* part : {&bytes.header, &bytes.tags, &bytes.cluster}) append(out, *part);
    if (!out.flush()) throw cannot_write(path);
  }
  std::vector<Watch*> watches;
  {
    const std::lock_guard lock(mutex_);
    streams_[stream_id][info.number] = entry;
    std::ofstream out(folder_ / stream_id / "index", std::ios::app);
    const auto& i = entry.info;
    out << Json{i.number, i.producer_ms, i.server_ms,        i.duration_ms,
                i.bytes,  base_ms,       entry.header_bytes, entry.tags_bytes}
        << '\n';
    if (!out.flush()) throw cannot_write(folder_ / stream_id / "index");
    watches.assign(watches_.begin(), watches_.end());
  }
  for (auto* watch : watches) watch->added_(stream_id);
}

std::vector<FragmentInfo> FragmentStore::list(const std::string& stream_id) const {
  const std::lock_guard lock(mutex_);
  std::vector<FragmentInfo> out;
  const auto found = streams_.find(stream_id);
  if (found == streams_.end()) return out;
  for (const auto& [number, entry] : found->second) out.push_back(entry.info);
  return out;
}

Fragment FragmentStore::load(const std::string& stream_id, const std::string& number) const {
  Entry entry;
  {
    const std::lock_guard lock(mutex_);
    const auto stream = streams_.find(stream_id);
    if (stream == streams_.end() || !stream->second.contains(number)) throw not_found("There is no fragment " + number);
    entry = stream->second.at(number);
  }
  const auto bytes = read_whole(file(stream_id, number));
  if (bytes.size() != entry.info.bytes) throw not_found("There is no fragment " + number);
  const auto header_end = bytes.begin() + static_cast<std::ptrdiff_t>(entry.header_bytes);
  const auto tags_end = header_end + static_cast<std::ptrdiff_t>(entry.tags_bytes);
  Fragment fragment = read_fragment(bytes, entry.base_ms);
  fragment.info = entry.info;
  fragment.header.assign(bytes.begin(), header_end);
  fragment.tags.assign(header_end, tags_end);
  fragment.cluster.assign(tags_end, bytes.end());
  return fragment;
}

void FragmentStore::expire(const std::string& stream_id, std::int64_t server_ms) {
  const std::lock_guard lock(mutex_);
  const auto found = streams_.find(stream_id);
  if (found == streams_.end()) return;
  const auto gone = std::erase_if(found->second, [&](const auto& entry) {
    if (entry.second.info.server_ms >= server_ms) return false;
    std::error_code ignored;  // a file that stays is found to be of no fragment
    fs::remove(file(stream_id, entry.first), ignored);
    return true;
  });
  if (gone > 0) write_index(stream_id);
}

void FragmentStore::write_index(const std::string& stream_id) const {
  const auto index = folder_ / stream_id / "index";
  const auto made = folder_ / stream_id / "index.new";
  {
    std::ofstream out(made);
    for (const auto& [number, e] : streams_.at(stream_id)) {
      out << Json{number,       e.info.producer_ms, e.info.server_ms, e.info.duration_ms,
                  e.info.bytes, e.base_ms,          e.header_bytes,   e.tags_bytes}
          << '\n';
    }
    if (!out.flush()) return log::warn("emulator", "{}", cannot_write(made).what());
  }
  std::error_code error;
  fs::rename(made, index, error);
  if (error) log::warn("emulator", "cannot replace {}: {}", index.string(), error.message());
}

void FragmentStore::remove(const std::string& stream_id) {
  const std::lock_guard lock(mutex_);
  streams_.erase(stream_id);
  std::error_code error;
  fs::remove_all(folder_ / stream_id, error);
  if (error) log::warn("emulator", "cannot remove the fragments of a deleted stream: {}", error.message());
}

FragmentStore::Watch::Watch(FragmentStore& store, std::function<void(const std::string&)> added)
    : store_(store), added_(std::move(added)) {
  const std::lock_guard lock(store_.mutex_);
  store_.watches_.insert(this);
}

FragmentStore::Watch::~Watch() {
  const std::lock_guard lock(store_.mutex_);
  store_.watches_.erase(this);
}

}  // namespace skyline::emulator
