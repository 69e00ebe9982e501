// SPDX-License-Identifier: Apache-2.0
#include "to_dict.hpp"

#include <pybind11/stl.h>

#include <chrono>

namespace skyline::python {
namespace {

namespace py = pybind11;
using namespace py::literals;

double seconds(std::chrono::nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

py::dict to_dict(const StageTime& stage) { return py::dict("count"_a = stage.count, "total"_a = seconds(stage.total)); }

py::dict to_dict(const StageTimes& stages) {
  return py::dict("convert"_a = to_dict(stages.convert), "wait"_a = to_dict(stages.wait),
                  "encode"_a = to_dict(stages.encode), "capture_to_unit"_a = to_dict(stages.capture_to_unit));
}

}  // namespace

py::dict to_dict(const Stats& stats) {
  py::list outputs;
  for (const auto& output : stats.outputs) outputs.append(to_dict(output));
  return py::dict("frames_put"_a = stats.frames_put, "frames_encoded"_a = stats.frames_encoded,
                  "frames_warming_up"_a = stats.frames_warming_up, "frames_not_wanted"_a = stats.frames_not_wanted,
                  "frames_replaced"_a = stats.frames_replaced, "frames_failed"_a = stats.frames_failed,
                  "frames_pending"_a = stats.frames_pending, "frames_after_stop"_a = stats.frames_after_stop,
                  "stills_encoded"_a = stats.stills_encoded, "units"_a = stats.units, "key_units"_a = stats.key_units,
                  "bytes"_a = stats.bytes, "encoder_restarts"_a = stats.encoder_restarts,
                  "stages"_a = to_dict(stats.stages), "fps"_a = stats.fps, "width"_a = stats.width,
                  "height"_a = stats.height, "encoder"_a = stats.encoder, "last_error"_a = stats.last_error,
                  "outputs"_a = outputs);
}

py::dict to_dict(const OutputStats& stats) {
  return py::dict("name"_a = stats.name, "units_written"_a = stats.units_written,
                  "bytes_written"_a = stats.bytes_written, "units_dropped"_a = stats.units_dropped,
                  "failures"_a = stats.failures, "open"_a = stats.open, "viewers"_a = stats.viewers,
                  "kvs"_a = stats.kvs ? py::object(to_dict(*stats.kvs)) : py::none());
}

py::dict to_dict(const KvsStats& stats) {
  return py::dict(
      "state"_a = to_string(stats.state), "last_error"_a = stats.last_error, "fragments"_a = stats.fragments,
      "fragments_persisted"_a = stats.fragments_persisted, "fragments_pending"_a = stats.fragments_pending,
      "fragments_dropped"_a = stats.fragments_dropped, "fragments_rejected"_a = stats.fragments_rejected,
      "fragments_recovered"_a = stats.fragments_recovered, "fragments_replayed"_a = stats.fragments_replayed,
      "units_skipped"_a = stats.units_skipped, "bytes_pending"_a = stats.bytes_pending,
      "bytes_spooled"_a = stats.bytes_spooled, "oldest_pending"_a = seconds(stats.oldest_pending),
      "acks_buffering"_a = stats.acks_buffering, "acks_received"_a = stats.acks_received,
      "acks_persisted"_a = stats.acks_persisted, "acks_error"_a = stats.acks_error, "acks_idle"_a = stats.acks_idle,
      "bytes_sent"_a = stats.bytes_sent, "connections"_a = stats.connections, "attempts"_a = stats.attempts,
      "rotations"_a = stats.rotations, "clock_skew"_a = seconds(stats.clock_skew));
}

py::dict to_dict(const KvsUndelivered& left) {
  return py::dict("fragments"_a = left.fragments, "bytes"_a = left.bytes, "spooled"_a = left.spooled);
}

py::dict to_dict(const EncoderInfo& encoder) {
  return py::dict("element"_a = encoder.element, "hardware"_a = encoder.hardware, "works"_a = encoder.works,
                  "chosen"_a = encoder.chosen, "reason"_a = encoder.reason);
}

}  // namespace skyline::python
