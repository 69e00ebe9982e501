# SPDX-License-Identifier: Apache-2.0
# cmake -D NPM=... -D FOLDER=... -P install.cmake: puts the program and the packages it needs, as locked, into FOLDER.
# Does nothing when they are there.
set(files package.json package-lock.json conformance.mjs)
list(TRANSFORM files PREPEND ${CMAKE_CURRENT_LIST_DIR}/)
file(COPY ${files} DESTINATION ${FOLDER})
file(SHA256 ${FOLDER}/package-lock.json wanted)
set(stamp ${FOLDER}/installed)
if(EXISTS ${stamp})
  file(READ ${stamp} installed)
endif()
if(NOT installed STREQUAL wanted)
  execute_process(COMMAND ${NPM} ci --no-audit --no-fund --ignore-scripts WORKING_DIRECTORY ${FOLDER}
                  COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE ${stamp} ${wanted})
endif()
