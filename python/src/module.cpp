// SPDX-License-Identifier: Apache-2.0
#include "bindings.hpp"

PYBIND11_MODULE(_native, module) {
  skyline::python::bind_errors(module);
  skyline::python::bind_log(module);
  skyline::python::bind_credentials(module);
  skyline::python::bind_config(module);
  skyline::python::bind_outputs(module);
  skyline::python::bind_stream(module);
  skyline::python::bind_server(module);
  skyline::python::bind_tools(module);
}
