// SPDX-License-Identifier: Apache-2.0
#include <pybind11/chrono.h>
#include <pybind11/stl.h>

#include <string>
#include <utility>
#include <variant>

#include "bindings.hpp"
#include "putter.hpp"
#include "server.hpp"
#include "stream.hpp"
#include "to_dict.hpp"

namespace skyline::python {
namespace {

constexpr auto kInferred = "infer";
constexpr auto kLast = "last";
constexpr auto kUndeclared = "variable";

FrameRate to_rate(const std::variant<double, std::string>& wish) {
  if (const auto* const fps = std::get_if<double>(&wish)) return *fps;
  const auto& word = std::get<std::string>(wish);
  if (word == kLast) return kUseLast;
  if (word == kUndeclared) return kVariable;
  if (word == kInferred) return kInfer;
  throw Error("fps is \"" + word + "\"; it can be a number, None, USE_LAST_VALUE or \"variable\"");
}

Extent to_extent(const std::variant<int, std::string>& wish) {
  if (const auto* const pixels = std::get_if<int>(&wish)) return *pixels;
  return std::get<std::string>(wish) == kLast ? Extent(kUseLast) : Extent(kInfer);
}

std::shared_ptr<Stream> plain_stream(const StreamConfig& config) {
  enter();
  return std::make_shared<Stream>(make_shared_without_gil<SkyLine>(config));
}

std::shared_ptr<Stream> rtsp_stream(const Server& server, const std::string& path, const StreamConfig& config) {
  const auto alive = server.alive();
  return std::make_shared<Stream>(make_shared_without_gil<RtspSkyLine>(*alive, path, config));
}

std::shared_ptr<Stream> kvs_stream(const std::string& region, const std::string& name, const std::string& dotenv_path,
                                   const StreamConfig& config, const KvsConfig& kvs) {
  enter();
  return std::make_shared<Stream>(
      make_shared_without_gil<KvsSkyLine>(region, name, kvs.credentials, dotenv_path, config, kvs));
}

std::shared_ptr<OutputHandle> kvs_output(const KvsConfig& config) {
  enter();
  const Unlocked unlocked;
  return std::make_shared<OutputHandle>(make_kvs_output(config));
}

}  // namespace

void bind_stream(py::module_& module) {
  py::class_<Stream, std::shared_ptr<Stream>>(module, "Stream")
      .def("attach", &Stream::attach)
      .def("detach", &Stream::detach)
      .def("start",
           [](Stream& stream, const std::variant<double, std::string>& fps, const std::variant<int, std::string>& width,
              const std::variant<int, std::string>& height) {
             stream.start(to_rate(fps), to_extent(width), to_extent(height));
           })
      .def("stop", &Stream::stop)
      .def("close", &Stream::close)
      .def("putter", &make_putter)
      .def("state", &Stream::state)
      .def("stats", [](const Stream& stream) { return to_dict(stream.stats()); })
      .def("stop_kvs",
           [](Stream& stream, std::chrono::milliseconds deadline) { return to_dict(stream.stop_kvs(deadline)); })
      .def("add_metadata", &Stream::add_metadata)
      .def("kvs_stats", [](const Stream& stream) { return to_dict(stream.kvs_stats()); });
  module.def("plain_stream", &plain_stream);
  module.def("rtsp_stream", &rtsp_stream);
  module.def("kvs_stream", &kvs_stream);
  module.def("kvs_output", &kvs_output);
}

}  // namespace skyline::python
