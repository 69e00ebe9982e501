// SPDX-License-Identifier: Apache-2.0
#include "unlocked.hpp"

#include <atomic>
#include <chrono>
#include <thread>

namespace skyline::python {
namespace {

using namespace std::chrono_literals;

// Between this library's hook and the end itself, other hooks may wait for such a thread; so it goes on after this
// time.
constexpr auto kMostWait = 5s;
constexpr auto kLook = 10ms;

std::atomic<bool> ending{false};
std::atomic<int> taking{0};  // threads about to take the GIL
std::atomic<std::thread::id> main_thread;

bool finalizing() {
#if PY_VERSION_HEX >= 0x030d0000
  return Py_IsFinalizing() != 0;
#else
  return _Py_IsFinalizing() != 0;
#endif
}

void wait_for_the_end() {
  const auto give_up = std::chrono::steady_clock::now() + kMostWait;
  while (finalizing() || std::chrono::steady_clock::now() < give_up) std::this_thread::sleep_for(kLook);
}

}  // namespace

Unlocked::Unlocked() : state_(PyEval_SaveThread()) {}

Unlocked::~Unlocked() {
  ++taking;
  if (ending && std::this_thread::get_id() != main_thread.load()) {
    --taking;
    wait_for_the_end();
    PyEval_RestoreThread(state_);
    return;
  }
  PyEval_RestoreThread(state_);
  --taking;
}

void interpreter_ends() {
  main_thread = std::this_thread::get_id();
  ending = true;
  // Those who did not see that are let through.
  auto* const state = PyEval_SaveThread();
  const auto give_up = std::chrono::steady_clock::now() + kMostWait;
  while (taking > 0 && std::chrono::steady_clock::now() < give_up) std::this_thread::sleep_for(1ms);
  PyEval_RestoreThread(state);
}

}  // namespace skyline::python
