"""The word table: which words the student knows, and the vectors that the encoders have of them.

usage: words.py list OUT.txt | vectors WORDS.txt TEACHER.npz OUT.npz
The words are those of our own text, of the lexicons, of licensed text, and the whole words among the encoder's pieces,
the most frequent first. A vector is what the encoder makes of the word alone, as it came and as it was fine-tuned.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

import numpy as np

import data
import e5

MOST = 87_000
WHOLE = 30_000  # of the encoder's words
SCRIPTS = ("LATIN", "CYRILLIC", "ARABIC", "THAI", "CJK", "HIRAGANA", "KATAKANA")


def texts(licensed):
    """All text that training may read: (text, language, how much a word of it counts)."""
    for review in data.corpus("train"):
        for field in data.FIELDS:
            if review["fields"].get(field):
                yield review["fields"][field], review["lang"], 20
    for text, language, _ in data.own_texts():
        yield text, language, 20
    for unit in data.mams_units(licensed):
        yield unit.text, "en", 5
    for language in ("en", *data.XED):
        for text, _ in data.xed_lines(licensed, language):
            yield text, language, 1


def lexicon_words():
    """The words of the lexicons' phrases; alternatives are written out."""
    for language in data.SIX:
        folder = os.path.join(data.ROOT, "models", "lexicon", language)
        for name in sorted(os.listdir(folder)):
            if not name.endswith(".tsv") or name in ("given.tsv", "surname.tsv", "public.tsv", "inflection.tsv"):
                continue
            for line in open(os.path.join(folder, name), encoding="utf8"):
                if not line.startswith("#"):
                    yield from re.findall(r"[^\W\d_]+", line.split("\t")[0])


def norms(program, pairs):
    """The normalised words of texts, as the library cuts them."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "texts.jsonl")
        with open(path, "w", encoding="utf8") as file:
            for i, (text, language) in enumerate(pairs):
                file.write(json.dumps({"id": i, "text": text, "language": language}, ensure_ascii=False) + "\n")
        process = subprocess.Popen([program, "tokenize", path], stdout=subprocess.PIPE)
        for line in process.stdout:
            record = json.loads(line)
            yield record["id"], [t["norm"] for t in record["tokens"] if t["kind"] in ("word", "abbreviation", "emoji", "emoticon", "punctuation", "symbol")]


def known_script(word):
    name = unicodedata.name(word[0], "")
    return name.startswith(SCRIPTS)


def list_words(program, licensed):
    counts = collections.Counter()
    rows = list(texts(licensed))
    for i, words in norms(program, [(t, l) for t, l, _ in rows]):
        for word in words:
            counts[word] += rows[i][2]
    for word in lexicon_words():
        counts[word.lower()] += 20
    # What reviews are made of goes first, then the encoder's words, then rarer words of subtitles: names and slips, mostly.
    ranked = [(w, n) for w, n in counts.most_common() if len(w.encode()) <= 40]
    chosen, rare = [w for w, n in ranked if n >= 10], [w for w, n in ranked if 3 <= n < 10]
    seen = set(chosen)
    weights = e5.Weights(e5.weight_file())
    pieces = sorted(((float(s), p) for p, s in zip(weights.pieces, weights.scores) if p), reverse=True)
    others = []
    for _, piece in pieces:
        whole = piece.startswith(e5.META)
        word = piece.lstrip(e5.META).lower()
        # Scripts that are written without spaces have their words in the middle of a piece.
        if not whole and not (word and unicodedata.name(word[0], "").startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI"))):
            continue
        if len(word) >= 1 and word.isalpha() and known_script(word) and word not in seen:
            seen.add(word)
            others.append(word)
    others, chosen = others[:WHOLE], chosen[:MOST - WHOLE]
    rare = [w for w in rare if w not in seen]
    print(f"{len(chosen)} words of texts and lexicons, {len(others)} whole words among the pieces, {len(rare)} rare ones", file=sys.stderr)
    return (chosen + others + rare)[:MOST]


def keys_of(program, words, grams=False):
    """The key of each word, None where the library cuts it further; and the hashes of its n-grams."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "words.jsonl")
        with open(path, "w", encoding="utf8") as file:
            for i, word in enumerate(words):
                file.write(json.dumps({"id": i, "text": word, "language": "und"}, ensure_ascii=False) + "\n")
        command = [program, "features", path] + (["--grams"] if grams else [])
        out = subprocess.run(command, check=True, capture_output=True).stdout
    keys, hashes = [None] * len(words), [()] * len(words)
    for line in out.splitlines():
        record = json.loads(line)
        cut = [k for s in record["sentences"] for k in s["keys"]]
        if len(cut) == 1:
            keys[record["id"]] = cut[0]
        if grams:
            hashes[record["id"]] = np.array([int(g) for g in record["grams"]], np.uint64)
    return keys, hashes


