// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

// What the module `skyline._native` is made of. The package's Python files give it its shape; nothing here is for
// users.
namespace skyline::python {

void bind_errors(pybind11::module_& module);
void bind_log(pybind11::module_& module);
void bind_credentials(pybind11::module_& module);  // before what takes them
void bind_config(pybind11::module_& module);
void bind_outputs(pybind11::module_& module);
void bind_stream(pybind11::module_& module);
void bind_server(pybind11::module_& module);
void bind_tools(pybind11::module_& module);

}  // namespace skyline::python
