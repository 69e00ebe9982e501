// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include <string>
#include <utility>
#include <vector>

#include "bindings.hpp"
#include "output_handle.hpp"
#include "server.hpp"

namespace skyline::python {
namespace {

// The server's own call without the GIL, the server kept meanwhile.
template <class Call>
auto without_gil(const Server& server, Call call) {
  const auto alive = server.alive();
  const Unlocked unlocked;
  return call(*alive);
}

std::shared_ptr<Server> make_server(const RtspServerConfig& config) {
  enter();
  return std::make_shared<Server>(make_shared_without_gil<RtspServer>(config));
}

std::vector<std::string> urls(const Server& server, bool credentials) {
  return without_gil(server, [credentials](const RtspServer& rtsp) {
    return rtsp.urls(credentials ? UrlCredentials::kGenerated : UrlCredentials::kHide);
  });
}

}  // namespace

void bind_server(py::module_& module) {
  py::class_<Server, std::shared_ptr<Server>>(module, "Server")
      .def("start", [](Server& server) { without_gil(server, [](RtspServer& rtsp) { rtsp.start(); }); })
      .def("stop", [](Server& server) { without_gil(server, [](RtspServer& rtsp) { rtsp.stop(); }); })
      .def("port",
           [](const Server& server) { return without_gil(server, [](RtspServer& rtsp) { return rtsp.port(); }); })
      .def("urls", &urls)
      .def("output",
           [](Server& server, const std::string& path) {
             return without_gil(server,
                                [&](RtspServer& rtsp) { return std::make_shared<OutputHandle>(rtsp.output(path)); });
           })
      .def("close", &Server::close);
  module.def("make_server", &make_server);
}

}  // namespace skyline::python
