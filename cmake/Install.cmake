# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts where: library, headers, command line, and how CMake and pkg-config find them.
include(CMakePackageConfigHelpers)

install(TARGETS skyline EXPORT skyline LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/skyline DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.hpp)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(TARGET skyline_cli)
  file(RELATIVE_PATH bin_to_lib ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
  set_target_properties(skyline_cli PROPERTIES INSTALL_RPATH $ORIGIN/${bin_to_lib})
  install(TARGETS skyline_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

# Not for a user's path: `skyline kvs-emulator` runs it.
if(TARGET skyline_kvs_emulator)
  install(TARGETS skyline_kvs_emulator RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/skyline)
endif()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/skyline)
install(EXPORT skyline NAMESPACE skyline:: FILE skylineConfig.cmake DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/skylineConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/skylineConfigVersion.cmake DESTINATION ${package_dir})

file(RELATIVE_PATH pc_to_prefix ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/skyline.pc.in skyline.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/skyline.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
