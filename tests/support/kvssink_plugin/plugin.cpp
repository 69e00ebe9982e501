// SPDX-License-Identifier: Apache-2.0
#include <gst/gst.h>

#include "support/fake_kvssink.hpp"

extern "C" int skyline_fake_producer();

static gboolean init(GstPlugin* plugin) {
  if (skyline_fake_producer() != 1) return FALSE;
  skyline::test::register_fake_kvssink(plugin);
  return TRUE;
}

#define PACKAGE "skyline-tests"
GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, kvssink, "Fake of AWS's producer", init, "1", "Apache-2.0",
                  "Tests", "https://example.org")
