// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/panorama/project_check.hpp"

namespace skyline::cli::panorama {

inline constexpr const char* kPackageFile = "packages/123456789012-CODE-1.0/package.json";
inline constexpr const char* kGraphFile = "graphs/app/graph.json";
inline constexpr const char* kOverridesFile = "graphs/app/override.json";

/// A small project with a port that is open, in memory.
inline ProjectPaths sample_paths() {
  return {".", {{kPackageFile, kPackageFile}}, {{"app", {kGraphFile, kGraphFile}, {{kOverridesFile, kOverridesFile}}}}};
}

inline Texts sample_texts() {
  return {{kPackageFile, R"({
  "nodePackage": {
    "envelopeVersion": "2021-01-01",
    "name": "CODE",
    "version": "1.0",
    "description": "Code",
    "assets": [{"name": "code", "implementations": [{"type": "container", "assetUri": "a.tar.gz"}]}],
    "interfaces": [
      {
        "name": "interface",
        "category": "business_logic",
        "asset": "code",
        "inputs": [{"name": "video_in", "type": "media"}, {"name": "level", "type": "int32", "default": 1}],
        "outputs": [{"name": "video_out", "type": "media", "description": "Pictures"}],
        "network": {"inboundPorts": [{"port": 8554, "description": "RTSP"}]}
      }
    ]
  }
}
)"},
          {kGraphFile, R"({
  "nodeGraph": {
    "envelopeVersion": "2021-01-01",
    "packages": [
      {"name": "123456789012::CODE", "version": "1.0"},
      {"name": "panorama::abstract_rtsp_media_source", "version": "1.0"}
    ],
    "nodes": [
      {"name": "code_node", "interface": "123456789012::CODE.interface", "launch": "onAppStart"},
      {"name": "camera", "interface": "panorama::abstract_rtsp_media_source.rtsp_v1_interface", "overridable": true},
      {"name": "level", "interface": "int32", "value": 3, "overridable": true}
    ],
    "edges": [
      {"producer": "camera.video_out", "consumer": "code_node.video_in"},
      {"producer": "level", "consumer": "code_node.level"}
    ],
    "networkRoutingRules": [
      {"node": "code_node", "containerPort": 8554, "hostPort": 8554, "decorator": {"title": "RTSP"}}
    ]
  }
}
)"},
          {kOverridesFile, R"({
  "nodeGraphOverrides": {
    "envelopeVersion": "2021-01-01",
    "nodes": [{"name": "my_level", "interface": "int32", "value": 4}],
    "nodeOverrides": [{"replace": "level", "with": [{"name": "my_level"}]}],
    "networkRoutingRules": [{"node": "code_node", "containerPort": 8554, "hostPort": 8554}]
  }
}
)"}};
}

}  // namespace skyline::cli::panorama
