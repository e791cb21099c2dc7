"""Gathers what the student learns from: sentences as the library reads them, with the corpus's labels where it has some,
and the teacher's verdict on each.

usage: units.py gather OUT.npz | label TEACHER.npz UNITS.npz OUT.npz
"""
import argparse
import json
import os
import pickle
import random
import subprocess
import sys
import tempfile

import numpy as np

import data

AND = {"nl": ("en", "maar"), "en": ("and", "but"), "de": ("und", "aber"), "fr": ("et", "mais"), "es": ("y", "pero"), "it": ("e", "ma"),
       "pt": ("e", "mas"), "pl": ("i", "ale"), "tr": ("ve", "ama"), "sv": ("och", "men"), "da": ("og", "men"), "ru": ("и", "но"),
       "ar": ("و", "لكن"), "ja": ("、", "が、"), "zh": ("，", "，但是"), "th": ("และ", "แต่")}


def features(program, records):
    """Runs `pluim features`; gives for each record its sentences."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "records.jsonl")
        with open(path, "w", encoding="utf8") as file:
            for i, record in enumerate(records):
                file.write(json.dumps({**record, "id": i}, ensure_ascii=False) + "\n")
        # A record without any text is refused; it has no sentences.
        out = subprocess.run([program, "features", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    answers = [[] for _ in records]
    for line in out.splitlines():
        answer = json.loads(line)
        answers[answer["id"]] = answer["sentences"]
    if sum(map(bool, answers)) < 0.95 * len(records):
        raise SystemExit("train: pluim features gives too few answers")
    return answers


def joined(r, pools, key):
    """Clauses of one language and domain as one sentence, its marks and all."""
    parts = r.choices(pools[key], k=r.choice((2, 2, 3)))
    glue = AND.get(key[0], ("and", "but"))
    text, labels = "", {}
    for i, u in enumerate(parts):
        piece = u.text.rstrip(" .!?…,;")
        if i:
            piece = piece[:1].lower() + piece[1:]
            text += r.choice((", ", ", ", " - ", f" {glue[0]} ", f", {glue[0]} ", f", {glue[1]} ", f" {glue[1]} "))
        text += piece
        for family, polarities in u.labels.items():
            labels.setdefault(family, set()).update(polarities)
    return text + r.choice((".", "", "!")), labels


def gather(program, licensed):
    """Units: dicts with text, language, domain, field, keys, rules, labels (None: not known), part, kind."""
    units = []
    add = lambda sentence, text, language, domain, field, labels, part, kind: units.append(
        {"text": text, "language": language, "domain": domain, "field": field, "keys": sentence["keys"], "rules": sentence["rules"],
         "labels": labels, "part": part, "kind": kind})
    reviews = data.corpus("train")
    records = [{"language": r["lang"], "domain": r["domain"], **{f: r["fields"][f] for f in (*data.FIELDS, "question", "author") if r["fields"].get(f)}}
               for r in reviews]
    for review, sentences in zip(reviews, features(program, records)):
        part = "validation" if data.is_validation(review["id"]) else "train"
        for s in sentences:
            raw = review["fields"][s["field"]].encode()
            labels = {}
            for (field, first, _), (category, polarity, _) in zip(review["spans"]["opinions"], review["opinions"]):
                if field == s["field"] and s["start"] <= first < s["end"]:
                    labels.setdefault(category.split(".")[0], set()).add(polarity)
            add(s, raw[s["start"]:s["end"]].decode("utf8", "replace"), review["lang"], review["domain"], s["field"], labels, part, "sentence")
    # Clauses alone, and clauses joined anew.
    cut = data.corpus_units(program, reviews)
    train = [u for u in cut if u.part == "train"]
    clauses = [data.Unit(words, u.language, u.domain, "text", {f: {p}}, [], None, "clause")
               for u in train for f, p, words in u.evidence if len(words) < 0.7 * len(u.text)]
    r = random.Random(7)
    r.shuffle(clauses)
    extra = [(u.text, u.language, u.domain, u.labels, "clause") for u in clauses[:6000]]
    pools = {}
    for u in train + clauses:
        if len(u.text) < 110:
            pools.setdefault((u.language, u.domain), []).append(u)
    keys = sorted(pools)
    for key in r.choices(keys, [len(pools[k]) for k in keys], k=9000):
        text, labels = joined(r, pools, key)
        extra.append((text, *key, labels, "joined"))
    # Without labels.
    for i, (text, language, domain) in enumerate(data.own_texts()):
        for d in (domain,) if domain else ("hotel", "restaurant"):
            extra.append((text, language, d, None, "own"))
    own = {}
    for text, language, domain in data.own_texts():
        if domain and len(text) < 90:
            own.setdefault((language, domain), []).append(data.Unit(text, language, domain, "text", {}, [], None, "own"))
    keys = sorted(own)
    for key in r.choices(keys, [len(own[k]) for k in keys], k=4000):
        extra.append((joined(r, own, key)[0], *key, None, "own"))
    for u in data.mams_units(licensed):
        extra.append((u.text, u.language, u.domain, None, "mams"))
    for u in data.xed_units(licensed, 250, seed=2):
        extra.append((u.text, u.language, r.choice(data.DOMAINS), None, "xed"))
    records = [{"text": text, "language": language, "domain": domain} for text, language, domain, _, _ in extra]
    for (text, language, domain, labels, kind), sentences in zip(extra, features(program, records)):
        raw = text.encode()
        for s in sentences:
            whole = len(sentences) == 1
            add(s, raw[s["start"]:s["end"]].decode("utf8", "replace"), language, domain, "text", labels if whole else None, "train", kind)
    return units


def label(encoder, low, trained, units):
    import teacher
    rows = [data.Unit(u["text"], u["language"], u["domain"], u["field"], {}, [], None, u["part"]) for u in units]
    return teacher.predict(encoder, low, trained, rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=("gather", "label"))
    parser.add_argument("arguments", nargs="+")
    parser.add_argument("--program", default="build/release/pluim")
    parser.add_argument("--licensed", default="../shared/train")
    a = parser.parse_args()
    if a.command == "gather":
        units = gather(a.program, a.licensed)
        with open(a.arguments[0], "wb") as file:
            pickle.dump(units, file)
        kinds = {}
        for u in units:
            kinds[u["kind"]] = kinds.get(u["kind"], 0) + 1
        print(f"{len(units)} units: {kinds}", file=sys.stderr)
    else:
        import teacher
        encoder = teacher.Encoder()
        units = pickle.load(open(a.arguments[1], "rb"))
        family, polarity, mood = label(encoder, encoder.low(), teacher.load(a.arguments[0]), units)
        np.savez(a.arguments[2], family=family.astype(np.float16), polarity=polarity.astype(np.float16), mood=mood.astype(np.float16))


if __name__ == "__main__":
    main()
