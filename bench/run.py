"""Runs the benchmark and prints a Markdown table; `./dev bench` calls it after it has built build/release.

  run.py [--filter REGEX] [--min-time SECONDS] [--json FILE]   this tree; the ratio is to ICU's word iteration, same text
  run.py --compare REV [--rounds N]                            REV (in a worktree build/compare-REV) against this tree

Comparing: both programs run in turn, so that what the machine does meanwhile hits both. A change is marked when the medians
differ by more than 5 % and the interquartile ranges do not overlap; else it is noise, or nothing worth a word.
"""
import argparse
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent


def run(program, pattern, min_time, extra=()):
    """{name: benchmark} of one run of the program."""
    command = [str(program), "--benchmark_format=json", f"--benchmark_min_time={min_time}", f"--benchmark_filter={pattern}", *extra]
    done = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {program} ended with {done.returncode}: {done.stderr.strip()}")
    try:
        found = json.loads(done.stdout)["benchmarks"]
    except ValueError:
        sys.exit(f"bench: no benchmark matches '{pattern}'")
    for b in found:
        if b.get("error_occurred"):
            sys.exit(f"bench: {b['name']}: {b.get('error_message')}")
    return {b["name"]: b for b in found}


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(rows, head):
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    def line(cells):
        return "| " + " | ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(cells, widths))) + " |"
    print(line(head))
    print("|" + "|".join("-" * (w + 2) if i == 0 else "-" * (w + 1) + ":" for i, w in enumerate(widths)) + "|")
    for row in rows:
        print(line(row))


def show(program, options):
    # The yardstick runs in the same run, whatever the filter says.
    results = run(program, f"({options.filter})|^icu/", options.min_time)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(results, indent=1), encoding="utf-8")
    rows = []
    for name, b in results.items():
        yardstick = results.get("icu/" + name.partition("/")[2])
        ratio = f"{b['bytes_per_second'] / yardstick['bytes_per_second']:.3f}" if yardstick and not name.startswith("load/") else ""
        rows.append([name, number(b["bytes_per_second"] / 1e6), number(b["items_per_second"]), number(b["allocs"]), ratio])
    table(rows, ["benchmark", "MB/s", "reviews/s", "allocs/review", "of ICU's speed"])


def git(*arguments, **keywords):
    return subprocess.run(["git", "-C", str(root), *arguments], check=True, text=True, **keywords)


def build_base(revision):
    """Builds REV in a worktree: (its benchmark, its short name). This tree's bench/ goes with it, so that both sides measure the
    same; where that does not compile with REV's rooms, REV's own serves, and the names that both know are compared."""
    found = subprocess.run(["git", "-C", str(root), "rev-parse", "--short", "--verify", "--quiet", revision + "^{commit}"],
                           stdout=subprocess.PIPE, text=True)
    if found.returncode != 0:
        sys.exit(f"bench: no revision '{revision}'")
    commit = found.stdout.strip()
    tree = root / "build" / f"compare-{commit}"
    git("worktree", "prune")
    if not (tree / ".git").exists():
        git("worktree", "add", "--quiet", "--detach", "--force", str(tree), commit)
    print(f"bench: builds {commit} in {tree.relative_to(root)}", file=sys.stderr)
    build = tree / "build" / "release"

    def builds():
        configure = ["cmake", "--preset", "release", "--log-level=WARNING", "-DPLUIM_TESTS=OFF", "-DPLUIM_SHARED=OFF", "-DPLUIM_CLI=OFF",
                     "-DPLUIM_INSTALL=OFF", f"-DPLUIM_BENCH_REVIEWS={root / 'examples' / 'reviews.jsonl'}"]
        make = ["cmake", "--build", str(build), "--target", "pluim_bench"]
        return all(subprocess.run(command, cwd=tree, stdout=sys.stderr).returncode == 0 for command in (configure, make))

    shutil.copytree(root / "bench", tree / "bench", dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    if not builds():
        subprocess.run(["git", "-C", str(tree), "checkout", "--quiet", "--force", commit, "--", "bench"], check=False)
        print(f"bench: this tree's benchmark does not build with {commit}; its own is tried", file=sys.stderr)
        # Where REV has none, this tree's would still lie there.
        known = subprocess.run(["git", "-C", str(root), "cat-file", "-e", f"{commit}:bench/bench.cpp"], stderr=subprocess.DEVNULL)
        if known.returncode != 0 or not builds():
            sys.exit(f"bench: {revision} cannot be measured")
    return build / "bench" / "pluim_bench", commit


def quartiles(values):
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def compare(program, options):
    base_program, commit = build_base(options.compare)
    times = {}
    for number_of_round in range(options.rounds):
        # Who goes first changes from round to round.
        pair = [("base", base_program), ("new", program)]
        for side, of_side in pair if number_of_round % 2 == 0 else reversed(pair):
            print(f"bench: round {number_of_round + 1} of {options.rounds}: {side}", file=sys.stderr)
            for name, b in run(of_side, options.filter, options.min_time).items():
                times.setdefault(name, {"base": [], "new": []})[side].append(b["cpu_time"] * {"ns": 1, "us": 1e3, "ms": 1e6}[b["time_unit"]])
    rows, marked = [], 0
    for name, sides in times.items():
        if not sides["base"] or not sides["new"]:
            rows.append([name, "", "", "only in base" if sides["base"] else "new"])
            continue
        base_low, base, base_high = quartiles(sides["base"])
        new_low, new, new_high = quartiles(sides["new"])
        ratio = base / new   # of speeds: above 1 is faster
        apart = new_high < base_low or new_low > base_high
        change = ""
        if apart and abs(ratio - 1) > 0.05:
            change = "FASTER" if ratio > 1 else "SLOWER"
            marked += 1
        rows.append([name, f"{ratio:.3f}", f"{base_low / new_high:.3f} … {base_high / new_low:.3f}", change])
    table(rows, ["benchmark", f"speed, {commit} = 1", "interquartile", "change"])
    print(f"\n{marked} of {len(rows)} changed beyond 5 % and beyond the noise, in {options.rounds} rounds.")
    if options.remove:
        git("worktree", "remove", "--force", str(root / "build" / f"compare-{commit}"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compare", metavar="REV", help="compare with this revision")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="of a comparison, at least 5 (7)")
    parser.add_argument("--filter", default=".", help="a regular expression on the names")
    parser.add_argument("--min-time", type=float, help="seconds for each benchmark (0.5; compare: 0.05)")
    parser.add_argument("--json", metavar="FILE", help="also write what was measured")
    parser.add_argument("--remove", action="store_true", help="remove the worktree of the comparison afterwards")
    parser.add_argument("--program", type=pathlib.Path, default=root / "build" / "release" / "bench" / "pluim_bench")
    options = parser.parse_args()
    options.min_time = options.min_time or (0.05 if options.compare else 0.5)
    options.rounds = max(options.rounds, 5)
    try:
        re.compile(options.filter)
    except re.error as error:
        parser.error(f"--filter: {error}")
    if not options.program.exists():
        sys.exit(f"bench: {options.program} is not built: ./dev build release")
    compare(options.program, options) if options.compare else show(options.program, options)


if __name__ == "__main__":
    main()
