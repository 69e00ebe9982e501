// SPDX-License-Identifier: Apache-2.0
#include "output_handle.hpp"

#include <utility>

namespace skyline::python {

OutputHandle::OutputHandle(std::unique_ptr<Output> output)
    : name_(output->name()), owned_(output.release()), output_(owned_.get()) {}

void OutputHandle::attach_to(const std::shared_ptr<SkyLine>& stream) {
  if (!owned_) {
    throw Error("output " + name_ + (attached() ? " is attached already" : " was used up by a stream; make a new one"));
  }
  stream->attach(std::unique_ptr<Output>(owned_.release()));
  stream_ = stream;
}

void OutputHandle::detach_from(const std::shared_ptr<SkyLine>& stream) {
  if (output_ == nullptr || stream_.lock() != stream)
    throw Error("output " + name_ + " is not attached to this stream");
  stream->detach(*std::exchange(output_, nullptr));
  stream_.reset();
}

// What is attached lives as long as the stream, which is kept while it is used.
std::shared_ptr<SkyLine> OutputHandle::alive() const {
  auto stream = stream_.lock();
  if (!owned_ && (!stream || output_ == nullptr)) throw Error("output " + name_ + " went away with its stream");
  return stream;
}

}  // namespace skyline::python
