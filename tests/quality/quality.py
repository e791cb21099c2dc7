#!/usr/bin/env python3
"""Scores the program on the development sets and on the corpus's held-back part, and writes tests/quality/results.csv.

usage: quality.py [--program PLUIM] [--data FOLDER] [--only TEXT] [--print]
The sets are natural reviews with labels made by others; they are no part of the project. Where the folder is absent
there is nothing to measure, and the table stays as it is."""
import argparse
import collections
import csv
import importlib.util
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def load_score(data):
    spec = importlib.util.spec_from_file_location("score", os.path.join(data, "score.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def analyse(program, score, path, extra=()):
    gold = [json.loads(line) for line in open(path, encoding="utf8")]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf8", delete=False) as file:
        for g in gold:
            file.write(json.dumps(score.record(g), ensure_ascii=False) + "\n")
    try:
        out = subprocess.run([program, "analyze", "--threads", "1", *extra, file.name], capture_output=True, text=True, check=False)
    finally:
        os.unlink(file.name)
    if out.returncode not in (0, 1):
        sys.exit(out.stderr)
    by = {}
    for line in out.stdout.splitlines():
        r = json.loads(line)
        by[r["id"]] = r
    return gold, [by.get(g["id"], {}) for g in gold]


def language_rows(program, score, data, only):
    """Language of each sentence, by its length, and what it is taken for; texts that stand in two languages' files are left out."""
    if only and only not in "language":
        return
    texts = collections.defaultdict(set)
    gold = []
    for folder, _, files in sorted(os.walk(os.path.join(data, "opinions"))):
        for name in sorted(files):
            for line in open(os.path.join(folder, name), encoding="utf8"):
                text = json.loads(line)["text"]
                texts[text].add(name[:-6])
                gold.append((name[:-6], text))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf8", delete=False) as file:
        for i, (_, text) in enumerate(gold):
            file.write(json.dumps({"id": i, "text": text}, ensure_ascii=False) + "\n")
    out = subprocess.run([program, "language", file.name], capture_output=True, text=True, check=True).stdout
    os.unlink(file.name)
    found = collections.defaultdict(collections.Counter)
    for (language, text), line in zip(gold, out.splitlines()):
        if len(texts[text]) == 1:
            long = len(text.split()) >= 4 or language in ("zh", "ja", "th")
            found[language, "four words and more" if long else "shorter"][json.loads(line)["language"]["code"]] += 1
    for (language, length), codes in sorted(found.items()):
        n = sum(codes.values())
        yield "language", language, length, codes[language] / n, n
        for code, count in codes.most_common(5):
            if code != language and count / n >= 0.003:
                yield "language", language, f"{length}, taken for {code}", count / n, n


def coverage_rows(program, data, only):
    """How much of the natural sentences with an opinion the lexicons explain. `pluim_compile_model coverage` lists the rest."""
    build = os.path.dirname(os.path.abspath(program))
    if only and only not in "coverage":
        return
    for language in ("nl", "en", "de", "fr", "es", "it"):
        lines = []
        for task in ("semeval16-restaurant", "opener-hotel"):
            path = os.path.join(data, "opinions", task, language + ".jsonl")
            if os.path.exists(path):
                lines += [r["text"].replace("\n", " ") for r in map(json.loads, open(path, encoding="utf8")) if r["opinions"]]
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf8", delete=False) as file:
            file.write("\n".join(lines))
        out = subprocess.run([os.path.join(build, "pluim_compile_model"), "coverage", os.path.join(build, "reviews.pluim"), language, file.name],
                             capture_output=True, text=True, check=True).stdout.split("\n")[0].split("\t")
        os.unlink(file.name)
        yield "coverage", language, "texts with an entry", float(out[2].split()[0]), len(lines)
        yield "coverage", language, "words explained", float(out[4].split()[0]), int(out[3].split()[0])


def calibration_error(gold, pred):
    """Expected calibration error of the opinions found: how far probability and share of right ones are apart, over ten bins."""
    bins = [[0, 0.0, 0] for _ in range(10)]
    for g, p in zip(gold, pred):
        want = {(o[0].split(".")[0], o[1]) for o in g["opinions"]}
        best = {}
        for o in p.get("opinions", []):
            key = o["category"].split(".")[0], o["polarity"]
            best[key] = max(best.get(key, 0), o["probability"])
        for key, probability in best.items():
            b = bins[min(9, int(probability * 10))]
            b[0], b[1], b[2] = b[0] + 1, b[1] + probability, b[2] + (key in want)
    n = sum(b[0] for b in bins)
    return sum(abs(b[1] - b[2]) for b in bins) / max(1, n), n


def held_rows(program, score, only):
    """The corpus's own held-back part, which nothing learns from."""
    if only and only not in "held":
        return
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "held.jsonl")
        subprocess.run([sys.executable, os.path.join(ROOT, "models", "corpus", "corpus.py"), "jsonl", "--part", "held", path], check=True,
                       stdout=subprocess.DEVNULL)
        gold, pred = analyse(program, score, path)
    per = collections.defaultdict(list)
    for g, p in zip(gold, pred):
        per[g["lang"]].append((g, p))
    for language, pairs in sorted(per.items()):
        gold, pred = [g for g, _ in pairs], [p for _, p in pairs]
        found = score.score_reviews(gold, pred)
        for metric in ("pair_f1", "family_f1", "polarity_acc", "neg_recall", "pos_recall", "overall"):
            yield "held", language, metric, found["opinions"][metric], len(pairs)
        error, n = calibration_error(gold, pred)
        yield "held", language, "calibration_error", error, n
        for metric in ("p", "r", "award_p", "award_r", "department", "others_reason"):
            yield "held", language, "staff_" + metric, found["staff"][metric], len(pairs)


def rows_of(program, score, data, only):
    def each(folder):
        base = os.path.join(data, folder)
        for name in sorted(os.listdir(base)):
            if name.endswith(".jsonl") and (not only or only in folder + "/" + name):
                yield os.path.join(base, name), name[:-6]

    for task in sorted(os.listdir(os.path.join(data, "opinions"))):
        for path, language in each("opinions/" + task):
            gold, pred = analyse(program, score, path)
            found = score.score(score.merged(path, [{tuple(o) for o in g["opinions"]} for g in gold]),
                                score.merged(path, [score.opinions_of(p) for p in pred]))
            found["language"] = score.ratio(sum(p.get("language", {}).get("code") == language for p in pred), len(pred))
            for metric in ("family_f1", "pair_f1", "polarity_acc", "sent_acc", "neg_recall", "pos_recall", "language"):
                yield task, language, metric, found[metric], len(gold)
    for path, name in each("staff"):
        gold, pred = analyse(program, score, path, ("--offsets", "code_point"))
        found = score.score_names([[(n["start"], n["end"], n["class"], n["polarity"]) for n in g["names"]] for g in gold], pred)
        for metric in ("p", "r", "f1", "polarity", "false_per_1000"):
            yield "staff", name, metric, found[metric], found["staff"]
    yield from held_rows(program, score, only)
    yield from language_rows(program, score, data, only)
    yield from coverage_rows(program, data, only)
    path = os.path.join(data, "hardcases.jsonl")
    if not only or only in path:
        gold, pred = analyse(program, score, path)
        for area, (value, n) in score.score_cases(gold, pred).items():
            yield "hardcases", "all", area, value, n
    path = os.path.join(data, "examples.jsonl")
    if not only or only in path:
        gold, pred = analyse(program, score, path)
        per = collections.defaultdict(list)
        for g, p in zip(gold, pred):
            per[g["lang"]].append((g, p))
            per["all"].append((g, p))
        for language, pairs in sorted(per.items()):
            found = score.score_reviews([g for g, _ in pairs], [p for _, p in pairs])
            for metric in ("pair_f1", "overall"):
                yield "examples", language, metric, found["opinions"][metric], len(pairs)
            for metric in ("p", "r", "award_p", "award_r", "department", "others_reason"):
                yield "examples", language, "staff_" + metric, found["staff"][metric], len(pairs)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=os.path.join(ROOT, "build/release/pluim"))
    parser.add_argument("--data", default=os.path.join(os.path.dirname(ROOT), "shared", "data"))
    parser.add_argument("--only", default="")
    parser.add_argument("--print", action="store_true", help="do not write the table")
    args = parser.parse_args()
    if not os.path.exists(os.path.join(args.data, "score.py")):
        print(f"quality: no development sets at {args.data}: nothing is measured")
        return
    score = load_score(args.data)
    rows = [(task, language, metric, "-" if value != value else f"{value:.3f}", n)
            for task, language, metric, value, n in rows_of(args.program, score, args.data, args.only)]
    if not args.print and not args.only:
        with open(os.path.join(HERE, "results.csv"), "w", newline="", encoding="utf8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("set", "language", "metric", "value", "n"))
            writer.writerows(rows)
    by = collections.defaultdict(dict)
    for task, language, metric, value, _ in rows:
        by[task, language][metric] = value
    for (task, language), metrics in by.items():
        print(f"{task:22s} {language:22s} " + "  ".join(f"{k} {v}" for k, v in metrics.items()))


if __name__ == "__main__":
    main()
