// SPDX-License-Identifier: Apache-2.0
#include "outputs/kinesis/spool.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <memory>

#include "skyline/error.hpp"

namespace skyline::kinesis {
namespace {

constexpr std::uint64_t kMostFileBytes = 64U << 20U;  // the service takes fragments of 50 MB
constexpr mode_t kPrivateFolder = 0700;
constexpr mode_t kPrivateFile = 0600;
constexpr std::string_view kEnding = ".mkv";
constexpr std::string_view kUnfinished = ".part";

// A name says all that has to be known before a file is read: time, a serial number, bytes of the header.
std::string name_for(std::int64_t time_ms, std::uint64_t serial, std::size_t header_bytes) {
  return fmt::format("{:014}-{:08}-{}{}", time_ms, serial, header_bytes, kEnding);
}

struct NameParts {
  std::int64_t time_ms = 0;
  std::uint64_t serial = 0;
  std::uint64_t header_bytes = 0;
};

std::optional<NameParts> parse_name(std::string_view name) {
  if (!name.ends_with(kEnding)) return std::nullopt;
  name.remove_suffix(kEnding.size());
  NameParts parts;
  const auto take = [&name](auto& value, char end) {
    const auto [rest, error] = std::from_chars(name.data(), name.data() + name.size(), value);
    const auto used = static_cast<std::size_t>(rest - name.data());
    if (error != std::errc{} || (end == '\0' ? used != name.size() : used >= name.size() || name[used] != end)) {
      return false;
    }
    name.remove_prefix(std::min(used + 1, name.size()));
    return true;
  };
  if (!take(parts.time_ms, '-') || !take(parts.serial, '-') || !take(parts.header_bytes, '\0')) return std::nullopt;
  return parts;
}

std::string why() { return std::strerror(errno); }  // NOLINT(concurrency-mt-unsafe)

Descriptor open_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(folder).parent_path(), error);
  mkdir(folder.c_str(), kPrivateFolder);
  Descriptor directory(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid()) throw Error(fmt::format("the spool folder {} cannot be used: {}", folder, why()));
  return directory;
}

Descriptor lock(int directory, const std::string& folder) {
  Descriptor file(openat(directory, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kPrivateFile));
  if (!file.valid()) throw Error(fmt::format("the spool folder {} cannot be written to: {}", folder, why()));
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    throw Error(fmt::format("the spool folder {} is in use by another stream; give each its own", folder));
  }
  return file;
}

bool write_all(int fd, const Bytes& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const auto n = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return true;
}

