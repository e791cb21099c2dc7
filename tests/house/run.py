"""What keeps the house in order.

  run.py headers   every public header compiles alone and includes only the standard library and other public headers
  run.py version   the version stands in one place
  run.py arrows    an include against the arrows is refused, one along them is not
  run.py sizes     no source is a thousand lines long, no room is a pile of scraps
"""
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# C++20, and of C what has a C++ name.
STANDARD = set("""algorithm any array atomic barrier bit bitset charconv chrono cmath compare complex concepts condition_variable
coroutine cstddef cstdint cstdio cstdlib cstring deque exception filesystem forward_list fstream functional future initializer_list
iomanip ios iosfwd iostream istream iterator latch limits list locale map memory memory_resource mutex new numbers numeric optional
ostream queue random ranges ratio regex scoped_allocator semaphore set shared_mutex source_location span sstream stack stdexcept
stop_token streambuf string string_view system_error thread tuple type_traits typeindex typeinfo unordered_map unordered_set utility
valarray variant vector version""".split())


def headers() -> list[str]:
    failures = []
    public = sorted((ROOT / "include/pluim").glob("*.hpp"))
    for header in public:
        text = header.read_text(encoding="utf-8")
        for opening, name in re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)', text, re.MULTILINE):
            allowed = name in STANDARD if opening == "<" else (ROOT / "include" / name) in public
            if not allowed:
                failures.append(f"{header.name}: includes {name}, which is neither the standard library's nor a public header")
        if "#pragma once" not in text:
            failures.append(f"{header.name}: no #pragma once")
        if not text.startswith("// "):
            failures.append(f"{header.name}: does not begin with what it is for")
        done = subprocess.run([os.environ.get("CXX", "c++"), "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion",
                               "-Wshadow", "-Werror", "-I", ROOT / "include", "-x", "c++", "-"],
                              input=f'#include "pluim/{header.name}"\n', capture_output=True, text=True)
        if done.returncode != 0:
            failures.append(f"{header.name}: does not compile alone\n{done.stderr}")
    whole = (ROOT / "include/pluim/pluim.hpp").read_text(encoding="utf-8")
    for header in public:
        if header.name not in ("pluim.hpp", "export.hpp", "arrow.hpp") and f'"pluim/{header.name}"' not in whole:
            failures.append(f"pluim.hpp: does not include {header.name}")
    return failures


def version() -> list[str]:
    declared = re.search(r"^project\(pluim VERSION (\d+\.\d+\.\d+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"), re.MULTILINE)
    if not declared:
        return ["CMakeLists.txt: no line 'project(pluim VERSION x.y.z'"]
    failures = []
    pattern = re.compile(rf"(?<![\d.]){re.escape(declared[1])}(?![\d.])")
    for folder in (".", "cmake", "include", "src", "bench", "examples", "tests", "python", "docs"):
        files = (ROOT / folder).glob("*") if folder == "." else (ROOT / folder).rglob("*")
        for file in files:
            named = file.suffix in {".cpp", ".hpp", ".py", ".toml", ".txt", ".cmake", ".in", ".json", ".md", ".sh", ""}
            # A changelog tells of versions.
            if not file.is_file() or not named or file.name == "CHANGELOG.md" or file == ROOT / "CMakeLists.txt":
                continue
            for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                if pattern.search(line):
                    failures.append(f"{file.relative_to(ROOT)}:{number}: the version stands here too: {line.strip()}")
    return failures


def check_includes(folder: str, *options: str) -> tuple[int, str]:
    done = subprocess.run(["cmake", f"-DDIR={HERE / folder}", *options, "-P", ROOT / "cmake/check_includes.cmake"], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def arrows() -> list[str]:
    failures = []
    kept, output = check_includes("kept", "-DROOM=unicode", "-DALLOWED=unicode;base", "-DSEES=icu")
    if kept != 0:
        failures.append(f"kept/: must pass\n{output}")
    broken, output = check_includes("broken", "-DROOM=base", "-DALLOWED=base", "-DSEES=")
    if broken == 0:
        failures.append("broken/: must be refused")
    for expected in ("up.cpp: room 'base' must not include room 'analyze'", "after_brackets.cpp: room 'base' must not include room 'staff'",
                     "library.hpp: room 'base' must not see icu", "library.hpp: room 'base' must not see re2",
                     "library.hpp: room 'base' must not see eigen", "relative.cpp: include by room, not by a relative path"):
        if expected not in output:
            failures.append(f"broken/: nobody said \"{expected}\"\n{output}")
    return failures


def sizes() -> list[str]:
    failures = []
    for file in sorted([*ROOT.glob("src/*/*.[ch]pp"), *ROOT.glob("include/pluim/*.hpp")]):
        lines = len(file.read_text(encoding="utf-8").splitlines())
        if lines >= 1000:
            failures.append(f"{file.relative_to(ROOT)}: {lines} lines; divide it")
    for room in sorted(path for path in (ROOT / "src").iterdir() if path.is_dir()):
        sources = list(room.glob("*.cpp"))
        if len(sources) > 20:
            failures.append(f"src/{room.name}: {len(sources)} sources; is this one room?")
    return failures


def main() -> int:
    checks = {"headers": headers, "version": version, "arrows": arrows, "sizes": sizes}
    if len(sys.argv) != 2 or sys.argv[1] not in checks:
        print(__doc__, file=sys.stderr)
        return 2
    failures = checks[sys.argv[1]]()
    print("\n".join(failures) if failures else "in order")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
