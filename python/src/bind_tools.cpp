// SPDX-License-Identifier: Apache-2.0
#include <pybind11/pybind11.h>

#include <chrono>
#include <string>

#include "bindings.hpp"
#include "gil.hpp"
#include "skyline/encoders.hpp"
#include "skyline/test_scene.hpp"
#include "to_dict.hpp"

namespace skyline::python {
namespace {

/// TestScene with its picture as a buffer.
class Scene {
 public:
  Scene(int width, int height) : scene_(width, height) { draw(0, 0); }

  void draw(std::uint64_t index, double time) {
    const std::chrono::duration<double> since_1970(time);
    using Time = std::chrono::system_clock::time_point;
    view_ = scene_.draw(index, Time(std::chrono::duration_cast<Time::duration>(since_1970)));
  }

  [[nodiscard]] py::buffer_info buffer() const {
    const auto& plane = view_.planes[0];
    return {const_cast<std::uint8_t*>(plane.data),  // NOLINT(cppcoreguidelines-pro-type-const-cast): marked read-only
            1,
            "B",
            3,
            {view_.height, view_.width, 3},
            {plane.stride, std::ptrdiff_t{3}, std::ptrdiff_t{1}},
            /*readonly=*/true};
  }

 private:
  TestScene scene_;
  FrameView view_;
};

py::list encoders() {
  enter();
  std::vector<EncoderInfo> found;
  {
    const Unlocked unlocked;
    found = probe_encoders();
  }
  py::list list;
  for (const auto& encoder : found) list.append(to_dict(encoder));
  return list;
}

}  // namespace

void bind_tools(py::module_& module) {
  py::class_<Scene>(module, "TestScene", py::buffer_protocol())
      .def(py::init<int, int>())
      .def("draw", &Scene::draw, py::call_guard<Unlocked>())
      .def("picture", [](const py::object& scene) { return py::memoryview(scene); })
      .def_buffer([](const Scene& scene) { return scene.buffer(); });
  module.def("encoders", &encoders);
  module.def("in_use", &in_use);
  module.def("forked", &forked_while_in_use);
  module.def("interpreter_ends", &interpreter_ends);
}

}  // namespace skyline::python
