# Install: headers, the library in each form that was built, find_package(pluim), pkg-config, the program with its manual
# page and completions. Everything is found relative to where it lies, so a prefix may be moved or given at install time.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/pluim)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/pluim DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# One export set for each form: a consumer of the shared library need not have what the static one links with.
foreach(form shared static)
  if(TARGET pluim_${form})
    install(TARGETS pluim_${form} EXPORT pluim-${form}
      LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
    install(EXPORT pluim-${form} NAMESPACE pluim:: DESTINATION ${package_dir} FILE pluim-${form}.cmake)
  endif()
endforeach()
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/pluimConfig.cmake.in ${PROJECT_BINARY_DIR}/pluimConfig.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/pluimConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${PROJECT_BINARY_DIR}/pluimConfig.cmake ${PROJECT_BINARY_DIR}/pluimConfigVersion.cmake DESTINATION ${package_dir})

# From the folder of pluim.pc up to the prefix.
if(IS_ABSOLUTE ${CMAKE_INSTALL_LIBDIR})
  set(pc_prefix ${CMAKE_INSTALL_PREFIX})
  set(pc_libdir ${CMAKE_INSTALL_FULL_LIBDIR})
  set(pc_includedir ${CMAKE_INSTALL_FULL_INCLUDEDIR})
else()
  file(RELATIVE_PATH up /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
  string(REGEX REPLACE "/$" "" pc_prefix "\${pcfiledir}/${up}")
  set(pc_libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
  set(pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
configure_file(${PROJECT_SOURCE_DIR}/cmake/pluim.pc.in ${PROJECT_BINARY_DIR}/pluim.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/pluim.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

if(TARGET pluim_cli_program)
  install(TARGETS pluim_cli_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  if(NOT CMAKE_CROSSCOMPILING)
    # The program writes its own manual page and completions, from its one table of flags.
    set(pages ${PROJECT_BINARY_DIR}/pages)
    file(MAKE_DIRECTORY ${pages})
    function(pluim_add_page file destination)
      add_custom_command(OUTPUT ${pages}/${file} COMMAND pluim_cli_program ${ARGN} > ${pages}/${file} DEPENDS pluim_cli_program VERBATIM)
      set_property(GLOBAL APPEND PROPERTY PLUIM_PAGES ${pages}/${file})
      install(FILES ${pages}/${file} DESTINATION ${destination})
    endfunction()
    pluim_add_page(pluim.1 ${CMAKE_INSTALL_MANDIR}/man1 man)
    pluim_add_page(pluim ${CMAKE_INSTALL_DATADIR}/bash-completion/completions completions bash)
    pluim_add_page(_pluim ${CMAKE_INSTALL_DATADIR}/zsh/site-functions completions zsh)
    pluim_add_page(pluim.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d completions fish)
    get_property(all_pages GLOBAL PROPERTY PLUIM_PAGES)
    add_custom_target(pluim_pages ALL DEPENDS ${all_pages})
  endif()
endif()
