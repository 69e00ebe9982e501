# SPDX-License-Identifier: Apache-2.0
# The Debian packages, made by cpack from the components that Install.cmake and python/CMakeLists.txt install.
# docs/decisions/0015-packages.md says why they are cut and depend as they do.
find_program(GZIP gzip REQUIRED)
set(debian ${CMAKE_SOURCE_DIR}/packaging/debian)
set(changelogs ${CMAKE_BINARY_DIR}/packaging)
file(MAKE_DIRECTORY ${changelogs})
execute_process(COMMAND ${GZIP} -9nc ${debian}/changelog OUTPUT_FILE ${changelogs}/changelog.Debian.gz
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${GZIP} -9nc ${CMAKE_SOURCE_DIR}/CHANGELOG.md OUTPUT_FILE ${changelogs}/changelog.gz
                COMMAND_ERROR_IS_FATAL ANY)
set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${debian}/changelog
                                                           ${CMAKE_SOURCE_DIR}/CHANGELOG.md)

set(CPACK_GENERATOR DEB)
set(CPACK_SET_DESTDIR ON)  # some files go to /etc, whatever the prefix
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL runtime development tools python)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
                                                WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_VENDOR SkyLine)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # it would come before each package's own
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "SkyLine developers <skyline@localhost.invalid>")
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR}/src)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(version ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})

# skyline_package(COMPONENT NAME SECTION "Summary" "Longer description" [FIELD text]... [CONTROL files])
function(skyline_package component name section summary description)
  string(TOUPPER ${component} COMPONENT)
  set(prefix CPACK_DEBIAN_${COMPONENT}_PACKAGE)
  set(${prefix}_NAME ${name} PARENT_SCOPE)
  set(${prefix}_SECTION ${section} PARENT_SCOPE)
  set(CPACK_DEBIAN_${COMPONENT}_DESCRIPTION "${summary}\n${description}" PARENT_SCOPE)
  cmake_parse_arguments(arg "" "DEPENDS;RECOMMENDS;SUGGESTS;PROVIDES" CONTROL ${ARGN})
  foreach(field DEPENDS RECOMMENDS SUGGESTS PROVIDES)
    set(${prefix}_${field} "${arg_${field}}" PARENT_SCOPE)
  endforeach()
  list(TRANSFORM arg_CONTROL PREPEND ${debian}/${name}/ REGEX "^[^/]+$")
  set(${prefix}_CONTROL_EXTRA "${arg_CONTROL}" PARENT_SCOPE)
  install(FILES ${debian}/copyright ${changelogs}/changelog.Debian.gz ${changelogs}/changelog.gz
          DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${name} COMPONENT ${component})
endfunction()

# Before 1.0 each version may change the binary interface.
file(WRITE ${CMAKE_BINARY_DIR}/packaging/shlibs "libskyline 0 libskyline0 (= ${version})\n")
skyline_package(runtime libskyline0 libs "Live video of what an application sees: library"
  "An application without a screen hands its frames over; people watch them by\nRTSP and in Amazon Kinesis Video \
Streams. Each frame is encoded once, however\nmany watch, by the machine's encoder if it has one."
  DEPENDS "gstreamer1.0-plugins-base, gstreamer1.0-plugins-good, gstreamer1.0-plugins-ugly | gstreamer1.0-plugins-bad"
  RECOMMENDS "gstreamer1.0-plugins-ugly, gstreamer1.0-plugins-bad, glib-networking, ca-certificates"
  SUGGESTS "gstreamer1.0-vaapi"
  PROVIDES "libskyline (= ${version})"
  CONTROL triggers ${CMAKE_BINARY_DIR}/packaging/shlibs)
skyline_package(development libskyline-dev libdevel "Live video of what an application sees: headers"
  "What programs in C++20 need to be built with SkyLine. The headers use the\nstandard library only; \
<skyline/opencv.hpp> is for programs that have OpenCV."
  DEPENDS "libskyline0 (= ${version})" SUGGESTS "libopencv-dev, pkg-config, cmake")
skyline_package(tools skyline video "Live video of what an application sees: command line"
  "Serves a camera, a film, another stream or raw frames by RTSP and to Amazon\nKinesis Video Streams, as a command or \
as a service. A local stand-in for\nKinesis Video Streams comes along."
  DEPENDS "libskyline0 (= ${version}), adduser"
  RECOMMENDS "gstreamer1.0-plugins-bad, gstreamer1.0-libav"
  SUGGESTS "python3-skyline"
  CONTROL postinst prerm postrm conffiles)
if(TARGET skyline_python)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  math(EXPR next_minor "${Python3_VERSION_MINOR} + 1")
  skyline_package(python python3-skyline python "Live video of what an application sees: Python 3"
    "The Python package skyline, with the interface of the library for C++, and\npanoramasdk, which runs applications \
written for AWS Panorama."
    DEPENDS "libskyline0 (= ${version}), python3 (>= 3.${Python3_VERSION_MINOR}), python3 (<< 3.${next_minor})"
    RECOMMENDS python3-numpy SUGGESTS "python3-opencv, python3-yaml"
    CONTROL postinst prerm)
endif()

include(CPack)
