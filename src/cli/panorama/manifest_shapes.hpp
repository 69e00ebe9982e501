// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace skyline::cli::panorama {

struct Shape;

/// What a value has to be.
enum class Is {
  kText,
  kName,      ///< letters, digits and $ _ -
  kPortName,  ///< of an input or output: without -
  kPackage,   ///< ACCOUNT::PACKAGE
  kVersion,   ///< MAJOR.MINOR
  kEnvelope,  ///< the one envelope version
  kCategory,  ///< of an interface
  kLaunch,    ///< of a node
  kBoolean,
  kWholeNumber,
  kPort,  ///< 1 to 65535
  kAny,
  kObject,
  kList,  ///< of objects
};

struct Field {
  std::string_view key;
  Is is = Is::kText;
  bool required = false;
  std::size_t least = 0;  ///< characters, or elements of a list
  std::size_t most = 0;   ///< 0: no limit
  const Shape* shape = nullptr;
};

/// The keys of an object, as Panorama's schema of envelope version 2021-01-01 has them.
struct Shape {
  std::string_view name;
  std::span<const Field> fields;
  bool open = false;  ///< keys that are not known are taken (ports differ from type to type)
};

inline constexpr std::string_view kEnvelopeVersion = "2021-01-01";
inline constexpr std::size_t kMostInboundPorts = 10;
inline constexpr std::size_t kMostDescription = 255;

extern const Shape kPackageShape;
extern const Shape kGraphShape;
extern const Shape kOverridesShape;

}  // namespace skyline::cli::panorama
