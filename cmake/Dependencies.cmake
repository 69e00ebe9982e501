# SPDX-License-Identifier: Apache-2.0
# What each floor links; docs/decisions/0002-dependencies.md says why.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(CURL REQUIRED)
find_package(pugixml REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(OpenCV QUIET COMPONENTS core imgproc video videoio)

pkg_check_modules(gst REQUIRED IMPORTED_TARGET gstreamer-1.0>=1.20 gstreamer-app-1.0 gstreamer-video-1.0)
pkg_check_modules(rtsp_server REQUIRED IMPORTED_TARGET gstreamer-rtsp-server-1.0 gstreamer-rtsp-1.0 gio-2.0)

pkg_check_modules(matroska REQUIRED IMPORTED_TARGET libmatroska libebml)
pkg_check_modules(ffmpeg REQUIRED IMPORTED_TARGET libavformat libavcodec libavutil)

find_path(YUV_INCLUDE libyuv.h REQUIRED)
find_library(YUV_LIBRARY yuv REQUIRED)
add_library(yuv INTERFACE)
target_include_directories(yuv SYSTEM INTERFACE ${YUV_INCLUDE})
target_link_libraries(yuv INTERFACE ${YUV_LIBRARY})

# Headers only; TLS is OpenSSL's.
find_package(Boost 1.74 REQUIRED)
add_library(boost_asio INTERFACE)
target_link_libraries(boost_asio INTERFACE Boost::headers)
# GCC 12 takes the operators by which Asio recycles coroutine frames for a mismatch.
target_compile_options(boost_asio INTERFACE -Wno-mismatched-new-delete)
if(SKYLINE_SANITIZE STREQUAL "thread")
  # The thread sanitizer does not know fences; our servers run on one thread and need none.
  target_compile_definitions(boost_asio INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()

find_path(WEBM_INCLUDE webm/webm_parser.h REQUIRED)
find_library(WEBM_LIBRARY webm REQUIRED)
add_library(webm INTERFACE)
target_include_directories(webm SYSTEM INTERFACE ${WEBM_INCLUDE})
target_link_libraries(webm INTERFACE ${WEBM_LIBRARY})
