// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <glib-object.h>

#include <utility>

namespace skyline::rtsp {

/// Registers a subclass that adds no instance fields and overrides methods in `init`; once per name and process.
inline GType subclass_of(GType parent, const char* name, GClassInitFunc init) {
  if (const auto known = g_type_from_name(name); known != 0) return known;
  GTypeQuery query;
  g_type_query(parent, &query);
  return g_type_register_static_simple(parent, name, static_cast<guint>(query.class_size), init,
                                       static_cast<guint>(query.instance_size), nullptr, GTypeFlags(0));
}

/// A C++ value that lives as long as the GObject it is attached to, one per type of value.
template <class T>
class Attached {
 public:
  static void set(gpointer object, T value) {
    g_object_set_qdata_full(G_OBJECT(object), quark(), new T(std::move(value)),
                            [](gpointer data) { delete static_cast<T*>(data); });
  }
  /// Null when nothing was attached.
  static T* get(gpointer object) { return static_cast<T*>(g_object_get_qdata(G_OBJECT(object), quark())); }

 private:
  static GQuark quark() {
    static const GQuark value = g_quark_from_string(__PRETTY_FUNCTION__);
    return value;
  }
};

}  // namespace skyline::rtsp
