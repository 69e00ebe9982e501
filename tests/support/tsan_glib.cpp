// SPDX-License-Identifier: Apache-2.0
// GLib's locks are futexes, and GLib and GStreamer are not built with ThreadSanitizer: it sees no order between two
// threads that hand something over by them. Linked into every test of the tsan build, these functions stand in front of
// GLib's and tell it. They change nothing else.
#include <dlfcn.h>
#include <gst/gst.h>
#include <sanitizer/tsan_interface.h>

namespace {

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

#define SKYLINE_NEXT(function) static auto* const original = next<decltype(function)>(#function)

extern "C" {

void g_mutex_lock(GMutex* mutex) {
  SKYLINE_NEXT(g_mutex_lock);
  original(mutex);
  __tsan_acquire(mutex);
}
gboolean g_mutex_trylock(GMutex* mutex) {
  SKYLINE_NEXT(g_mutex_trylock);
  const auto locked = original(mutex);
  if (locked) __tsan_acquire(mutex);
  return locked;
}
void g_mutex_unlock(GMutex* mutex) {
  SKYLINE_NEXT(g_mutex_unlock);
  __tsan_release(mutex);
  original(mutex);
}
void g_rec_mutex_lock(GRecMutex* mutex) {
  SKYLINE_NEXT(g_rec_mutex_lock);
  original(mutex);
  __tsan_acquire(mutex);
}
gboolean g_rec_mutex_trylock(GRecMutex* mutex) {
  SKYLINE_NEXT(g_rec_mutex_trylock);
  const auto locked = original(mutex);
  if (locked) __tsan_acquire(mutex);
  return locked;
}
void g_rec_mutex_unlock(GRecMutex* mutex) {
  SKYLINE_NEXT(g_rec_mutex_unlock);
  __tsan_release(mutex);
  original(mutex);
}
void g_cond_wait(GCond* cond, GMutex* mutex) {
  SKYLINE_NEXT(g_cond_wait);
  __tsan_release(mutex);
  original(cond, mutex);
  __tsan_acquire(mutex);
}
gboolean g_cond_wait_until(GCond* cond, GMutex* mutex, gint64 end) {
  SKYLINE_NEXT(g_cond_wait_until);
  __tsan_release(mutex);
  const auto signalled = original(cond, mutex, end);
  __tsan_acquire(mutex);
  return signalled;
}

// A source is handed to the loop's thread under the context's lock, which GLib takes inside. Other kinds of sources
// than these two call functions with other parameters.
void g_source_set_callback(GSource* source, GSourceFunc call, gpointer data, GDestroyNotify notify) {
  SKYLINE_NEXT(g_source_set_callback);
  if (source->source_funcs != &g_idle_funcs && source->source_funcs != &g_timeout_funcs) {
    original(source, call, data, notify);
    return;
  }
  struct Handed {
    GSourceFunc call;
    gpointer data;
    GDestroyNotify notify;
  };
  auto* handed = new Handed{call, data, notify};
  __tsan_release(handed);
  original(
      source,
      [](gpointer self) -> gboolean {
        __tsan_acquire(self);
        const auto* known = static_cast<Handed*>(self);
        return known->call(known->data);
      },
      handed,
      [](gpointer self) {
        __tsan_acquire(self);
        auto* known = static_cast<Handed*>(self);
        if (known->notify) known->notify(known->data);
        delete known;
      });
}

// Reference counts: who drops the last one has seen all that the others did before they dropped theirs.
void gst_mini_object_unref(GstMiniObject* object) {
  SKYLINE_NEXT(gst_mini_object_unref);
  __tsan_release(object);
  __tsan_acquire(object);
  original(object);
}
void g_object_unref(gpointer object) {
  SKYLINE_NEXT(g_object_unref);
  __tsan_release(object);
  __tsan_acquire(object);
  original(object);
}

}  // extern "C"
