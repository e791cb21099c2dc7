#!/usr/bin/env python3
"""Adapts the shipped network to reviews that you labelled yourself, without the encoders, in minutes.

usage: adapt.py --corpus MINE.jsonl --out MINE.pluim [--build build/release] [--epochs 6]
MINE.jsonl: one review a line, as `models/corpus/corpus.py jsonl` writes them: id, lang, domain, fields, opinions, and for each opinion
the place of its evidence in bytes under `spans`. A fifth of the reviews is held back; the scores on it before and after are shown.
What the words mean stays as it is: the heads alone learn, and are held near what they were. Then: pluim analyze --model MINE.pluim …
"""
import argparse
import json
import os
import shutil
import struct
import subprocess
import tempfile
import zlib

import jax
import jax.numpy as jnp
import numpy as np
import optax

import data
import student
import units

HEADS = ("family", "family.b", "domain", "family.field", "polarity.field", "polarity.f", "polarity.b", "family.rule", "polarity.rule")
NEAR = 2e-2  # how strongly the heads are held


class Shipped:
    """The words of a student.bin: vectors of 8 bits, and those of n-grams."""

    scale = student.VECTOR_UNIT
    gram_matrix = staticmethod(student.Words.gram_matrix)
    spell = student.Words.spell

    def __init__(self, path):
        raw, at = open(path, "rb").read(), 0

        def array(kind):
            nonlocal at
            n, = struct.unpack_from("<Q", raw, at)
            out = np.frombuffer(raw, kind, n, at + 8)
            at += 8 + (out.nbytes + 7) // 8 * 8
            return out

        if array(np.uint8).tobytes().decode().split("\n") != student.FAMILIES or array(np.uint8).tobytes().decode().split("\n") != list(data.DOMAINS):
            raise SystemExit(f"adapt: {path} has other families or domains than models/taxonomy")
        at += 8 * 8  # dims, channels, fields, five shifts
        self.shift, = struct.unpack_from("<Q", raw, at)
        at += 8
        self.slots, self.kinds = array(np.uint64), array(np.uint32)
        self.int8 = array(np.int8).reshape(-1, student.DIMS)
        self.buckets = array(np.int8).reshape(-1, student.DIMS)
        self.index = {f"<{k}>": int(row) for k, row in zip(student.KINDS, self.kinds) if row != 0xFFFFFFFF}
        self.spelled = self.int8  # nothing is read by its letters on purpose here

    def learn_rows(self, keys):
        """Finds the rows of keys as Student::word does."""
        size = len(self.slots)
        for key in keys:
            if key.startswith("<"):
                continue
            k = int(key)
            at = (k >> 32) * size >> 32
            while self.slots[at]:
                if int(self.slots[at]) >> 32 == k & 0xFFFFFFFF:
                    self.index[key] = (int(self.slots[at]) & 0xFFFFFFFF) - 1
                    break
                at = (at + 1) % size


def read_units(program, reviews):
    records = [{"language": r["lang"], "domain": r["domain"], **{f: r["fields"][f] for f in data.FIELDS if r["fields"].get(f)}} for r in reviews]
    out = []
    for review, sentences in zip(reviews, units.features(program, records)):
        held = zlib.crc32(str(review["id"]).encode()) % 5 == 0
        for s in sentences:
            labels = {}
            for (field, first, _), opinion in zip(review["spans"]["opinions"], review["opinions"]):
                if field == s["field"] and s["start"] <= first < s["end"]:
                    labels.setdefault(opinion[0].split(".")[0], set()).add(opinion[1])
            text = review["fields"][s["field"]].encode()[s["start"]:s["end"]].decode("utf8", "replace")
            out.append({"text": text, "language": review["lang"], "domain": review["domain"], "field": s["field"], "keys": s["keys"],
                        "rules": s["rules"], "labels": labels, "part": "validation" if held else "train", "kind": "sentence"})
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--build", default=os.path.join(data.ROOT, "build", "release"))
    parser.add_argument("--epochs", type=int, default=6)
    a = parser.parse_args()
    program = os.path.join(a.build, "pluim")
    trained = os.path.join(data.ROOT, "models", "trained")
    table = Shipped(os.path.join(trained, "student.bin"))
    with np.load(os.path.join(trained, "student.npz")) as file:
        slope, offset = float(file["slope"]), float(file["offset"])
        p = {k: jnp.asarray(file[k]) for k in file.files if k not in ("slope", "offset")}
    mine = read_units(program, [json.loads(line) for line in open(a.corpus, encoding="utf8")])
    keys = sorted({k for u in mine for k in u["keys"]})
    table.learn_rows(keys)
    missing = [k for k in keys if k not in table.index]
    spelled = student.spell_missing(mine, missing, table, program)
    e = student.Examples(mine, None, table, {k: len(table.int8) + i for i, k in enumerate(missing)})
    vectors = np.concatenate([table.int8, spelled, np.zeros((1, student.DIMS))]).astype(np.float32) * table.scale
    train = np.array([i for i, u in enumerate(mine) if u["part"] == "train"])
    held = [i for i, u in enumerate(mine) if u["part"] == "validation"]

    def show(when, p):
        family, polarity = student.answers(p, vectors, e, held, "convolution")
        f1, negative, positive = student.score(e, held, student.sigmoid(slope * family + offset), polarity, 0.25)
        print(f"{when}: pair F1 {f1:.3f}, recall of negative sentences {negative:.3f}, of positive ones {positive:.3f} ({len(held)} sentences held back)")

    show("before", p)
    start = p
    optimizer = optax.adam(3e-4)
    state = optimizer.init({k: p[k] for k in HEADS})

    def loss(heads, x, mask, b):
        family, polarity = student.logits({**start, **heads}, x, mask, b, "convolution")
        cross = (optax.sigmoid_binary_cross_entropy(family, b["family"]) * b["mask"]).sum(-1)
        kind = -(b["family"][..., None] * b["polarity"] * jax.nn.log_softmax(polarity)).sum((-1, -2))
        return (cross + kind).mean() + NEAR * sum(((heads[k] - start[k]) ** 2).sum() for k in HEADS)

    @jax.jit
    def step(heads, state, x, mask, b):
        gradient = jax.grad(loss)(heads, x, mask, b)
        updates, state = optimizer.update(gradient, state)
        return optax.apply_updates(heads, updates), state

    heads, r = {k: p[k] for k in HEADS}, np.random.default_rng(1)
    names = ("rules", "mood", "domain", "field", "mask", "family", "polarity")
    for _ in range(a.epochs):
        order = r.permutation(train)
        for i in range(0, len(order), 64):
            rows = np.resize(order[i:i + 64], 64)
            heads, state = step(heads, state, *student.batch_of(e, vectors, rows, student.LENGTH, names))
    p = {**p, **heads}
    show("after", p)
    with tempfile.TemporaryDirectory() as folder:
        models = os.path.join(folder, "models")
        shutil.copytree(os.path.join(data.ROOT, "models"), models, ignore=shutil.ignore_patterns("corpus", "text", "train"))
        student.export(os.path.join(models, "trained", "student.bin"), table, p, slope, offset)
        subprocess.run([os.path.join(a.build, "pluim_compile_model"), models, a.out], check=True)
    print(f"{a.out}: use it with pluim analyze --model {a.out}")


if __name__ == "__main__":
    main()
