// SPDX-License-Identifier: Apache-2.0
#include <pybind11/chrono.h>
#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "bindings.hpp"
#include "gil.hpp"
#include "skyline/kvs_credentials.hpp"

namespace skyline::python {
namespace {

/// Key, secret, token, and when they expire in seconds since 1970.
using Keys = std::tuple<std::string, std::string, std::string, std::optional<double>>;
using Credentials = std::shared_ptr<KvsCredentials>;
using Clock = std::chrono::system_clock;

AwsKeys from_python(const Keys& keys) {
  const auto& [id, secret, token, expires] = keys;
  AwsKeys made{.access_key_id = id, .secret_access_key = secret, .session_token = token, .expires = {}};
  if (expires) made.expires = Clock::time_point(std::chrono::seconds(static_cast<std::int64_t>(*expires)));
  return made;
}

Keys to_python(const AwsKeys& keys) {
  std::optional<double> expires;
  if (keys.expires) expires = std::chrono::duration<double>(keys.expires->time_since_epoch()).count();
  return {keys.access_key_id, keys.secret_access_key, keys.session_token, expires};
}

/// Keys that a function of Python's gives.
class PythonCredentials final : public KvsCredentials {
 public:
  PythonCredentials(py::function fetch, std::string name) : fetch_(std::move(fetch)), name_(std::move(name)) {}
  [[nodiscard]] AwsKeys fetch() override {
    return call_python(name_ + ".fetch()", [this] { return from_python(fetch_.get()().cast<Keys>()); });
  }
  [[nodiscard]] std::string provider() const override { return name_; }

 private:
  const Kept fetch_;
  const std::string name_;
};

Credentials file_credentials(std::string path, Credentials source, std::chrono::seconds grace) {
  if (!source) return make_shared_without_gil<KvsFileCredentials>(std::move(path));
  return make_shared_without_gil<KvsFileCredentials>(std::move(path), std::move(source), grace);
}

Keys fetch(KvsCredentials& credentials) {
  const Unlocked unlocked;
  return to_python(credentials.fetch());
}

}  // namespace

void bind_credentials(py::module_& module) {
  py::class_<KvsCredentials, Credentials>(module, "Credentials")
      .def("fetch", &fetch)
      .def("provider", &KvsCredentials::provider, py::call_guard<Unlocked>());

  py::class_<KvsIotConfig>(module, "IotConfig")
      .def(py::init<>())
      .def_readwrite("endpoint", &KvsIotConfig::endpoint)
      .def_readwrite("role_alias", &KvsIotConfig::role_alias)
      .def_readwrite("thing_name", &KvsIotConfig::thing_name)
      .def_readwrite("certificate", &KvsIotConfig::certificate)
      .def_readwrite("private_key", &KvsIotConfig::private_key)
      .def_readwrite("ca_file", &KvsIotConfig::ca_file);

  module.def("inline_credentials", [](const Keys& keys) -> Credentials {
    return make_shared_without_gil<KvsInlineCredentials>(from_python(keys));
  });
  module.def("environment_credentials",
             []() -> Credentials { return make_shared_without_gil<KvsEnvironmentCredentials>(); });
  module.def("file_credentials", &file_credentials);
  module.def("chain_credentials", [](std::string profile) -> Credentials {
    return make_shared_without_gil<KvsChainCredentials>(std::move(profile));
  });
  module.def("iot_credentials", [](KvsIotConfig config) -> Credentials {
    return make_shared_without_gil<KvsIotCredentials>(std::move(config));
  });
  module.def("iot_credentials_file", [](const std::string& path) -> Credentials {
    const Unlocked unlocked;
    return KvsIotCredentials::from_file(path);
  });
  module.def("python_credentials", [](py::function fetch, std::string name) -> Credentials {
    return std::make_shared<PythonCredentials>(std::move(fetch), std::move(name));
  });
}

}  // namespace skyline::python
