// SPDX-License-Identifier: Apache-2.0
#include "skyline/kvs_check.hpp"

#include <exception>
#include <utility>

#include "outputs/kinesis/service_check.hpp"
#include "stream/kvs_setup.hpp"

namespace skyline {

void check_kvs(KvsConfig config, const std::string& dotenv_path, const KvsCheckEvents& events) {
  try {
    const auto setup = with_dotenv_file(std::move(config), dotenv_path);
    kinesis::ServiceCheck(setup.config, events).run();
  } catch (const std::exception& error) {
    events.done({"settings", CheckStatus::kFailed, error.what(),
                 "region: --region, AWS_REGION or the profile's; endpoint: --kvs-endpoint"});
  }
}

}  // namespace skyline
