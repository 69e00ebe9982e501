# SPDX-License-Identifier: Apache-2.0
add_library(skyline_flags INTERFACE)
target_compile_options(skyline_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                                               -Wno-missing-field-initializers)
if(SKYLINE_SANITIZE)
  add_compile_options(-fsanitize=${SKYLINE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${SKYLINE_SANITIZE})
endif()

# A floor: every .cpp of the folder and the folders below it. Headers of the floor are included as "<floor>/x.hpp".
function(skyline_floor name folder)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*.cpp)
  add_library(sky_${name} STATIC ${sources})
  target_include_directories(sky_${name} PUBLIC ${CMAKE_SOURCE_DIR}/include PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(sky_${name} PRIVATE skyline_flags ${ARGN})
endfunction()
