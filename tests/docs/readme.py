#!/usr/bin/env python3
"""Runs what README.md shows: lines that begin with "$ " in its sh blocks must print what stands below them, and its C++
block must compile against the library and print what its comment says.

usage: readme.py PROGRAM   (the built pluim; its folder holds the library)"""
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def main(program):
    build = os.path.dirname(os.path.abspath(program))
    text = open(os.path.join(ROOT, "README.md"), encoding="utf8").read()
    assert len(text.splitlines()) <= 32, "README.md is meant to be read at a glance"
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", text, re.S | re.M)
    commands = programs = 0
    environment = {**os.environ, "PATH": build + os.pathsep + os.environ["PATH"]}
    for kind, body in blocks:
        if kind == "sh" and body.startswith("$ "):
            command, expected = body[2:].split("\n", 1)
            found = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environment, check=False)
            assert found.stdout == expected, f"{command}\nprints\n{found.stdout}{found.stderr}\ninstead of\n{expected}"
            commands += 1
        elif kind == "cpp":
            # The library of the same build: the shared one where there is one.
            with tempfile.TemporaryDirectory() as folder:
                source, binary = os.path.join(folder, "readme.cpp"), os.path.join(folder, "readme")
                open(source, "w", encoding="utf8").write(body)
                subprocess.run([os.environ.get("CXX", "c++"), "-std=c++20", "-I" + os.path.join(ROOT, "include"), source,
                                "-o", binary, "-L" + build, "-Wl,-rpath," + build, "-lpluim"], check=True)
                found = subprocess.run([binary], capture_output=True, text=True, check=True).stdout.strip()
            wanted = re.search(r";\s*// (.*)$", body, re.M).group(1)
            assert found == wanted, f"the C++ block prints {found!r}, its comment says {wanted!r}"
            programs += 1
    assert commands >= 1 and programs >= 1, "README.md lost its examples"
    print(f"{commands} commands and {programs} programs of README.md do what it says")


if __name__ == "__main__":
    main(sys.argv[1])
