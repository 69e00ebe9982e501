// SPDX-License-Identifier: Apache-2.0
// What the library of the fake plug-in is linked to in turn.
extern "C" [[gnu::visibility("default")]] int skyline_fake_core() { return 1; }
