// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "gil.hpp"
#include "skyline/rtsp.hpp"

namespace skyline::python {

/// An RtspServer as Python holds it.
class Server {
 public:
  explicit Server(std::shared_ptr<RtspServer> server) : server_(std::move(server)) {}

  /// Throws Error after close(), and in a forked child.
  [[nodiscard]] std::shared_ptr<RtspServer> alive() const {
    enter();
    if (!server_) throw Error("the server is closed; make a new one");
    return server_;
  }
  void close() { server_.reset(); }

 private:
  std::shared_ptr<RtspServer> server_;  // changes with the GIL held
};

}  // namespace skyline::python