# What stands for all tokens of a kind.
KINDS = {"number": "7", "money": "€ 12,50", "quantity": "3 km", "rating": "8/10", "time": "10:30", "date": "12-03-2024", "url": "www.site.com",
         "email": "mail@site.com", "phone": "+31 20 123 45 67", "handle": "@name", "hashtag": "#travel"}


def vectors(program, words, teacher_path):
    """Mean of the last layer for each word alone: raw and fine-tuned encoder, and the fine-tuned one's logits."""
    import jax
    import jax.numpy as jnp
    import teacher
    encoder = teacher.Encoder()
    trained = teacher.load(teacher_path)
    low, high = encoder.low(), encoder.high()
    texts_ = list(words) + [KINDS[k] for k in KINDS]
    n = len(texts_)
    raw, tuned, verdict = np.zeros((n, 384), np.float16), np.zeros((n, 384), np.float16), np.zeros((n, len(teacher.FAMILIES) + 2), np.float16)
    mean = jax.jit(lambda x, m: (x * m[..., None]).sum(1) / m.sum(1, keepdims=True))
    done = 0
    for rows, x, mask in encoder.batches(texts_):
        x = e5.encode(low, x, mask, 12, 1e-12)
        raw[rows] = np.asarray(mean(e5.encode(high, x, mask, 12, 1e-12), mask))[:len(rows)]
        y = e5.encode(trained["layers"], x, mask, 12, 1e-12)
        tuned[rows] = np.asarray(mean(y, mask))[:len(rows)]
        family, _, mood = teacher.predict_jit(trained["heads"], y, mask, np.full(len(mask), len(data.DOMAINS)))
        verdict[rows] = np.concatenate([np.asarray(family), np.asarray(mood)], 1)[:len(rows)]
        done += len(rows)
        if done % 5000 < len(rows):
            print(f"{done} of {n} words", file=sys.stderr, flush=True)
    return raw, tuned, verdict


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=("list", "vectors"))
    parser.add_argument("arguments", nargs="+")
    parser.add_argument("--program", default="build/release/pluim")
    parser.add_argument("--licensed", default="../shared/train")
    a = parser.parse_args()
    if a.command == "list":
        words = list_words(a.program, a.licensed)
        keys, _ = keys_of(a.program, words)
        seen, kept = set(), []
        for word, key in zip(words, keys):
            if key is not None and not key.startswith("<") and key not in seen:
                seen.add(key)
                kept.append((word, key))
        with open(a.arguments[0], "w", encoding="utf8") as file:
            file.writelines(f"{w}\t{k}\n" for w, k in kept)
        print(f"{len(kept)} words", file=sys.stderr)
    else:
        words = [line.split("\t")[0] for line in open(a.arguments[0], encoding="utf8")]
        raw, tuned, verdict = vectors(a.program, words, a.arguments[1])
        np.savez(a.arguments[2], raw=raw, tuned=tuned, verdict=verdict)


if __name__ == "__main__":
    main()
