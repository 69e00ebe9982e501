// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "skyline/config.hpp"
#include "skyline/diagnose.hpp"
#include "skyline/encoders.hpp"
#include "skyline/error.hpp"
#include "skyline/export.hpp"
#include "skyline/frame.hpp"
#include "skyline/kvs.hpp"
#include "skyline/kvs_check.hpp"
#include "skyline/kvs_credentials.hpp"
#include "skyline/kvs_stats.hpp"
#include "skyline/log.hpp"
#include "skyline/output.hpp"
#include "skyline/rtsp.hpp"
#include "skyline/stats.hpp"
#include "skyline/stream.hpp"
#include "skyline/test_scene.hpp"
