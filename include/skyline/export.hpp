// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Marks what the shared library offers; everything else stays hidden in it.
#define SKYLINE_API __attribute__((visibility("default")))
