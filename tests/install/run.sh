#!/usr/bin/env bash
# Builds and runs one consumer of the library; ctest names it and sets the variables.
#   run.sh prefix                    install the build into its test prefix, and look at what lies there
#   run.sh find_package_shared …     build one consumer against that prefix and see that it finds the name
#   run.sh symbols                   compare what the shared library exports with symbols.txt
#   REWRITE=1 run.sh symbols         write symbols.txt anew (BUILD=build/dev)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$(cd "${BUILD:?the build folder}" && pwd)
cmake=${CMAKE:-cmake}
prefix=$build/install_test/prefix
work=$build/install_test/$1
export CXX=${CXX:-c++} CC=${CC:-cc} CCACHE_NOHASHDIR=1

fail() { echo "FAILED: $*" >&2; exit 1; }

# A consumer is a folder of its own, outside the tree that it was copied from.
copy() {
  rm -rf "$work"
  mkdir -p "$work"
  cp "$here/$1"/* "$here/main.cpp" "$work"
}

# check_program FILE [shared|static]: it runs, says the version and finds the name; it needs libpluim.so or not.
check_program() {
  local output needed
  output=$("$1")
  echo "$output"
  [[ $output == *"pluim $VERSION"* ]] || fail "no line 'pluim $VERSION'"
  [[ $output == *Sanne* ]] || fail "the name 'Sanne' was not found"
  needed=$(readelf -d "$1" | grep -c 'NEEDED.*libpluim\.so\.' || true)
  [[ $2 == shared && $needed == 1 || $2 == static && $needed == 0 ]] || fail "linked with $needed libpluim.so, which is not '$2'"
}

libdir() { dirname "$(find "$prefix" -name libpluim.a)"; }

case $1 in
  prefix)
    rm -rf "$prefix"
    "$cmake" --install "$build" --prefix "$prefix" >/dev/null
    cd "$prefix"
    find . \( -type f -o -type l \) | LC_ALL=C sort
    for file in bin/pluim include/pluim/pluim.hpp share/man/man1/pluim.1 share/bash-completion/completions/pluim \
                share/zsh/site-functions/_pluim share/fish/vendor_completions.d/pluim.fish; do
      [[ -s $file ]] || fail "$file is missing or empty"
    done
    [[ $(find include -type f ! -name '*.hpp') == '' ]] || fail 'include/ holds what is no header'
    # The prefix may be moved: nothing in it knows where it lies, or where it was built.
    ! grep -rlF -e "$prefix" -e "$build" include lib*/cmake lib*/*/cmake lib*/pkgconfig lib*/*/pkgconfig 2>/dev/null || fail 'these files name a folder of this machine'
    bin/pluim --version
    ;;
  find_package_shared | find_package_static)
    form=${1#find_package_}
    copy find_package
    options=()
    [[ $form == shared ]] || options=(-DBUILD_SHARED_LIBS=OFF)
    "$cmake" -S "$work" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" "${options[@]}" --log-level=WARNING
    "$cmake" --build "$work/build"
    check_program "$work/build/consumer" "$form"
    ;;
  pkg_config | pkg_config_static)
    copy pkg_config
    export PKG_CONFIG_PATH=$(libdir)/pkgconfig
    [[ $(pkg-config --modversion pluim) == "$VERSION" ]] || fail "pkg-config says version $(pkg-config --modversion pluim)"
    if [[ $1 == pkg_config ]]; then
      make -C "$work" consumer
      LD_LIBRARY_PATH=$(libdir) check_program "$work/consumer" shared
    else
      make -C "$work" static
      check_program "$work/consumer" static
    fi
    ;;
  add_subdirectory)
    copy add_subdirectory
    # The flags of this build, so that ccache knows every object of the library already.
    launcher=()
    ! command -v ccache >/dev/null || launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_C_COMPILER_LAUNCHER=ccache)
    "$cmake" -S "$work" -B "$work/build" -G Ninja -DPLUIM="$here/../.." "${launcher[@]}" -DCMAKE_BUILD_TYPE="${BUILD_TYPE:-Release}" \
      -DCMAKE_CXX_FLAGS="${CXX_FLAGS:-}" -DPLUIM_WERROR="${WERROR:-OFF}" --log-level=WARNING
    "$cmake" --build "$work/build"
    [[ ! -e $work/build/pluim/pluim ]] || fail 'the program was built, though nobody asked for it'
    check_program "$work/build/consumer" shared
    ;;
  examples)
    rm -rf "$work"; mkdir -p "$work"
    cp "$here"/../../examples/{CMakeLists.txt,*.cpp,test_service.py} "$work"
    "$cmake" -S "$work" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" --log-level=WARNING
    "$cmake" --build "$work/build"
    check_program "$work/build/quickstart" shared
    printf 'property,text\nA,"Kamer vies, maar Sanne was super lief."\n' >"$work/t.csv"
    output=$("$work/build/csv_batch" "$work/t.csv")
    [[ $output == *Cleanliness* ]] || fail 'csv_batch found no family'
    [[ -x $work/build/service ]] || fail 'the service was not built: libcpp-httplib-dev?'
    python3 -B "$work/test_service.py" "$work/build/service" "$build/reviews.pluim"
    ;;
  symbols)
    mkdir -p "$work"
    { echo '# What libpluim.so exports, demangled. A line gone is a break; a new line is a promise.'
      echo '# Write it anew: REWRITE=1 BUILD=build/dev tests/install/run.sh symbols'
      nm --dynamic --defined-only --format=posix "$build/libpluim.so" | cut -d ' ' -f 1 |
        c++filt | LC_ALL=C sort -u; } >"$work/symbols.txt"
    [[ -z ${REWRITE:-} ]] || cp "$work/symbols.txt" "$here/symbols.txt"
    diff -u "$here/symbols.txt" "$work/symbols.txt" || fail 'the exported symbols have changed'
    ! grep -vE '^(#|pluim::|typeinfo (name )?for pluim::|vtable for pluim::)' "$work/symbols.txt" || fail 'these are not of pluim'
    ;;
  *) fail "what is '$1'?" ;;
esac
