// SPDX-License-Identifier: Apache-2.0
#include "gst/runtime.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <future>
#include <mutex>
#include <thread>

#include "gst/element_catalog.hpp"
#include "gst/handles.hpp"
#include "skyline/error.hpp"

namespace skyline::gst {

void init() {
  static std::once_flag once;
  std::call_once(once, [] {
    GError* error = nullptr;
    if (gst_init_check(nullptr, nullptr, &error) == FALSE) {
      const GErrorPtr owned(error);
      throw Error(fmt::format("GStreamer does not start: {}", error ? error->message : "no reason given"));
    }
  });
}

std::string missing_elements(GstParseContext* context) {
  const Owned<gchar*, g_strfreev> names(gst_parse_context_get_missing_elements(context));
  std::string text;
  for (auto* const* name = names.get(); name && *name; ++name) {
    text += fmt::format("; GStreamer has no element {}: {}", *name, package_of(*name));
  }
  return text;
}

GstElement* make_element(const char* factory, const char* name) {
  init();
  if (auto* element = gst_element_factory_make(factory, name)) return element;
  throw Error(fmt::format("GStreamer has no element {}: {}", factory, package_of(factory)));
}

namespace {

// Always through a source: g_main_context_invoke() runs the call right here while the loop is not up yet.
void attach(GMainContext* context, std::function<void()> call, int priority = G_PRIORITY_DEFAULT) {
  auto* source = g_idle_source_new();
  g_source_set_priority(source, priority);
  g_source_set_callback(
      source,
      [](gpointer data) -> gboolean {
        (*static_cast<std::function<void()>*>(data))();
        return G_SOURCE_REMOVE;
      },
      new std::function<void()>(std::move(call)),
      [](gpointer data) { delete static_cast<std::function<void()>*>(data); });
  g_source_attach(source, context);
  g_source_unref(source);
}

using Context = Owned<GMainContext, g_main_context_unref>;
using Loop = Owned<GMainLoop, g_main_loop_unref>;

// With references of its own: the last holder of a MainLoop may let go on the loop's own thread.
void run_loop(const Context& context, const Loop& loop) {
  pthread_setname_np(pthread_self(), "sky-gst");
  g_main_context_push_thread_default(context.get());
  g_main_loop_run(loop.get());
  g_main_context_pop_thread_default(context.get());
}

}  // namespace

class MainLoop::Impl {
 public:
  Impl() : context_(g_main_context_new()), loop_(g_main_loop_new(context_.get(), FALSE)) {
    thread_ = std::thread([context = Context(g_main_context_ref(context_.get())),
                           loop = Loop(g_main_loop_ref(loop_.get()))] { run_loop(context, loop); });
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    // From inside the loop: a quit before the loop runs would be lost. After all that waits: some of it, such as the
    // library's way to end a media's thread, holds the context that holds it.
    attach(
        context_.get(), [loop = loop_.get()] { g_main_loop_quit(loop); }, G_PRIORITY_LOW);
    if (thread_.get_id() == std::this_thread::get_id()) {
      thread_.detach();
    } else {
      thread_.join();
    }
  }

  Context context_;
  Loop loop_;
  std::thread thread_;
};

std::shared_ptr<MainLoop> MainLoop::shared() {
  static std::mutex mutex;
  static std::weak_ptr<MainLoop> current;
  const std::lock_guard lock(mutex);
  auto loop = current.lock();
  if (!loop) current = loop = std::make_shared<MainLoop>();
  return loop;
}

MainLoop::MainLoop() {
  init();
  impl_ = std::make_unique<Impl>();
}
MainLoop::~MainLoop() = default;

GMainContext* MainLoop::context() const { return impl_->context_.get(); }
bool MainLoop::on_loop_thread() const { return std::this_thread::get_id() == impl_->thread_.get_id(); }

void MainLoop::run(const std::function<void()>& call) const {
  if (on_loop_thread()) {
    call();
    return;
  }
  std::packaged_task<void()> task(call);
  auto done = task.get_future();
  attach(context(), [&task] { task(); });
  done.get();
}

void MainLoop::post(std::function<void()> call) const { attach(context(), std::move(call)); }

std::string take_error(GstElement* pipeline) {
  const Owned<GstBus, gst_object_unref> bus(gst_element_get_bus(pipeline));
  const Message message(gst_bus_pop_filtered(bus.get(), GST_MESSAGE_ERROR));
  if (!message) return {};
  GError* error = nullptr;
  gchar* debug = nullptr;
  gst_message_parse_error(message.get(), &error, &debug);
  const GErrorPtr owned_error(error);
  const GString owned_debug(debug);
  return fmt::format("{}: {} ({})", GST_MESSAGE_SRC_NAME(message.get()), error->message, debug ? debug : "no details");
}

}  // namespace skyline::gst
