// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor/doctor_options.hpp"

#include "cli/option.hpp"
#include "cli/serve_options.hpp"

namespace skyline::cli {

void describe_doctor(CLI::App& app, DoctorOptions& o) {
  describe_endpoint(app, o.rtsp, "where serving is to listen (8554 on all addresses)");
  auto* const stream =
      add(app, "--kvs", "STREAM", o.kvs.stream, parse_stream, "a stream of Kinesis Video Streams to check the way to");
  describe_kvs_place(app, o.kvs);
  app.add_flag("--send", o.send, "also send a second and a half of a generated scene to the stream")->needs(stream);
  describe_spool(app, o.kvs);
  app.add_flag("--json", o.json, "as JSON, when all is done");
}

void finish_doctor(const CLI::App& app, DoctorOptions& options) {
  check_profile(options.kvs.credentials, options.kvs.profile);
  options.verbose = app.count("--verbose") > 0;
  options.quiet = app.count("--quiet") > 0;
}

}  // namespace skyline::cli
