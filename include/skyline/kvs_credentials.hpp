// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "skyline/export.hpp"

namespace skyline {

/// Keys of AWS. Nothing in SkyLine prints them.
struct AwsKeys {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;                                     ///< empty for permanent keys
  std::optional<std::chrono::system_clock::time_point> expires;  ///< nothing for permanent keys
};

/// What the first letters of an access key id say of keys, for people; nothing else of them is told.
[[nodiscard]] SKYLINE_API std::string kind_of_keys(const AwsKeys& keys);

/// Where keys come from. Derive from it to bring your own. SkyLine asks on a thread of its own, well before what it
/// has expires, whether or not frames come; meanwhile, and while asking fails, the last good keys are used.
class SKYLINE_API KvsCredentials {
 public:
  KvsCredentials() = default;
  KvsCredentials(const KvsCredentials&) = delete;
  KvsCredentials& operator=(const KvsCredentials&) = delete;
  virtual ~KvsCredentials() = default;

  /// The keys that hold now, freshly asked for. May take some seconds. Throws Error, without secrets, when there are
  /// none. One call at a time by each output: what several outputs share has to lock itself, as SkyLine's own do.
  [[nodiscard]] virtual AwsKeys fetch() = 0;
  /// Who answered last ("profile dev in /home/ann/.aws/credentials"), or would be asked; for people.
  [[nodiscard]] virtual std::string provider() const = 0;
  /// True when fetch() would now give other keys than last time, as far as a quick look tells. Asked for every few
  /// seconds, so that keys that were exchanged are used long before the old ones expire.
  [[nodiscard]] virtual bool changed() const { return false; }
  /// Makes a fetch() that waits, or the next one, throw soon; any thread.
  virtual void interrupt() noexcept {}
};

/// Keys given in the program.
class SKYLINE_API KvsInlineCredentials final : public KvsCredentials {
 public:
  /// Throws Error when a key is empty.
  explicit KvsInlineCredentials(AwsKeys keys);
  ~KvsInlineCredentials() override;
  [[nodiscard]] AwsKeys fetch() override;
  [[nodiscard]] std::string provider() const override;

 private:
  AwsKeys keys_;
};

/// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.
class SKYLINE_API KvsEnvironmentCredentials final : public KvsCredentials {
 public:
  [[nodiscard]] AwsKeys fetch() override;
  [[nodiscard]] std::string provider() const override;
};

/// A file in the form kvssink reads: "CREDENTIALS key secret" or "CREDENTIALS key 2026-01-31T12:00:00Z secret token".
class SKYLINE_API KvsFileCredentials final : public KvsCredentials {
 public:
  /// Reads keys from `path`, again when it has changed and when they are about to expire.
  explicit KvsFileCredentials(std::string path);
  /// Asks `source` and also writes what it gives to `path`, for other producers: replaced atomically, mode 0600. The
  /// time of expiry written is earlier than the true one by `grace`.
  KvsFileCredentials(std::string path, std::shared_ptr<KvsCredentials> source,
                     std::chrono::seconds grace = std::chrono::minutes{5});
  ~KvsFileCredentials() override;
  [[nodiscard]] AwsKeys fetch() override;
  [[nodiscard]] bool changed() const override;
  [[nodiscard]] std::string provider() const override;
  void interrupt() noexcept override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// The order of AWS's own tools: environment, profile in the shared files (static keys, source_profile and role_arn,
/// web identity, credential_process), web identity, container, instance metadata (IMDSv2). The first of them that is
/// set up answers; when that one fails, none after it is asked. See docs/10-credentials.md.
class SKYLINE_API KvsChainCredentials final : public KvsCredentials {
 public:
  /// `profile` empty: AWS_PROFILE, then "default". One that is named goes before the environment's keys.
  explicit KvsChainCredentials(std::string profile = {});
  ~KvsChainCredentials() override;
  [[nodiscard]] AwsKeys fetch() override;
  [[nodiscard]] std::string provider() const override;
  void interrupt() noexcept override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// AWS IoT's credential provider: a device certificate instead of keys.
struct KvsIotConfig {
  std::string endpoint;  ///< host name, "xxxx.credentials.iot.eu-west-1.amazonaws.com"
  std::string role_alias;
  std::string thing_name;   ///< empty: not sent
  std::string certificate;  ///< PEM file
  std::string private_key;  ///< PEM file
  std::string ca_file;      ///< PEM file; empty: the system's
};

class SKYLINE_API KvsIotCredentials final : public KvsCredentials {
 public:
  explicit KvsIotCredentials(KvsIotConfig config);
  /// Settings from a JSON file with the names of KvsIotConfig. Throws Error on unknown names and missing files.
  static std::shared_ptr<KvsIotCredentials> from_file(const std::string& path);
  ~KvsIotCredentials() override;
  [[nodiscard]] AwsKeys fetch() override;
  [[nodiscard]] std::string provider() const override;
  void interrupt() noexcept override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// The region of the environment (AWS_REGION, AWS_DEFAULT_REGION), else of the profile; empty when there is none.
/// `profile` empty: AWS_PROFILE, then "default". Throws Error on one that cannot be a region.
[[nodiscard]] SKYLINE_API std::string find_aws_region(const std::string& profile = {});

}  // namespace skyline
