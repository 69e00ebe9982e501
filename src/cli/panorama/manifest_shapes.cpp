// SPDX-License-Identifier: Apache-2.0
#include "cli/panorama/manifest_shapes.hpp"

namespace skyline::cli::panorama {
namespace {

constexpr std::size_t kLongText = kMostDescription;
constexpr std::size_t kLongName = 128;

// Parts before wholes. {key, is, required, least, most, shape}
constexpr Field kDecoratorFields[] = {{"title", Is::kText, false, 1, kLongText},
                                      {"description", Is::kText, false, 1, kLongText},
                                      {"constraintText", Is::kText, false, 1, kLongText},
                                      {"constraintRegex", Is::kText, false, 1, kLongText}};
constexpr Shape kDecorator{"a decorator", kDecoratorFields};

constexpr Field kRuleFields[] = {{"node", Is::kName, true, 1, kLongName},
                                 {"containerPort", Is::kPort, true},
                                 {"hostPort", Is::kPort},
                                 {"decorator", Is::kObject, false, 0, 0, &kDecorator}};
constexpr Shape kRule{"a network routing rule", kRuleFields};

constexpr Field kIncludeFields[] = {{"name", Is::kPackage, true, 1, kLongText},
                                    {"version", Is::kVersion, true, 1, kLongText},
                                    {"patchVersion"},
                                    {"generatedPatchVersion"},
                                    {"uri"}};
constexpr Shape kInclude{"a package", kIncludeFields};

constexpr Field kNodeFields[] = {{"name", Is::kName, true, 1, kLongName},
                                 {"interface", Is::kText, true},
                                 {"value", Is::kAny},
                                 {"overridable", Is::kBoolean},
                                 {"overrideMandatory", Is::kBoolean},
                                 {"launch", Is::kLaunch},
                                 {"decorator", Is::kObject, false, 0, 0, &kDecorator}};
constexpr Shape kNode{"a node", kNodeFields};

constexpr Field kEdgeFields[] = {{"producer", Is::kText, true, 1}, {"consumer", Is::kText, true, 1}};
constexpr Shape kEdge{"an edge", kEdgeFields};

constexpr Field kGraphFields[] = {
    {"envelopeVersion", Is::kEnvelope, true},       {"description", Is::kText, false, 0, kLongText},
    {"packages", Is::kList, true, 1, 0, &kInclude}, {"nodes", Is::kList, true, 1, 0, &kNode},
    {"edges", Is::kList, false, 0, 0, &kEdge},      {"networkRoutingRules", Is::kList, false, 0, 0, &kRule}};
constexpr Shape kGraph{"nodeGraph", kGraphFields};

constexpr Field kStandInFields[] = {{"name", Is::kName, true, 1, kLongName}};
constexpr Shape kStandIn{"a node that stands in", kStandInFields};

constexpr Field kNodeOverrideFields[] = {{"envelopeVersion", Is::kEnvelope},
                                         {"replace", Is::kName, true, 1, kLongName},
                                         {"with", Is::kList, true, 0, 0, &kStandIn}};
constexpr Shape kNodeOverride{"a node override", kNodeOverrideFields};

constexpr Field kOverridesFields[] = {{"envelopeVersion", Is::kEnvelope, true},
                                      {"description", Is::kText, false, 0, kLongText},
                                      {"packages", Is::kList, false, 0, 0, &kInclude},
                                      {"nodes", Is::kList, false, 0, 0, &kNode},
                                      {"edges", Is::kList, false, 0, 0, &kEdge},
                                      {"nodeOverrides", Is::kList, false, 0, 0, &kNodeOverride},
                                      {"networkRoutingRules", Is::kList, false, 0, 0, &kRule}};
constexpr Shape kOverrides{"nodeGraphOverrides", kOverridesFields};

constexpr Field kImplementationFields[] = {{"description", Is::kText, false, 0, kLongText},
                                           {"type", Is::kText, true, 1},
                                           {"assetUri", Is::kText, true, 1, kLongText},
                                           {"descriptorUri"},
                                           {"requirements", Is::kAny}};
constexpr Shape kImplementation{"an implementation", kImplementationFields};

constexpr Field kAssetFields[] = {{"description"},
                                  {"name", Is::kName, true, 1, kLongText},
                                  {"implementations", Is::kList, false, 0, 0, &kImplementation}};
constexpr Shape kAsset{"an asset", kAssetFields};

constexpr Field kPortFields[] = {{"description", Is::kText, false, 0, kLongText},
                                 {"name", Is::kPortName, true, 1, 50},
                                 {"type", Is::kText, true, 1},
                                 {"default", Is::kAny},
                                 {"constraintRegex"},
                                 {"maxConnections", Is::kWholeNumber},
                                 {"reference", Is::kBoolean},
                                 {"referenceSource"}};
constexpr Shape kPort{"a port", kPortFields, true};

constexpr Field kInboundPortFields[] = {{"port", Is::kPort, true}, {"description", Is::kText, false, 0, kLongText}};
constexpr Shape kInboundPort{"an inbound port", kInboundPortFields};

constexpr Field kNetworkFields[] = {{"inboundPorts", Is::kList, false, 0, kMostInboundPorts, &kInboundPort}};
constexpr Shape kNetwork{"network", kNetworkFields};

constexpr Field kInterfaceFields[] = {{"description"},
                                      {"name", Is::kName, true, 1, kLongName},
                                      {"asset"},
                                      {"category", Is::kCategory, true},
                                      {"inputs", Is::kList, false, 0, 0, &kPort},
                                      {"outputs", Is::kList, false, 0, 0, &kPort},
                                      {"network", Is::kObject, false, 0, 0, &kNetwork}};
constexpr Shape kInterface{"an interface", kInterfaceFields};

constexpr Field kNodePackageFields[] = {
    {"envelopeVersion", Is::kEnvelope, true},       {"name", Is::kName, false, 1, kLongName},
    {"version", Is::kVersion, false, 1, kLongText}, {"description", Is::kText, false, 0, kLongText},
    {"assets", Is::kList, false, 0, 0, &kAsset},    {"interfaces", Is::kList, true, 1, 0, &kInterface}};
constexpr Shape kNodePackage{"nodePackage", kNodePackageFields};

constexpr Field kPackageRoot[] = {{"nodePackage", Is::kObject, true, 0, 0, &kNodePackage}};
constexpr Field kGraphRoot[] = {{"nodeGraph", Is::kObject, true, 0, 0, &kGraph}};
constexpr Field kOverridesRoot[] = {{"nodeGraphOverrides", Is::kObject, true, 0, 0, &kOverrides}};

}  // namespace

const Shape kPackageShape{"a package document", kPackageRoot};
const Shape kGraphShape{"a graph document", kGraphRoot};
const Shape kOverridesShape{"an override document", kOverridesRoot};

}  // namespace skyline::cli::panorama
