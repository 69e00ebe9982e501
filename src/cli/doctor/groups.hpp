// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/doctor/findings.hpp"
#include "cli/options.hpp"

namespace skyline::cli {

/// The groups of checks of `skyline doctor`. Each runs on a thread of its own, beside the others, and has time limits
/// for whatever may take long. What is thrown becomes a failed check.

/// Its version, and whether every element is there.
void check_gstreamer(const DoctorOptions& options, Findings& findings);
/// Each encoder, by encoding.
void check_encoders(const DoctorOptions& options, Findings& findings);
/// The port that is wanted, a stream of our own as viewers get it, and the addresses they would use.
void check_rtsp(const DoctorOptions& options, Findings& findings);
/// The way to Kinesis Video Streams.
void check_kinesis(const DoctorOptions& options, Findings& findings);
/// The folder that keeps what is not delivered yet.
void check_spool(const DoctorOptions& options, Findings& findings);
/// Processors, memory, time, files.
void check_machine(const DoctorOptions& options, Findings& findings);

}  // namespace skyline::cli
