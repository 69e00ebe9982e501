# SPDX-License-Identifier: Apache-2.0
add_library(skyline_flags INTERFACE)
target_compile_options(skyline_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                                               -Wno-missing-field-initializers)
# What is shipped is what is measured: packages, wheels and benchmarks have the distribution's hardening.
add_compile_options($<$<CONFIG:Release>:-fstack-protector-strong> $<$<CONFIG:Release>:-U_FORTIFY_SOURCE>
                    $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>)
add_link_options($<$<CONFIG:Release>:-Wl,-z,relro> $<$<CONFIG:Release>:-Wl,-z,now>)
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
