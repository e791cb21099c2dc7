#!/usr/bin/env python3
"""Gathers the texts that the language classifier learns from: one file a language, one text a line.

usage: language_texts.py XED_FOLDER OUT_FOLDER
XED (Öhman et al. 2020, CC BY 4.0) gives subtitle lines; our own corpus, texts and lexicons give what reviews are made of."""
import os
import re
import sys

import data

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


def main(xed, out):
    os.makedirs(out, exist_ok=True)
    reviews = {}
    for review in data.corpus("train"):
        reviews.setdefault(review["lang"], []).extend(t for f, t in review["fields"].items() if f in data.FIELDS and len(t) > 3)
    for text, code, _ in data.own_texts():
        reviews.setdefault(code, []).append(text)
    for code, names in XED.items():
        paths = [os.path.join(xed, "tr-projections2.tsv" if n == "tr" else n + "-projections.tsv") for n in names.split()]
        if code == "en":
            paths = [os.path.join(xed, "en-annotated.tsv")]
        lines = [text for path in paths for text in lines_of(path)]
        # Reviews are what it will be asked about: each of ours counts three times.
        lines += [re.sub(r"\s+", " ", text) for text in reviews.get(code, ())] * 3
        lines += lexicon(os.path.join(data.ROOT, "models", "lexicon", code))
        with open(os.path.join(out, code + ".txt"), "w", encoding="utf8") as file:
            file.writelines(line + "\n" for line in lines)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
