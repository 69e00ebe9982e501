// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <mutex>
#include <utility>

#include "base/log.hpp"
#include "base/small_file.hpp"
#include "outputs/kinesis/aws_time.hpp"
#include "outputs/kinesis/credentials_line.hpp"
#include "skyline/error.hpp"
#include "skyline/kvs_credentials.hpp"

namespace skyline {

class KvsFileCredentials::Impl {
 public:
  Impl(std::string path, std::shared_ptr<KvsCredentials> source, std::chrono::seconds grace)
      : path_(std::move(path)), source_(std::move(source)), grace_(grace) {
    if (path_.empty()) throw Error("the credentials file: its path is empty");
    if (grace_ < std::chrono::seconds{0}) throw Error("the credentials file: the grace is negative");
  }

  AwsKeys fetch() {
    const std::lock_guard lock(mutex_);
    return source_ ? pass_on() : read();
  }

  [[nodiscard]] bool changed() const {
    if (source_) return source_->changed();
    const std::lock_guard lock(mutex_);
    return file_stamp(path_) != stamp_;
  }

  [[nodiscard]] std::string provider() const {
    return source_ ? fmt::format("{}, written to {}", source_->provider(), path_) : fmt::format("file {}", path_);
  }

  void interrupt() noexcept {
    if (source_) source_->interrupt();
  }

 private:
  AwsKeys read() {
    stamp_ = file_stamp(path_);  // before reading: what is written meanwhile counts as a change
    const auto text = require_small_file(path_, {.most_bytes = kinesis::kMostCredentialsFile});
    try {
      return kinesis::parse_credentials_line(text);
    } catch (const Error& error) {
      throw Error(fmt::format("{}: {}", path_, error.what()));
    }
  }

  // A disk that is full is trouble for the other producers; this one has its keys.
  AwsKeys pass_on() {
    auto keys = source_->fetch();
    try {
      auto written = keys;
      if (written.expires) *written.expires -= grace_;
      replace_private_file(path_, kinesis::format_credentials_line(written));
    } catch (const Error& error) {
      log::warn("aws", "the keys are not written for other producers: {}", error.what());
    }
    return keys;
  }

  const std::string path_;
  const std::shared_ptr<KvsCredentials> source_;
  const std::chrono::seconds grace_;
  mutable std::mutex mutex_;          // one fetch at a time
  std::optional<FileStamp> stamp_{};  // of what was read last; guarded by mutex_
};

KvsFileCredentials::KvsFileCredentials(std::string path)
    : impl_(std::make_unique<Impl>(std::move(path), nullptr, std::chrono::seconds{0})) {}
KvsFileCredentials::KvsFileCredentials(std::string path, std::shared_ptr<KvsCredentials> source,
                                       std::chrono::seconds grace) {
  if (!source) throw Error("the credentials file: there is no source to write it from");
  impl_ = std::make_unique<Impl>(std::move(path), std::move(source), grace);
}
KvsFileCredentials::~KvsFileCredentials() = default;
AwsKeys KvsFileCredentials::fetch() { return impl_->fetch(); }
bool KvsFileCredentials::changed() const { return impl_->changed(); }
std::string KvsFileCredentials::provider() const { return impl_->provider(); }
void KvsFileCredentials::interrupt() noexcept { impl_->interrupt(); }

}  // namespace skyline
