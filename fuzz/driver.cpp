// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target without a fuzzer: every file of a folder, and a fixed number of mutations of them that are the
// same each time. Coverage-guided fuzzing finds more; this finds what has broken since, with any compiler, in a second.
//
// usage: driver CORPUS MUTATIONS     or: driver FILE     to run one input again

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = 16U << 10U;
constexpr const char* kCrashFile = "crash-input";

std::string current_input;

// Nothing but what a signal handler may call would be cleaner; a program that is dying anyway loses nothing by it.
extern "C" void keep_input(int signal) {
  if (auto* file = std::fopen(kCrashFile, "wb")) {
    std::fwrite(current_input.data(), 1, current_input.size(), file);
    std::fclose(file);
    std::fprintf(stderr, "the input is in %s\n", kCrashFile);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(std::string input) {
  current_input = std::move(input);
  // A copy of just that size: reading behind it is found by the sanitizers.
  const std::vector<std::uint8_t> bytes(current_input.begin(), current_input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> read_folder(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::ranges::sort(paths);  // the order of a folder is the file system's
  std::vector<std::string> texts;
  for (const auto& path : paths) texts.push_back(read(path));
  return texts;
}

class Mutator {
 public:
  explicit Mutator(const std::vector<std::string>& seeds) : seeds_(seeds) {}

  std::string next() {
    auto text = any_seed();
    for (std::size_t i = below(4); i < 4; ++i) change(text);
    text.resize(std::min(text.size(), kMostBytes));
    return text;
  }

 private:
  // Not std::uniform_int_distribution: its numbers are the library's own affair.
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : engine_() % limit; }
  const std::string& any_seed() { return seeds_[below(seeds_.size())]; }

  void change(std::string& text) {
    const auto at = below(text.size() + 1);
    const auto length = std::min(below(16), text.size() - at);
    switch (below(7)) {
      case 0: text.erase(at, length); break;
      case 1: text.resize(at); break;
      case 2: text.insert(at, text.substr(at, length)); break;
      case 3: text.insert(at, 1, static_cast<char>(below(256))); break;
      case 4: text.insert(at, interesting()); break;
      case 5: text = text.substr(0, at) + any_seed().substr(0, kMostBytes); break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << below(8)));
    }
  }

  std::string interesting() {
    static const std::string texts[] = {std::string(1, '\0'),
                                        "\xFF\xFF\xFF\xFF",
                                        "\"",
                                        "'",
                                        "\\",
                                        "\n",
                                        "\r\n",
                                        "\xEF\xBB\xBF",
                                        "=",
                                        "[",
                                        "{",
                                        "]",
                                        "<",
                                        "#",
                                        "-1",
                                        "9999",
                                        "1e99",
                                        std::string(300, 'x')};
    return texts[below(std::size(texts))];
  }

  const std::vector<std::string>& seeds_;
  std::mt19937 engine_{20260131};
};

}  // namespace

int main(int argc, char** argv) {
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL}) std::signal(signal, &keep_input);
  if (argc == 2) {
    run(read(argv[1]));
    return 0;
  }
  if (argc != 3) {
    std::fputs("usage: driver CORPUS MUTATIONS, or driver FILE\n", stderr);
    return 2;
  }
  const auto seeds = read_folder(argv[1]);
  if (seeds.empty()) {
    std::fputs("there is no file in the corpus\n", stderr);
    return 2;
  }
  run("");
  for (const auto& seed : seeds) run(seed);
  Mutator mutator(seeds);
  const auto count = std::strtoul(argv[2], nullptr, 10);
  for (std::size_t i = 0; i < count; ++i) run(mutator.next());
  std::printf("%zu files and %lu mutations\n", seeds.size(), count);
  return 0;
}
