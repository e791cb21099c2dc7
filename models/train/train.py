#!/usr/bin/env python3
"""Makes models/trained/student.bin from the corpus and the licensed text: `./dev train` runs it.

usage: train.py [--work build/train] [--program build/release/pluim] [--licensed ../shared/train] [--until STAGE]
Stages: teacher (fine-tunes the encoder, about 45 minutes on two cores), words, units (what is learned from, as the library
reads it), verdicts (the encoder's on each unit, 25 minutes), vectors (of each word, 10 minutes), student (10 minutes).
A stage whose inputs are those of the last time is not run again; one that was cut off begins anew.
"""
import argparse
import hashlib
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def files_of(path):
    if os.path.isfile(path):
        return [path]
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names if "__pycache__" not in folder)


def fingerprint(paths, words):
    h = hashlib.sha256(repr(words).encode())
    for path in paths:
        for name in files_of(path):
            h.update(os.path.basename(name).encode())
            with open(name, "rb") as file:
                h.update(hashlib.file_digest(file, "sha256").digest())
    return h.hexdigest()


class Stages:
    def __init__(self, work, common):
        self.work, self.common = work, common
        os.makedirs(work, exist_ok=True)

    def path(self, name):
        return os.path.join(self.work, name)

    def run(self, name, script, words, inputs, output, always=False):
        """Runs SCRIPT WORDS… unless OUTPUT is there and was made of the same INPUTS."""
        sources = [os.path.join(HERE, s) for s in (script, "data.py", "e5.py", "teacher.py")]
        mark = fingerprint(sources + inputs, [os.path.basename(w) for w in words])
        note = self.path(name + ".made-of")
        if not always and os.path.exists(output) and os.path.exists(note) and open(note).read() == mark:
            print(f"train: {name}: as before", flush=True)
            return
        print(f"train: {name}", flush=True)
        subprocess.run([sys.executable, os.path.join(HERE, script), *words, *self.common], check=True)
        with open(note, "w") as file:
            file.write(mark)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", default=os.path.join(ROOT, "build", "train"))
    parser.add_argument("--program", default=os.path.join(ROOT, "build", "release", "pluim"))
    parser.add_argument("--licensed", default=os.path.join(os.path.dirname(ROOT), "shared", "train"))
    parser.add_argument("--out", default=os.path.join(ROOT, "models", "trained", "student.bin"))
    parser.add_argument("--until", choices=("teacher", "words", "units", "verdicts", "vectors", "student"), default="student")
    a = parser.parse_args()
    if not os.path.isdir(a.licensed):
        raise SystemExit(f"train: the licensed texts are missing: {a.licensed}")
    models = lambda *names: [os.path.join(ROOT, "models", n) for n in names]
    s = Stages(a.work, ["--program", a.program, "--licensed", a.licensed])
    p = s.path
    corpus = [os.path.join(ROOT, "models", "corpus", language, "train") for language in ("nl", "en", "de", "fr", "es", "it")]
    licensed = [os.path.join(a.licensed, n) for n in ("mams", "xed")]
    stages = (
        ("teacher", "teacher.py", ["train", p("teacher.npz")], corpus + licensed, p("teacher.npz"), False),
        # Quick, and dependent on how the program cuts words: made anew each time, and what follows looks at the outcome.
        ("words", "words.py", ["list", p("words.txt")], models("text", "lexicon") + corpus, p("words.txt"), True),
        ("units", "units.py", ["gather", p("units.pkl")], models("text") + corpus + licensed, p("units.pkl"), True),
        ("verdicts", "units.py", ["label", p("teacher.npz"), p("units.pkl"), p("verdicts.npz")], [p("teacher.npz"), p("units.pkl")], p("verdicts.npz"), False),
        ("vectors", "words.py", ["vectors", p("words.txt"), p("teacher.npz"), p("vectors.npz")], [p("words.txt"), p("teacher.npz")], p("vectors.npz"), False),
        ("student", "student.py", [p("words.txt"), p("vectors.npz"), p("units.pkl"), p("verdicts.npz"), a.out],
         [p("words.txt"), p("vectors.npz"), p("units.pkl"), p("verdicts.npz")], a.out, False),
    )
    for name, script, words, inputs, output, always in stages:
        s.run(name, script, words, inputs, output, always)
        if name == a.until:
            break


if __name__ == "__main__":
    main()
