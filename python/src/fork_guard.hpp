// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace skyline::python {

/// To be called before anything that uses the library's threads. Throws ForkError in a child process that was forked
/// after the library had been used: its threads, and what they held, stayed with the parent.
void enter();

/// Whether anything has called enter().
[[nodiscard]] bool in_use();

/// Whether this is such a child. Nothing is stopped or destroyed there: the threads to join do not exist.
[[nodiscard]] bool forked_while_in_use();

}  // namespace skyline::python
