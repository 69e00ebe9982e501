// SPDX-License-Identifier: Apache-2.0
// The library the fake plug-in is linked to.
extern "C" int skyline_fake_core();
extern "C" [[gnu::visibility("default")]] int skyline_fake_producer() { return skyline_fake_core(); }
