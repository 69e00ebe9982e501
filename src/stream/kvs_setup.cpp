// SPDX-License-Identifier: Apache-2.0
#include "stream/kvs_setup.hpp"

#include <utility>

#include "stream/kvssink_output.hpp"

namespace skyline {

std::unique_ptr<Output> make_kvs_output(KvsConfig config, const gst::PluginFolders& folders) {
  if (config.backend == KvsBackend::kKvssink) return std::make_unique<KvssinkOutput>(std::move(config), folders);
  return std::make_unique<KvsOutput>(std::move(config));
}

std::unique_ptr<Output> make_kvs_output(KvsConfig config) { return make_kvs_output(std::move(config), {}); }

}  // namespace skyline
