// SPDX-License-Identifier: Apache-2.0
#include "emulator/tags.hpp"

#include <array>

#include "emulator/service.hpp"
#include "emulator/service_error.hpp"

namespace skyline::emulator {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostTags = 50;
constexpr std::size_t kLongestKey = 128;
constexpr std::size_t kLongestValue = 256;

/// [{"Key": "key", "Value": "value"}], the form of the resource calls.
TagMap tags_from_list(const Json& json) {
  if (!json.is_array()) throw invalid_argument("Tags is a list of Key and Value.");
  TagMap out;
  for (const auto& item : json) {
    const Arguments tag(item, "Tags");
    out[tag.required("Key", tag.text("Key"))] = tag.required("Value", tag.text("Value"));
  }
  return out;
}

StreamRecord resource_of(const Call& call, const Arguments& arguments) {
  return call.service.streams.by_arn(arguments.required("ResourceARN", arguments.text("ResourceARN")));
}

Json tag(Call& call, const StreamRecord& stream, const TagMap& added) {
  call.service.streams.set_tags(stream.id, with_tags(stream.tags, added));
  return Json::object();
}

Json untag(Call& call, StreamRecord stream, const Arguments& arguments) {
  const auto* keys = arguments.array("TagKeyList");
  if (keys == nullptr) throw arguments.refuse("TagKeyList", "is required");
  for (const auto& key : *keys) {
    if (!key.is_string()) throw arguments.refuse("TagKeyList", "is a list of keys");
    stream.tags.erase(key.get<std::string>());
  }
  call.service.streams.set_tags(stream.id, std::move(stream.tags));
  return Json::object();
}

Json tag_stream(Call& call) {
  const Arguments arguments(call.body);
  return tag(call, call.service.stream_of(arguments), tags_from_map(call.body.value("Tags", Json())));
}
Json untag_stream(Call& call) {
  const Arguments arguments(call.body);
  return untag(call, call.service.stream_of(arguments), arguments);
}
Json list_tags_for_stream(Call& call) {
  const Arguments arguments(call.body);
  return {{"Tags", call.service.stream_of(arguments).tags}};
}
Json tag_resource(Call& call) {
  const Arguments arguments(call.body);
  return tag(call, resource_of(call, arguments), tags_from_list(call.body.value("Tags", Json())));
}
Json untag_resource(Call& call) {
  const Arguments arguments(call.body);
  return untag(call, resource_of(call, arguments), arguments);
}
Json list_tags_for_resource(Call& call) {
  const Arguments arguments(call.body);
  return {{"Tags", resource_of(call, arguments).tags}};
}

constexpr std::array kRoutes = {
    Route{"/tagStream", "TagStream", tag_stream},
    Route{"/untagStream", "UntagStream", untag_stream},
    Route{"/listTagsForStream", "ListTagsForStream", list_tags_for_stream},
    Route{"/TagResource", "TagResource", tag_resource},
    Route{"/UntagResource", "UntagResource", untag_resource},
    Route{"/ListTagsForResource", "ListTagsForResource", list_tags_for_resource},
};

}  // namespace

TagMap tags_from_map(const Json& json) {
  if (!json.is_object()) throw invalid_argument("Tags is an object of keys and values.");
  TagMap out;
  for (const auto& [key, value] : json.items()) {
    if (!value.is_string()) throw invalid_argument("The value of a tag is a string.");
    out[key] = value.get<std::string>();
  }
  return out;
}

TagMap with_tags(TagMap tags, const TagMap& added) {
  for (const auto& [key, value] : added) {
    if (key.empty() || key.size() > kLongestKey || value.size() > kLongestValue) {
      throw invalid_argument("A tag has a key of 1 to 128 bytes and a value of 256 at most.");
    }
    tags[key] = value;
  }
  if (tags.size() > kMostTags) {
    throw ServiceError(400, "TagsPerResourceExceededLimitException", "A stream has 50 tags at most.");
  }
  return tags;
}

std::span<const Route> tag_routes() { return kRoutes; }

}  // namespace skyline::emulator
