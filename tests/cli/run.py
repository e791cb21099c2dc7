"""Runs the program as people do and compares what it writes with the files under golden/.

  run.py PROGRAM               compares
  run.py PROGRAM --rewrite     writes what the program says now into golden/; look at the difference before committing it
  run.py PROGRAM -k WORD       only cases whose name has WORD

cases.json is the list: name, args, and where they are wanted stdin, files (name: content), exit, env, and
`golden`: which of standard output and error are compared with golden/<name>.<out|err> (["out", "err"] unless it says
otherwise; an empty stream has no file). `written`: files that are compared too. `keep`: the keys of each line of JSON that
are compared, for answers whose other parts are the model's business; `hide`: what matches becomes #.
A content is text or an object: {"lines": […]}, {"hex"}, {"repeat", "times"}, {"parts": [content…]}; with "pack": "gz" it is
compressed.
What needs code instead of data stands in special.py.
"""
import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


def content(spec) -> bytes:
    if isinstance(spec, str):
        return spec.encode()
    if "hex" in spec:
        out = bytes.fromhex(spec["hex"])
    elif "repeat" in spec:
        out = spec["repeat"].encode() * spec["times"]
    elif "parts" in spec:
        out = b"".join(content(part) for part in spec["parts"])
    else:
        out = "".join(line + "\n" for line in spec["lines"]).encode()
    if spec.get("pack") == "gz":
        out = gzip.compress(out, mtime=0)
    return out


def normalised(text: bytes, folder: str, version: str) -> str:
    """Without what differs from run to run and from release to release."""
    out = text.decode("utf-8", "backslashreplace")
    out = re.sub(r"(pluim-reviews) \d+\.\d+\.\d+ [0-9a-f]{8,16}", r"\1 <model>", out)
    return out.replace(folder, "<folder>").replace(version, "<version>").replace("\r\n", "<CRLF>\n")


def kept(text: str, keys: list[str]) -> str:
    out = []
    for line in text.splitlines():
        answer = json.loads(line)
        out.append(json.dumps({key: answer[key] for key in keys}, ensure_ascii=False, separators=(",", ":")))
    return "".join(line + "\n" for line in out)


def run(program: str, case: dict, folder: str, version: str):
    for name, spec in case.get("files", {}).items():
        Path(folder, name).parent.mkdir(parents=True, exist_ok=True)
        Path(folder, name).write_bytes(content(spec))
    given = content(case.get("stdin", ""))
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", **case.get("env", {})}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LD_LIBRARY_PATH"):
        if name in os.environ:
            env.setdefault(name, os.environ[name])
    done = subprocess.run([program, *case["args"]], input=given, capture_output=True, cwd=folder, env=env, timeout=300)
    streams = {"out": normalised(done.stdout, folder, version), "err": normalised(done.stderr, folder, version)}
    if "keep" in case and done.returncode in (0, 1):
        streams["out"] = kept(streams["out"], case["keep"])
    if "hide" in case:
        streams["out"] = re.sub(case["hide"], "#", streams["out"])
    for name in case.get("written", []):
        path = Path(folder, name)
        data = path.read_bytes() if path.exists() else b"(absent)\n"
        if name.endswith(".gz"):
            data = gzip.decompress(data)
        streams[name] = normalised(data, folder, version)
    return done.returncode, streams


def compare(case: dict, code: int, streams: dict, rewrite: bool) -> list[str]:
    faults = []
    if code != case.get("exit", 0):
        faults.append(f"exit {code}, not {case.get('exit', 0)}; standard error: {streams['err'][:500]}")
    compared = case.get("golden", ["out", "err"]) + case.get("written", [])
    for name in compared:
        golden = HERE / "golden" / f"{case['name']}.{name}"
        text = streams[name]
        if rewrite:
            if text:
                golden.write_text(text, encoding="utf-8", newline="")
            elif golden.exists():
                golden.unlink()
            continue
        expected = golden.read_bytes().decode() if golden.exists() else ""
        if text == expected:
            continue
        got, wanted = text.splitlines(), expected.splitlines()
        at = next((i for i, (a, b) in enumerate(zip(got, wanted)) if a != b), min(len(got), len(wanted)))
        faults.append(f"{golden.name}:{at + 1}:\n    golden   {wanted[at][:400] if at < len(wanted) else '(ends)'}\n    program  {got[at][:400] if at < len(got) else '(ends)'}")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--rewrite", action="store_true")
    parser.add_argument("-k", default="")
    arguments = parser.parse_args()
    program = str(Path(arguments.program).resolve())
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    cases = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))
    names = [case["name"] for case in cases]
    assert len(set(names)) == len(names), "a name stands twice"
    failed = 0
    count = 0
    for case in cases:
        if arguments.k not in case["name"]:
            continue
        count += 1
        with tempfile.TemporaryDirectory(prefix="pluim-cli-") as folder:
            faults = compare(case, *run(program, case, folder, version), arguments.rewrite)
        if faults:
            failed += 1
            print(f"FAILED {case['name']}: pluim {' '.join(case['args'])}")
            for fault in faults:
                print(f"  {fault}")
    if not arguments.rewrite:
        import special

        for name, test in special.tests():
            if arguments.k not in name:
                continue
            count += 1
            with tempfile.TemporaryDirectory(prefix="pluim-cli-") as folder:
                try:
                    test(program, Path(folder))
                except AssertionError as fault:
                    failed += 1
                    print(f"FAILED {name}: {fault}")
        stale = sorted(f.name for f in (HERE / "golden").iterdir() if not any(f.name.startswith(name + ".") for name in names))
        if stale:
            failed += 1
            print(f"FAILED golden files without a case: {' '.join(stale)}")
    print(f"{count - failed} of {count} passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
