#!/usr/bin/env python3
"""Gathers the texts that the language classifier learns from: one file a language, one text a line.

usage: language_texts.py XED_FOLDER MODELS_FOLDER OUT_FOLDER
XED (Öhman et al. 2020, CC BY 4.0) gives subtitle lines; our own corpus, texts and lexicons give what reviews are made of."""
import json
import os
import re
import subprocess
import sys
import tempfile

FIELDS = ("title", "text", "liked", "disliked", "pros", "cons", "advice")
XED = {"nl": "nl", "de": "de", "fr": "fr", "es": "es", "it": "it", "pt": "pt br", "pl": "pl", "sv": "sv", "da": "da", "no": "no",
       "fi": "fi", "cs": "cs", "sk": "sk", "hu": "hu", "ro": "ro", "tr": "tr", "ru": "ru", "bg": "bg", "vi": "vi", "en": "", "uk": ""}

def lines_of(path):
    for line in open(path, encoding="utf8"):
        text = line.rstrip("\n").split("\t")[0].strip(" -\"")
        if len(text) > 3:
            yield re.sub(r"\s+", " ", text)


def lexicon(folder):
    """Phrases of the lexicon, alternatives written out crudely: this is only text to learn letters from."""
    for table in ("opinion", "aspect", "idiom", "function", "kin", "thanks", "empty", "connective"):
        path = os.path.join(folder, table + ".tsv")
        if not os.path.exists(path):
            continue
        for line in open(path, encoding="utf8"):
            if line.startswith("#"):
                continue
            phrase = line.split("\t")[0].strip()
            phrase = re.sub(r"<[^>]*>", "", phrase)
            phrase = re.sub(r"\{([^,}]*),?[^}]*\}", r"\1", phrase)
            phrase = phrase.replace("*", " ").replace("_", " ").strip()
            if len(phrase) > 2:
                yield phrase


def corpus(models):
    """The texts of the corpus's training part, by language."""
    texts = {}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "train.jsonl")
        subprocess.run([sys.executable, os.path.join(models, "corpus", "corpus.py"), "jsonl", "--part", "train", path], check=True, stdout=subprocess.DEVNULL)
        for line in open(path, encoding="utf8"):
            review = json.loads(line)
            texts.setdefault(review["lang"], []).extend(t for f, t in review["fields"].items() if f in FIELDS and len(t) > 3)
    return texts


def own(models, code):
    path = os.path.join(models, "text", code + ".txt")
    if os.path.exists(path):
        yield from (line.strip() for line in open(path, encoding="utf8") if line.strip() and not line.startswith("#"))


def main(xed, models, out):
    os.makedirs(out, exist_ok=True)
    reviews = corpus(models)
    for code, names in XED.items():
        paths = [os.path.join(xed, "tr-projections2.tsv" if n == "tr" else n + "-projections.tsv") for n in names.split()]
        if code == "en":
            paths = [os.path.join(xed, "en-annotated.tsv")]
        lines = [text for path in paths for text in lines_of(path)]
        # Reviews are what it will be asked about: each of ours counts three times.
        lines += [re.sub(r"\s+", " ", text) for text in (*reviews.get(code, ()), *own(models, code))] * 3
        lines += lexicon(os.path.join(models, "lexicon", code))
        with open(os.path.join(out, code + ".txt"), "w", encoding="utf8") as file:
            file.writelines(line + "\n" for line in lines)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