// Exactly so many bytes from the file, or null.
std::shared_ptr<Bytes> read_all(int fd, std::uint64_t count) {
  auto bytes = std::make_shared<Bytes>(count);
  for (std::size_t done = 0; done < count;) {
    const auto n = ::read(fd, bytes->data() + done, count - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return nullptr;
    done += static_cast<std::size_t>(n);
  }
  return bytes;
}

// A header begins with an EBML head, and what follows it with a cluster or its tags.
bool plausible(const Bytes& header, const Bytes& parts) {
  static constexpr std::uint8_t kEbml[] = {0x1a, 0x45, 0xdf, 0xa3};
  static constexpr std::uint8_t kCluster[] = {0x1f, 0x43, 0xb6, 0x75};
  static constexpr std::uint8_t kTags[] = {0x12, 0x54, 0xc3, 0x67};
  const auto begins = [](const Bytes& bytes, const auto& with) {
    return bytes.size() >= 4 && std::equal(std::begin(with), std::end(with), bytes.begin());
  };
  return begins(header, kEbml) && (begins(parts, kCluster) || begins(parts, kTags));
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

Spool::Spool(const std::string& folder, const std::string& stream, std::uint64_t quota)
    : folder_(folder + "/" + stream),
      quota_(quota),
      directory_(open_folder(folder_)),
      lock_file_(lock(directory_.get(), folder_)) {
  scan();
  worker_.start("sky-spool", [this](Worker& worker) { run(worker); });
}

Spool::~Spool() { worker_.stop(); }

void Spool::scan() {
  const std::unique_ptr<DIR, int (*)(DIR*)> list(opendir(folder_.c_str()), closedir);
  if (!list) throw Error(fmt::format("the spool folder {} cannot be read: {}", folder_, why()));
  while (const auto* found = readdir(list.get())) {  // NOLINT(concurrency-mt-unsafe)
    const std::string name = found->d_name;
    if (name.ends_with(kUnfinished)) unlinkat(directory_.get(), name.c_str(), 0);
    const auto parts = parse_name(name);
    struct stat status {};
    if (!parts || fstatat(directory_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (!S_ISREG(status.st_mode)) continue;
    const auto bytes = static_cast<std::uint64_t>(status.st_size);
    entries_[name] = {.time_ms = parts->time_ms,
                      .header_bytes = parts->header_bytes,
                      .bytes = bytes,
                      .phase = Phase::kWritten,
                      .in_memory = false};
    serial_ = std::max(serial_, parts->serial);
    counts_.bytes += bytes;
    ++counts_.recovered;
  }
}

std::string Spool::store(std::int64_t time_ms, SharedBytes header, std::vector<SharedBytes> parts) {
  std::uint64_t bytes = header->size();
  for (const auto& part : parts) bytes += part->size();
  const std::lock_guard guard(mutex_);
  auto name = name_for(time_ms, ++serial_, header->size());
  entries_[name] = {.time_ms = time_ms, .header_bytes = header->size(), .bytes = bytes};
  counts_.bytes += bytes;
  make_room();
  queue({.name = name, .header = std::move(header), .parts = std::move(parts)});
  return name;
}

// The oldest goes first; one that waits to be written is not there yet.
void Spool::make_room() {
  while (counts_.bytes > quota_) {
    const auto oldest =
        std::ranges::find_if(entries_, [](const auto& entry) { return entry.second.phase == Phase::kWritten; });
    if (oldest == entries_.end()) return;
    drop(oldest);
  }
}

void Spool::drop(Entries::iterator entry) {
  if (!entry->second.in_memory) {
    ++counts_.dropped;
    if (std::uint64_t held_back = 0; log_.allow(held_back)) {
      log::warn("kinesis", "{}: the oldest fragment was dropped ({} more before): {} bytes are all the spool may hold",
                folder_, held_back, quota_);
    }
  }
  erase(entry);
}

void Spool::erase(Entries::iterator entry) {
  counts_.bytes -= entry->second.bytes;
  // What still waits to be written is passed over by the thread: its entry is gone.
  if (entry->second.phase == Phase::kWritten) queue({.name = entry->first});
  entries_.erase(entry);
}

void Spool::queue(Job job) {
  jobs_.push_back(std::move(job));
  ++queued_;
  worker_.wake();
}

void Spool::remove(const std::string& name) {
  const std::lock_guard guard(mutex_);
  if (const auto entry = entries_.find(name); entry != entries_.end()) erase(entry);
}

bool Spool::leave(const std::string& name) {
  const std::lock_guard guard(mutex_);
  const auto entry = entries_.find(name);
  if (entry == entries_.end()) return false;
  if (entry->second.phase != Phase::kWritten) {
    erase(entry);
    return false;
  }
  entry->second.in_memory = false;
  return true;
}

bool Spool::written(const std::string& name) const {
  const std::lock_guard guard(mutex_);
  const auto entry = entries_.find(name);
  return entry != entries_.end() && entry->second.phase == Phase::kWritten;
}

bool Spool::flush(std::chrono::milliseconds limit) {
  std::unique_lock guard(mutex_);
  const auto all = queued_;
  return job_done_.wait_for(guard, limit, [this, all] { return done_ >= all; });
}

void Spool::run(Worker& worker) {
  while (true) {
    Job job;
    {
      const std::lock_guard guard(mutex_);
      if (!jobs_.empty()) {
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
    }
    if (job.name.empty()) {
      if (!worker.wait()) {
        const std::lock_guard guard(mutex_);
        if (jobs_.empty()) return;
      }
      continue;
    }
    if (job.header) {
      write(job);
    } else {
      unlinkat(directory_.get(), job.name.c_str(), 0);
    }
    const std::lock_guard guard(mutex_);
    ++done_;
    job_done_.notify_all();
  }
}

void Spool::write(const Job& job) {
  {
    const std::lock_guard guard(mutex_);
    if (!entries_.contains(job.name)) return;  // persisted meanwhile
  }
  const bool good = write_file(job);
  const auto reason = good ? std::string{} : why();
  const std::lock_guard guard(mutex_);
  const auto entry = entries_.find(job.name);
  if (entry == entries_.end()) {
    unlinkat(directory_.get(), job.name.c_str(), 0);
    return;
  }
  if (good) {
    entry->second.phase = Phase::kWritten;
    return make_room();
  }
  entry->second.phase = Phase::kFailed;
  counts_.bytes -= std::exchange(entry->second.bytes, 0);
  if (std::uint64_t held_back = 0; log_.allow(held_back)) {
    log::warn("kinesis", "{}: a fragment could not be written ({} more before): {}; it stays in memory only", folder_,
              held_back, reason);
  }
}

bool Spool::write_file(const Job& job) {
  const auto unfinished = job.name + std::string(kUnfinished);
  const Descriptor file(
      openat(directory_.get(), unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kPrivateFile));
  if (!file.valid()) return false;
  const bool good = write_all(file.get(), *job.header) &&
                    std::ranges::all_of(job.parts, [&](const auto& part) { return write_all(file.get(), *part); }) &&
                    renameat(directory_.get(), unfinished.c_str(), directory_.get(), job.name.c_str()) == 0;
  if (good) return true;
  const auto reason = errno;
  unlinkat(directory_.get(), unfinished.c_str(), 0);
  errno = reason;
  return false;
}

std::optional<Spool::Fragment> Spool::next_of_backlog(const std::string& after) {
  while (true) {
    std::string name;
    Entry entry;
    {
      const std::lock_guard guard(mutex_);
      const auto found = find_backlog(after);
      if (found == entries_.end()) return std::nullopt;
      name = found->first;
      entry = found->second;
    }
    if (auto fragment = load(name, entry)) return fragment;
    log::warn("kinesis", "{}/{} is damaged; it is set aside as {}.damaged", folder_, name, name);
    renameat(directory_.get(), name.c_str(), directory_.get(), (name + ".damaged").c_str());
    const std::lock_guard guard(mutex_);
    ++counts_.dropped;
    counts_.bytes -= entry.bytes;
    entries_.erase(name);
  }
}

std::optional<Spool::Fragment> Spool::load(const std::string& name, const Entry& entry) {
  const Descriptor file(openat(directory_.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.valid() || entry.bytes > kMostFileBytes || entry.header_bytes >= entry.bytes) return std::nullopt;
  const auto header = read_all(file.get(), entry.header_bytes);
  const auto parts = read_all(file.get(), entry.bytes - entry.header_bytes);
  if (!header || !parts || !plausible(*header, *parts)) return std::nullopt;
  return Fragment{.name = name, .time_ms = entry.time_ms, .header = header, .parts = parts};
}

Spool::Entries::const_iterator Spool::find_backlog(const std::string& after) const {
  return std::find_if(entries_.upper_bound(after), entries_.end(), [](const auto& entry) {
    return !entry.second.in_memory && entry.second.phase == Phase::kWritten;
  });
}

std::uint64_t Spool::next_size_after(const std::string& name) const {
  const std::lock_guard guard(mutex_);
  const auto found = find_backlog(name);
  return found == entries_.end() ? 0 : found->second.bytes;
}

Spool::Counts Spool::counts() const {
  const std::lock_guard guard(mutex_);
  auto counts = counts_;
  for (const auto& [name, entry] : entries_) {
    if (entry.in_memory) continue;
    ++counts.backlog;
    counts.backlog_bytes += entry.bytes;
    if (!counts.oldest_ms) counts.oldest_ms = entry.time_ms;
  }
  return counts;
}

}  // namespace skyline::kinesis
