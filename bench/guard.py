"""ctest's guard of the speed: guard.py PROGRAM. Fails when analyze/examples has become slow measured in ICU's own word
iteration over the same text, in the same minute; wall time alone would tell of the machine. The floor stands in
floors.json at half of what the preset dev measured when it was set: it catches what is badly wrong, `./dev bench --compare` the rest."""
import json
import pathlib
import statistics
import subprocess
import sys

rounds = 5


def speed(program, name):
    done = subprocess.run([program, "--benchmark_format=json", "--benchmark_min_time=0.05", f"--benchmark_filter=^{name}$"],
                          check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return json.loads(done.stdout)["benchmarks"][0]["bytes_per_second"]   # by CPU time


def main(program):
    floors = json.loads(pathlib.Path(__file__).with_name("floors.json").read_text(encoding="utf-8"))
    failed = False
    for name, floor in floors.items():
        yardstick = "icu/" + name.partition("/")[2]
        ratios = [speed(program, name) / speed(program, yardstick) for _ in range(rounds)]
        median = statistics.median(ratios)
        verdict = "ok" if median >= floor else "TOO SLOW"
        print(f"{name}: {median:.4f} of the speed of {yardstick} ({min(ratios):.4f} … {max(ratios):.4f}), floor {floor}: {verdict}")
        failed |= median < floor
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
