// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace skyline::emulator {

struct StreamRecord {
  std::string id;  ///< ours: another one for a stream of the same name that is made later
  std::string name;
  std::string arn;
  std::string device_name;
  std::string media_type;
  std::string kms_key_id;
  std::string version;
  std::int64_t created_ms = 0;
  std::int64_t active_ms = 0;  ///< CREATING until then
  std::int64_t retention_hours = 0;
  std::map<std::string, std::string> tags{};
};

/// The streams there are, kept in a file. Any thread; what is given out is a copy.
class StreamCatalog {
 public:
  /// Reads `file` when there is one. Throws Error when it cannot be understood.
  explicit StreamCatalog(std::string file);

  /// Throws ServiceError(ResourceInUseException) when there is one of that name.
  void add(const StreamRecord& stream);
  /// By name, or by ARN. Throws ServiceError(ResourceNotFoundException).
  [[nodiscard]] StreamRecord by_name(const std::string& name) const;
  [[nodiscard]] StreamRecord by_arn(const std::string& arn) const;
  [[nodiscard]] std::optional<StreamRecord> by_id(const std::string& id) const;
  /// By name.
  [[nodiscard]] std::vector<StreamRecord> all() const;
  /// Replaces what has the same id, with a new version.
  void update(StreamRecord stream);
  /// The version stays.
  void set_tags(const std::string& id, std::map<std::string, std::string> tags);
  void remove(const std::string& id);

 private:
  void save() const;

  const std::string file_;
  mutable std::mutex mutex_;
  std::map<std::string, StreamRecord> streams_;  // by name; guarded by mutex_
};

}  // namespace skyline::emulator
