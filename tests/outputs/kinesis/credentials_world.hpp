// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <map>
#include <string>

#include "outputs/kinesis/surroundings.hpp"
#include "skyline/error.hpp"
#include "support/http_peer.hpp"
#include "support/process.hpp"

namespace skyline::kinesis {

/// What an action throws, or "none".
template <class Action>
std::string failure_of(Action action) {
  try {
    static_cast<void>(action());
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

/// An environment of its own, with files, in which places for keys are tried.
class World : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
    const auto path = folder.file(name);
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
    return path;
  }
  /// Puts both shared files in place.
  void profiles(const std::string& credentials, const std::string& config) {
    variables["AWS_SHARED_CREDENTIALS_FILE"] = write("credentials", credentials);
    variables["AWS_CONFIG_FILE"] = write("config", config);
  }

  test::TemporaryFolder folder;
  std::map<std::string, std::string> variables;
  Surroundings surroundings{[this](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  }};
};

/// A reply with keys in JSON.
inline std::string json_keys(const std::string& id, const std::string& token_name = "Token") {
  return R"({"Code":"Success","Version":1,"AccessKeyId":")" + id + R"(","SecretAccessKey":"secret-of-it","x":1,)" +
         "\"" + token_name + R"(":"token-)" + id + R"(","Expiration":"2099-01-01T00:00:00Z"})";
}

/// A reply of the Security Token Service.
inline std::string sts_keys(const std::string& id, const std::string& action = "AssumeRole") {
  return "<" + action + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" + action +
         "Result><AssumedRoleUser><Arn>arn</Arn></AssumedRoleUser><Credentials><AccessKeyId>" + id +
         "</AccessKeyId><SecretAccessKey>sts-secret</SecretAccessKey><SessionToken>sts-token</SessionToken>" +
         "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></" + action + "Result></" + action + "Response>";
}

}  // namespace skyline::kinesis
