// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "cli/help_format.hpp"
#include "cli/reference/completion.hpp"
#include "cli/reference/describe.hpp"
#include "cli/reference/man_page.hpp"

namespace skyline::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// A program with a verb below a verb, and every kind of option.
class Reference : public testing::Test {
 protected:
  Reference() : app_("Does it.", "tool") {
    app_.formatter(std::make_shared<HelpFormat>());
    auto* outer = app_.add_subcommand("panorama", "Runs applications");
    auto* check = outer->add_subcommand("check", "Says what's wrong");
    check->add_option("FILE", text_, "a .package\\file")->required();
    auto* format = check->add_option("-f,--format", text_, "of it")->type_name("json|yaml|NAME");
    check->add_flag("--strict", flag_, "no mercy")->needs(format);
    check->add_option("--secret", text_, "not for all")->group("");
    top_ = describe(app_);
  }

  [[nodiscard]] const VerbText& check() const { return *all_verbs(top_).at(2); }

  CLI::App app_;
  std::string text_;
  bool flag_ = false;
  VerbText top_;
};

TEST_F(Reference, VerbsBelowVerbsAreFound) {
  EXPECT_THAT(check().words, ElementsAre("tool", "panorama", "check"));
  EXPECT_EQ(page_name(check()), "tool-panorama-check");
}

TEST_F(Reference, OptionsAreDescribedAsTheTableHasThem) {
  ASSERT_EQ(check().options.size(), 3U);  // with --help, without the hidden one
  const auto& format = check().options.at(1);
  EXPECT_THAT(format.names, ElementsAre("-f", "--format"));
  EXPECT_THAT(choices_of(format).words, ElementsAre("json", "yaml"));
  EXPECT_FALSE(choices_of(format).files);
  const auto& strict = check().options.at(2);
  EXPECT_EQ(strict.value, "");
  EXPECT_THAT(strict.needs, ElementsAre("--format"));
  ASSERT_EQ(check().arguments.size(), 1U);
  EXPECT_TRUE(check().arguments.at(0).required);
  EXPECT_TRUE(choices_of(check().arguments.at(0)).files);
}

TEST_F(Reference, PagesHaveWhatRoffWouldTakeForItselfEscaped) {
  const auto page = man_page(check(), "2026-01-02", "1.2", {"tool"});
  EXPECT_THAT(page, HasSubstr(".TH tool\\-panorama\\-check 1 \"2026-01-02\" \"skyline 1.2\""));
  EXPECT_THAT(page, HasSubstr("Says what\\(aqs wrong"));
  EXPECT_THAT(page, HasSubstr("a .package\\efile"));
  EXPECT_THAT(page, HasSubstr("\\fB\\-f\\fR, \\fB\\-\\-format\\fR \\fIjson|yaml|NAME\\fR"));
  EXPECT_THAT(page, HasSubstr("Only with \\fB\\-\\-format\\fR."));
  EXPECT_THAT(page, HasSubstr(".BR tool (1)"));
  EXPECT_THAT(page, Not(HasSubstr("secret")));
}

TEST_F(Reference, ALineOfAPageDoesNotBeginWithADot) {
  const VerbText verb{.words = {"tool"}, .summary = ".hidden"};
  EXPECT_THAT(man_page(verb, "", "", {}), HasSubstr("\n\\&.hidden"));
}

TEST_F(Reference, CompletionsKnowTheVerbBelow) {
  EXPECT_THAT(bash_completion(top_), HasSubstr("'panorama check:-f' | 'panorama check:--format') kind='- json yaml'"));
  const auto zsh = zsh_completion(top_);
  EXPECT_THAT(zsh, HasSubstr("_tool_panorama_check() {"));
  EXPECT_THAT(zsh, HasSubstr("'check:Says what'\\''s wrong'"));
}

TEST_F(Reference, HelpIsWrappedAndLeavesOutWhatGoesTogether) {
  app_.add_option("--long", text_, std::string(60, 'a') + " " + std::string(60, 'b'));
  const auto help = app_.help();
  EXPECT_THAT(help, HasSubstr(std::string(60, 'a') + "\n" + std::string(26, ' ') + std::string(60, 'b')));
  EXPECT_THAT(app_.get_subcommand("panorama")->get_subcommand("check")->help(), Not(HasSubstr("Needs")));
}

}  // namespace
}  // namespace skyline::cli
