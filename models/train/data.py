"""What training reads: the corpus cut into sentences, licensed texts of others, own unlabelled text.

A unit is one sentence with its labels: Unit(text, language, domain, field, labels, evidence). `labels` maps a family to
the set of its polarities; None: not known. `only` names the families that were judged, None: all of the domain.
"""
import collections
import csv
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FIELDS = ("title", "text", "liked", "disliked", "pros", "cons", "advice")
DOMAINS = ("hotel", "restaurant", "retail", "employer")
POLARITIES = ("positive", "negative", "neutral")
SIX = ("nl", "en", "de", "fr", "es", "it")

Unit = collections.namedtuple("Unit", "text language domain field labels evidence only part")


def families():
    """For each domain its families, in the order of the taxonomy; and all of them, each once."""
    by_domain, every = {}, []
    for domain in DOMAINS:
        ids = []
        for line in open(os.path.join(ROOT, "models", "taxonomy", domain + ".tsv"), encoding="utf8"):
            cell = line.split("\t")[0].strip()
            if re.fullmatch(r"[a-z_]+", cell) and cell != "id":
                ids.append(cell)
        by_domain[domain] = ids
        every += [f for f in ids if f not in every]
    return by_domain, every


def tokenized(program, records):
    """`pluim tokenize` of (text, language) pairs: for each the sentences and clauses in bytes, as the library cuts them."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "records.jsonl")
        with open(path, "w", encoding="utf8") as file:
            for i, (text, language) in enumerate(records):
                file.write(json.dumps({"id": i, "text": text, "language": language}, ensure_ascii=False) + "\n")
        out = subprocess.run([program, "tokenize", path], check=True, capture_output=True).stdout
    answers = [json.loads(line) for line in out.splitlines()]
    if len(answers) != len(records):
        raise SystemExit(f"train: {len(records)} texts to tokenize, {len(answers)} answers")
    return answers


def corpus(part):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "corpus.jsonl")
        subprocess.run([sys.executable, os.path.join(ROOT, "models", "corpus", "corpus.py"), "jsonl", "--part", part, path],
                       check="PLUIM_CORPUS_UNFINISHED" not in os.environ, stdout=subprocess.DEVNULL)
        return [json.loads(line) for line in open(path, encoding="utf8")]


def is_validation(review_id):
    """One review in twelve of the training part is kept to choose by: thresholds, checkpoints, shapes."""
    return zlib.crc32(review_id.encode()) % 12 == 0


def corpus_units(program, reviews):
    """Sentences of the reviews, each with the opinions whose evidence begins in it."""
    places = [(review, field) for review in reviews for field in FIELDS if review["fields"].get(field)]
    cuts = tokenized(program, [(r["fields"][f], r["lang"]) for r, f in places])
    units = []
    for (review, field), cut in zip(places, cuts):
        raw = review["fields"][field].encode()
        spans = [(s, o) for s, o in zip(review["spans"]["opinions"], review["opinions"]) if s[0] == field]
        for begin, end in cut["sentences"]:
            labels, evidence = {}, []
            for (_, first, last), (category, polarity, words) in spans:
                if begin <= first < end:
                    family = category.split(".")[0]
                    labels.setdefault(family, set()).add(polarity)
                    evidence.append((family, polarity, raw[first:last].decode()))
            text = raw[begin:end].decode("utf8", "replace").strip()
            if text:
                units.append(Unit(text, review["lang"], review["domain"], field, labels, evidence, None,
                                  "validation" if is_validation(review["id"]) else "train"))
    return units


# MAMS speaks of families of ours; what it calls neutral is mostly a mere mention, so that family is left open there.
MAMS = {"food": "food", "menu": "food", "service": "service", "staff": "staff", "price": "value", "ambience": "ambience"}


def mams_units(folder):
    for sentence in xml.etree.ElementTree.parse(os.path.join(folder, "mams", "train.xml")).getroot():
        labels, opened = {}, set()
        for c in sentence.find("aspectCategories"):
            family = MAMS.get(c.get("category"))
            if family is None:
                opened |= {"ambience", "location"} if c.get("category") == "place" else set()
            elif c.get("polarity") == "neutral":
                opened.add(family)
            else:
                labels.setdefault(family, set()).add(c.get("polarity"))
        only = set(MAMS.values()) - (opened - set(labels))
        yield Unit(sentence.find("text").text, "en", "restaurant", "text", labels, [], only, "mams")


XED = {"nl": "nl", "de": "de", "fr": "fr", "es": "es", "it": "it", "pt": "pt", "pl": "pl", "sv": "sv", "da": "da", "ru": "ru",
       "tr": "tr2", "ar": "ar", "zh": "cn", "ja": "ja", "th": "th"}
NEGATIVE, POSITIVE = {"1", "3", "4", "6"}, {"5", "8"}  # anger, disgust, fear, sadness; joy, trust


def xed_lines(folder, language):
    """(text, "positive" | "negative" | None)"""
    name = "en-annotated.tsv" if language == "en" else {"tr2": "tr-projections2.tsv"}.get(XED[language], XED[language] + "-projections.tsv")
    for line in open(os.path.join(folder, "xed", name), encoding="utf8"):
        text, _, emotions = line.rstrip("\n").partition("\t")
        marks = set(re.findall(r"\d", emotions))
        mood = "negative" if marks <= NEGATIVE else "positive" if marks <= POSITIVE else None
        text = re.sub(r"\s+", " ", text.strip(" -\"'"))
        if marks and len(text) > 3:
            yield text, mood


def xed_units(folder, most, seed=1):
    for language in ("en", *XED):
        lines = sorted(set(xed_lines(folder, language)), key=lambda x: (x[0], x[1] or ""))
        random.Random(f"{seed}{language}").shuffle(lines)
        for text, mood in lines[:most]:
            yield Unit(text, language, None, "text", {} if mood is None else {"": {mood}}, [], set(), "xed")


def own_texts():
    """Unlabelled sentences of reviews, written for pluim: (text, language, domain or None)."""
    folder = os.path.join(ROOT, "models", "text")
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".txt"):
            continue
        domain = None
        for line in open(os.path.join(folder, name), encoding="utf8"):
            line = line.strip()
            if line.startswith("@"):
                domain = line[1:].strip() or None
            elif line and not line.startswith("#"):
                yield line, name.split(".")[0], domain


def recombined(units, count, seed):
    """Two or three sentences or clauses of one language and domain put together: the labels are all of theirs."""
    r = random.Random(seed)
    pools = collections.defaultdict(list)
    for u in units:
        if u.domain and len(u.text) < 160:
            pools[u.language, u.domain].append(u)
    keys = sorted(pools)
    weights = [len(pools[k]) for k in keys]
    for key in r.choices(keys, weights, k=count):
        parts = r.choices(pools[key], k=r.choice((2, 2, 3)))
        labels = {}
        for u in parts:
            for family, polarities in u.labels.items():
                labels.setdefault(family, set()).update(polarities)
        text = " ".join(u.text if u.text[-1] in ".!?…" or r.random() < 0.5 else u.text + r.choice((".", ",", "!", " -")) for u in parts)
        yield Unit(text, key[0], key[1], "text", labels, [], None, "mixed")
