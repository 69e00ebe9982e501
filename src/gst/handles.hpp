// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gst/gst.h>

#include <memory>
#include <utility>

namespace skyline::gst {

/// A GObject reference. adopt() takes over a reference we own (transfer full), retain() adds one (transfer none).
template <class T>
class Ref {
 public:
  Ref() = default;
  Ref(const Ref& other) : object_(other.object_) {
    if (object_) g_object_ref(object_);
  }
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() { reset(); }

  [[nodiscard]] T* get() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  void reset() {
    if (auto* old = std::exchange(object_, nullptr)) g_object_unref(old);
  }
  /// Gives the reference away, to a call that takes it over.
  [[nodiscard]] T* release() { return std::exchange(object_, nullptr); }

  static Ref adopt_object(T* object) {
    Ref ref;
    ref.object_ = object;
    return ref;
  }

 private:
  T* object_ = nullptr;
};

template <class T>
[[nodiscard]] Ref<T> adopt(T* object) {
  return Ref<T>::adopt_object(object);
}
/// A floating reference is sunk and owned.
template <class T>
[[nodiscard]] Ref<T> retain(T* object) {
  if (object) g_object_ref_sink(object);
  return Ref<T>::adopt_object(object);
}

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Deleter<Free>>;

// Not by Deleter: gst_caps_unref() and its kin are static functions of a header, and a type made of one is another type
// in each file.
struct MiniObjectUnref {
  template <class T>
  void operator()(T* object) const {
    gst_mini_object_unref(GST_MINI_OBJECT_CAST(object));
  }
};
using Caps = std::unique_ptr<GstCaps, MiniObjectUnref>;
using Buffer = std::unique_ptr<GstBuffer, MiniObjectUnref>;
using Sample = std::unique_ptr<GstSample, MiniObjectUnref>;
using Message = std::unique_ptr<GstMessage, MiniObjectUnref>;
using GErrorPtr = Owned<GError, g_error_free>;
using GString = Owned<char, g_free>;

/// A buffer's memory for reading, as long as this lives.
class MappedBuffer {
 public:
  explicit MappedBuffer(GstBuffer* buffer)
      : buffer_(buffer), mapped_(gst_buffer_map(buffer, &info_, GST_MAP_READ) != FALSE) {}
  MappedBuffer(const MappedBuffer&) = delete;
  MappedBuffer& operator=(const MappedBuffer&) = delete;
  ~MappedBuffer() {
    if (mapped_) gst_buffer_unmap(buffer_, &info_);
  }
  explicit operator bool() const { return mapped_; }
  [[nodiscard]] const guint8* data() const { return info_.data; }
  [[nodiscard]] std::size_t size() const { return mapped_ ? info_.size : 0; }

 private:
  GstBuffer* buffer_;
  GstMapInfo info_{};
  bool mapped_;
};

/// A connected signal handler; disconnects by its id. Keeps the emitter alive.
class SignalConnection {
 public:
  SignalConnection() = default;
  SignalConnection(gpointer emitter, const char* signal, GCallback handler, gpointer data)
      : emitter_(retain(G_OBJECT(emitter))), id_(g_signal_connect(emitter, signal, handler, data)) {}
  SignalConnection(SignalConnection&& other) noexcept
      : emitter_(std::move(other.emitter_)), id_(std::exchange(other.id_, 0)) {}
  SignalConnection& operator=(SignalConnection&& other) noexcept {
    std::swap(emitter_, other.emitter_);
    std::swap(id_, other.id_);
    return *this;
  }
  ~SignalConnection() {
    if (id_ != 0) g_signal_handler_disconnect(emitter_.get(), id_);
  }

 private:
  Ref<GObject> emitter_;
  gulong id_ = 0;
};

}  // namespace skyline::gst
