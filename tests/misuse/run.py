"""Code that must not compile.

Every *.cpp beside this file is right as it stands and wrong with -DWRONG_n. What the compiler must then say stands behind the
number: `// WRONG_1: a regular expression`. A case that compiles, or that fails for another reason, is a failure.
"""
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
INCLUDE = HERE.parent.parent / "include"


def compile_(file: Path, *definitions: str) -> tuple[bool, str]:
    command = [os.environ.get("CXX", "c++"), "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror=unused-result", "-I", INCLUDE,
               *definitions, file]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    return done.returncode == 0, done.stdout + done.stderr


def check(file: Path, name: str | None, expected: str) -> str:
    """One compilation; the answer is what was wrong with it, or nothing."""
    compiled, output = compile_(file, *([f"-D{name}"] if name else []))
    if name is None:
        return "" if compiled and "warning:" not in output else f"{file.name}: must compile without a warning as it stands\n{output}"
    if compiled:
        return f"{file.name}: {name} compiles"
    if not re.search(rf"error: .*(?:{expected})", output):
        return f"{file.name}: {name} is refused, but not for the reason '{expected}'\n{output}"
    return ""


def main() -> int:
    work, failures = [], []
    for file in sorted(HERE.glob("*.cpp")):
        text = file.read_text(encoding="utf-8")
        cases = re.findall(r"^// (WRONG_\d+): (.+)$", text, re.MULTILINE)
        unlike = {name for name, _ in cases} ^ set(re.findall(r"^#ifdef (WRONG_\d+)$", text, re.MULTILINE))
        if unlike:
            failures.append(f"{file.name}: these cases stand only in the list or only in the code: {sorted(unlike)}")
        work += [(file, None, ""), *((file, name, expected) for name, expected in cases)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        failures += filter(None, pool.map(lambda case: check(*case), work))
    for failure in failures:
        print(failure)
    print(f"{len(work)} compilations, {len(failures)} failures")
    return 1 if failures or not work else 0


if __name__ == "__main__":
    sys.exit(main())
