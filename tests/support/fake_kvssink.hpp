// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/gst.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace skyline::test {

/// What the fake of AWS's element was given. Any thread.
class FakeKvssink {
 public:
  struct Buffer {
    bool key = false;
    bool dts = false;
    GstClockTime pts = 0;
    guint8 first_byte = 0;
    std::string credentials;  ///< what was in the file of credential-path then
  };

  void set(const std::string& property, const std::string& value);
  void take(const Buffer& buffer, const std::string& caps);

  [[nodiscard]] std::string property(const std::string& name) const;
  [[nodiscard]] std::vector<Buffer> buffers() const;
  [[nodiscard]] std::string caps() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> properties_;
  std::vector<Buffer> buffers_;
  std::string caps_;
};

/// Registers an element kvssink with the properties SkyLine sets, which sends nothing anywhere. Lives as long as the
/// process. `plugin` may be null.
FakeKvssink& register_fake_kvssink(GstPlugin* plugin);

}  // namespace skyline::test
