// SPDX-License-Identifier: Apache-2.0
#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include <string>
#include <utility>

#include "bindings.hpp"
#include "output_handle.hpp"
#include "tail_output.hpp"
#include "to_dict.hpp"

namespace skyline::python {
namespace {

double seconds(std::chrono::system_clock::time_point time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

py::bytes bytes(const std::vector<std::uint8_t>& data) {
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

void bind_unit(py::module_& module) {
  py::class_<CodecConfig, std::shared_ptr<CodecConfig>>(module, "CodecConfig")
      .def_readonly("width", &CodecConfig::width)
      .def_readonly("height", &CodecConfig::height)
      .def_readonly("fps", &CodecConfig::fps)
      .def_property_readonly("sps", [](const CodecConfig& config) { return bytes(config.sps); })
      .def_property_readonly("pps", [](const CodecConfig& config) { return bytes(config.pps); });

  py::class_<EncodedUnit, std::shared_ptr<EncodedUnit>>(module, "EncodedUnit", py::buffer_protocol())
      .def_buffer([](EncodedUnit& unit) {
        return py::buffer_info(unit.data.data(), static_cast<py::ssize_t>(unit.data.size()), /*readonly=*/true);
      })
      .def("__len__", [](const EncodedUnit& unit) { return unit.data.size(); })
      .def("__bytes__", [](const EncodedUnit& unit) { return bytes(unit.data); })
      .def_property_readonly("data", [](const py::object& unit) { return py::memoryview(unit); })
      .def_property_readonly(
          "pts",
          [](const EncodedUnit& unit) { return std::chrono::duration<double>(unit.pts.time_since_epoch()).count(); })
      .def_property_readonly("capture_time", [](const EncodedUnit& unit) { return seconds(unit.capture_time); })
      .def_readonly("key", &EncodedUnit::key)
      .def_readonly("still", &EncodedUnit::still)
      .def_property_readonly("config", [](const EncodedUnit& unit) {
        return std::const_pointer_cast<CodecConfig>(unit.config);  // its properties are read-only
      });
}

std::shared_ptr<OutputHandle> handle(std::unique_ptr<Output> output) {
  return std::make_shared<OutputHandle>(std::move(output));
}

std::shared_ptr<OutputHandle> callback_output(py::function callback, const std::string& name) {
  enter();
  return handle(std::make_unique<CallbackOutput>(
      name, [kept = Kept(std::move(callback)), what = "output " + name](const UnitPtr& unit) {
        call_python(what, [&] { kept.get()(std::const_pointer_cast<EncodedUnit>(unit)); });
      }));
}

std::shared_ptr<OutputHandle> gst_output(const std::string& tail, const std::string& name) {
  enter();
  const Unlocked unlocked;
  return handle(std::make_unique<GstOutput>(tail, name));
}

std::shared_ptr<OutputHandle> tail_output(py::function make_tail, const std::string& name) {
  enter();
  return handle(std::make_unique<TailOutput>(name, [kept = Kept(std::move(make_tail))](const CodecConfig& config) {
    return call_python("_get_pipeline",
                       [&] { return kept.get()(config.fps, config.width, config.height).cast<std::string>(); });
  }));
}

void add_metadata(const OutputHandle& output, const std::string& name, const std::string& value, bool persistent) {
  const Unlocked unlocked;
  output.with_kvs([&](KvsOutput& kvs) { kvs.add_metadata(name, value, persistent); });
}

py::dict kvs_stats(const OutputHandle& output) {
  return to_dict(output.with_kvs([](const KvsOutput& kvs) { return kvs.kvs_stats(); }));
}

}  // namespace

void bind_outputs(py::module_& module) {
  bind_unit(module);
  py::class_<OutputHandle, std::shared_ptr<OutputHandle>>(module, "Output")
      .def_property_readonly("name", &OutputHandle::name)
      .def_property_readonly("attached", &OutputHandle::attached)
      .def("add_metadata", &add_metadata)
      .def("kvs_stats", &kvs_stats);
  module.def("callback_output", &callback_output);
  module.def("gst_output", &gst_output);
  module.def("tail_output", &tail_output);
  module.def("load_plugins", [](const std::string& dotenv_path) {
    enter();
    const Unlocked unlocked;
    load_plugins(dotenv_path);
  });
}

}  // namespace skyline::python
