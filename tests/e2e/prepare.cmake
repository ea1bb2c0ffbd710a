# Puts the tests' packages and the built storefront into the build folder, so that the source
# tree stays clean: cmake -DSOURCE_DIR=<project> -DWORK_DIR=<build folder> -P prepare.cmake
# Installs again only when a lock file changed.

cmake_minimum_required(VERSION 3.25)

foreach(tool node npm)
  find_program(${tool}_PROGRAM ${tool})
  if(NOT ${tool}_PROGRAM)
    message(FATAL_ERROR "The end-to-end tests need ${tool}: install the packages nodejs and npm.")
  endif()
endforeach()

# install_packages(<folder>): npm ci, when package-lock.json differs from the installed one.
function(install_packages folder)
  file(SHA256 ${folder}/package-lock.json wanted)
  set(stamp ${folder}/node_modules/.installed)
  if(EXISTS ${stamp})
    file(READ ${stamp} installed)
    if(installed STREQUAL wanted)
      return()
    endif()
  endif()
  execute_process(
    COMMAND ${npm_PROGRAM} ci --no-audit --no-fund --prefer-offline
    WORKING_DIRECTORY ${folder}
    RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "npm ci failed in ${folder}: the packages of package-lock.json are needed.")
  endif()
  file(WRITE ${stamp} ${wanted})
endfunction()

# mirror(<from> <to>): the files of a folder without packages; files deleted there go here too.
function(mirror from to)
  file(GLOB old ${to}/*)
  list(FILTER old EXCLUDE REGEX "/node_modules$")
  if(old)
    file(REMOVE_RECURSE ${old})
  endif()
  file(COPY ${from}/ DESTINATION ${to} PATTERN node_modules EXCLUDE)
endfunction()

mirror(${SOURCE_DIR}/tests/e2e ${WORK_DIR}/tests)
mirror(${SOURCE_DIR}/api/web ${WORK_DIR}/web)
install_packages(${WORK_DIR}/tests)
install_packages(${WORK_DIR}/web)
execute_process(
  COMMAND ${npm_PROGRAM} run build -- --outdir=${WORK_DIR}/site
  WORKING_DIRECTORY ${WORK_DIR}/web
  COMMAND_ERROR_IS_FATAL ANY)
