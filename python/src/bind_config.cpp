// SPDX-License-Identifier: Apache-2.0
#include <pybind11/chrono.h>
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "gil.hpp"
#include "skyline/config.hpp"
#include "skyline/kvs.hpp"
#include "skyline/rtsp.hpp"
#include "to_dict.hpp"

namespace skyline::python {
namespace {

void bind_stream_config(py::module_& module) {
  py::enum_<Profile>(module, "Profile")
      .value("baseline", Profile::kBaseline)
      .value("main", Profile::kMain)
      .value("high", Profile::kHigh);
  py::enum_<Fit>(module, "Fit")
      .value("letterbox", Fit::kLetterbox)
      .value("stretch", Fit::kStretch)
      .value("crop", Fit::kCrop);
  py::class_<EncodingConfig>(module, "EncodingConfig")
      .def(py::init<>())
      .def_readwrite("encoder", &EncodingConfig::encoder)
      .def_readwrite("bitrate_kbps", &EncodingConfig::bitrate_kbps)
      .def_readwrite("profile", &EncodingConfig::profile)
      .def_readwrite("preset", &EncodingConfig::preset)
      .def_readwrite("vbv", &EncodingConfig::vbv)
      .def_readwrite("key_interval", &EncodingConfig::key_interval);
  py::class_<StreamConfig>(module, "StreamConfig")
      .def(py::init<>())
      .def_readwrite("name", &StreamConfig::name)
      .def_readwrite("encoding", &StreamConfig::encoding)
      .def_readwrite("fit", &StreamConfig::fit)
      .def_readwrite("warmup_frames", &StreamConfig::warmup_frames);
}

void bind_rtsp_config(py::module_& module) {
  py::class_<RtspUser>(module, "RtspUser")
      .def(py::init([](std::string name, std::string password, std::vector<std::string> paths) {
        return RtspUser{std::move(name), std::move(password), std::move(paths)};
      }));
  py::class_<RtspServerConfig>(module, "RtspServerConfig")
      .def(py::init<>())
      .def_readwrite("port", &RtspServerConfig::port)
      .def_readwrite("address", &RtspServerConfig::address)
      .def_readwrite("users", &RtspServerConfig::users)
      .def_readwrite("allow_anonymous", &RtspServerConfig::allow_anonymous)
      .def_readwrite("basic_auth", &RtspServerConfig::basic_auth)
      .def_readwrite("tls_certificate", &RtspServerConfig::tls_certificate)
      .def_readwrite("tls_key", &RtspServerConfig::tls_key)
      .def_readwrite("http_tunnel", &RtspServerConfig::http_tunnel)
      .def_readwrite("multicast_group", &RtspServerConfig::multicast_group)
      .def_readwrite("multicast_port", &RtspServerConfig::multicast_port)
      .def_readwrite("multicast_ttl", &RtspServerConfig::multicast_ttl)
      .def_readwrite("max_connections", &RtspServerConfig::max_connections)
      .def_readwrite("max_connections_per_address", &RtspServerConfig::max_connections_per_address);
}

// on_health must not throw; what Python raises there is for its own hook.
void set_on_health(KvsConfig& config, py::function callback) {
  config.on_health = [kept = Kept(std::move(callback))](const KvsStats& stats) {
    const py::gil_scoped_acquire acquire;
    try {
      kept.get()(to_dict(stats));
    } catch (py::error_already_set& raised) {
      raised.discard_as_unraisable("on_health");
    }
  };
}

void bind_kvs_config(py::module_& module) {
  py::enum_<KvsBackend>(module, "KvsBackend")
      .value("native", KvsBackend::kNative)
      .value("kvssink", KvsBackend::kKvssink);
  py::class_<KvsConfig>(module, "KvsConfig")
      .def(py::init<>())
      .def_readwrite("region", &KvsConfig::region)
      .def_readwrite("stream_name", &KvsConfig::stream_name)
      .def_readwrite("credentials", &KvsConfig::credentials)
      .def_readwrite("endpoint", &KvsConfig::endpoint)
      .def_readwrite("ca_file", &KvsConfig::ca_file)
      .def_readwrite("create_stream", &KvsConfig::create_stream)
      .def_readwrite("retention", &KvsConfig::retention)
      .def_readwrite("kms_key_id", &KvsConfig::kms_key_id)
      .def_readwrite("tags", &KvsConfig::tags)
      .def_readwrite("buffer_bytes", &KvsConfig::buffer_bytes)
      .def_readwrite("buffer_age", &KvsConfig::buffer_age)
      .def_readwrite("spool_dir", &KvsConfig::spool_dir)
      .def_readwrite("spool_bytes", &KvsConfig::spool_bytes)
      .def_readwrite("backlog_kbps", &KvsConfig::backlog_kbps)
      .def_readwrite("connection_life", &KvsConfig::connection_life)
      .def_readwrite("stop_timeout", &KvsConfig::stop_timeout)
      .def_readwrite("backend", &KvsConfig::backend)
      .def("set_on_health", &set_on_health);
}

}  // namespace

void bind_config(py::module_& module) {
  bind_stream_config(module);
  bind_rtsp_config(module);
  bind_kvs_config(module);
}

}  // namespace skyline::python
