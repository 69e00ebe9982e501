# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts where, by component: runtime, development, tools; python has its own in python/. Each is a
# Debian package, see Package.cmake.
include(CMakePackageConfigHelpers)

option(SKYLINE_DEBIAN "Install to where Debian packages have things, with the documents they need" OFF)

install(TARGETS skyline EXPORT skyline
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT development)
install(DIRECTORY include/skyline DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development
        FILES_MATCHING PATTERN *.hpp)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/skyline)
install(EXPORT skyline NAMESPACE skyline:: FILE skylineTargets.cmake DESTINATION ${package_dir} COMPONENT development)
configure_package_config_file(cmake/skylineConfig.cmake.in ${CMAKE_BINARY_DIR}/skylineConfig.cmake
                              INSTALL_DESTINATION ${package_dir} NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/skylineConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/skylineConfig.cmake ${CMAKE_BINARY_DIR}/skylineConfigVersion.cmake
        DESTINATION ${package_dir} COMPONENT development)

file(RELATIVE_PATH pc_to_prefix ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/skyline.pc.in skyline.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/skyline.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

# The system's own folders need no run path, and what is in a package must not have one.
if(NOT SKYLINE_DEBIAN)
  file(RELATIVE_PATH bin_to_lib ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
  set_target_properties(skyline_cli PROPERTIES INSTALL_RPATH $ORIGIN/${bin_to_lib})
  install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)
endif()
install(TARGETS skyline_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)
# Not for a user's path: `skyline kvs-emulator` runs it.
install(TARGETS skyline_kvs_emulator RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/skyline COMPONENT tools)

# A service knows where things are; with another --prefix than the one that was configured, edit it.
if(SKYLINE_DEBIAN)
  set(CMAKE_INSTALL_SYSCONFDIR /etc)
endif()
set(bin ${CMAKE_INSTALL_FULL_BINDIR})
set(etc ${CMAKE_INSTALL_FULL_SYSCONFDIR})
configure_file(packaging/systemd/skyline.service skyline.service @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/skyline.service DESTINATION lib/systemd/system COMPONENT tools)
install(FILES docs/skyline.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/skyline COMPONENT tools)
install(FILES packaging/skyline.yaml DESTINATION ${CMAKE_INSTALL_SYSCONFDIR}/skyline COMPONENT tools)

set(reference ${CMAKE_BINARY_DIR}/reference)
set(zsh site-functions)
if(SKYLINE_DEBIAN)
  set(zsh vendor-completions)
endif()
install(DIRECTORY ${reference}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR} COMPONENT tools)
install(FILES ${reference}/bash/skyline DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        COMPONENT tools)
install(FILES ${reference}/zsh/_skyline DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/${zsh} COMPONENT tools)
