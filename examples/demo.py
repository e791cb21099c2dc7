"""What a hotel manager wants to see: per property a table of families, and the people whom guests praise.

  python3 examples/demo.py build/release/pluim examples/reviews.jsonl

Runs `pluim analyze` over the files and reads its JSONL. Needs nothing but Python; colours on a terminal only (NO_COLOR).
"""
from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess
import sys
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

BAR = 24  # cells for the family with the most opinions
COLOUR = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
COLUMNS = min(shutil.get_terminal_size((120, 40)).columns, 140)
CODES = {"good": "32", "bad": "31", "dim": "2", "bold": "1"}


def paint(text: str, style: str) -> str:
    return f"\033[{CODES[style]}m{text}\033[0m" if COLOUR and text else text


def width(text: str) -> int:
    """Cells on a terminal: wide characters count twice, combining ones not at all."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, cells: int) -> str:
    return text + " " * (cells - width(text))


@dataclass
class Family:
    good: int = 0
    bad: int = 0

    @property
    def score(self) -> float:
        """From -1 (every opinion is a complaint) to 1, pulled to the middle while there are few."""
        return (self.good - self.bad) / (self.good + self.bad + 2)


@dataclass
class Person:
    names: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    good: int = 0
    bad: int = 0
    roles: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    praise: tuple[str, int] | None = None
    complaint: tuple[str, int] | None = None

    @property
    def who(self) -> str:
        """As most guests say it."""
        name = max(self.names, key=lambda n: (self.names[n], len(n)))
        return f"{name}, {max(self.roles, key=self.roles.__getitem__)}" if self.roles else name


@dataclass
class Property:
    domain: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    reviews: int = 0
    languages: set[str] = field(default_factory=set)
    families: dict[str, Family] = field(default_factory=lambda: defaultdict(Family))
    people: dict[str, Person] = field(default_factory=lambda: defaultdict(Person))


def slice_(text: str, start: int, end: int) -> str:
    """Spans count UTF-8 bytes."""
    return text.encode("utf-8", "surrogatepass")[start:end].decode("utf-8", "replace")


def quote(text: str, start: int, end: int) -> tuple[str, int]:
    """The sentence around a span, and where in it the span begins."""
    data = text.encode("utf-8", "surrogatepass")
    ends = [0] + [i + 1 for i, byte in enumerate(data) if byte in b".!?\n" and data[i + 1:i + 2] in (b"", b" ", b"\n")] + [len(data)]
    begin = max(i for i in ends if i <= start)
    stop = min((i for i in ends if i >= end), default=len(data))
    before = " ".join(data[begin:start].decode("utf-8", "replace").split())
    return " ".join(data[begin:stop].decode("utf-8", "replace").split()), len(before)


def shorten(said: tuple[str, int], cells: int) -> str:
    """So much of a quote as fits, the span in it."""
    sentence, at = said
    if len(sentence) <= cells:
        return sentence
    at = max(0, min(at - cells // 3, len(sentence) - cells + 1))
    cut = sentence[at:at + cells - 2]
    if at:
        cut = "…" + cut.split(" ", 1)[-1]
    return cut.rsplit(" ", 1)[0] + "…" if at + cells - 2 < len(sentence) else cut


def labels(program: str) -> dict[str, str]:
    """Family ids with their English labels, from `pluim taxonomy list`."""
    done = subprocess.run([program, "taxonomy", "list", "--language", "en"], capture_output=True, text=True, encoding="utf-8")
    found = {}
    if done.returncode == 0:
        for line in done.stdout.splitlines():
            cells = line.split("\t")
            if len(cells) >= 2:
                found[cells[0]] = cells[1]
    return found


def collect(reviews: list[dict], answers: list[dict]) -> dict[str, Property]:
    properties: dict[str, Property] = defaultdict(Property)
    for review, answer in zip(reviews, answers, strict=True):
        place = properties[review.get("property") or "(no property)"]
        place.reviews += 1
        place.domain[answer["domain"]] += 1
        place.languages.add(answer["language"]["code"])
        for opinion in answer["opinions"]:
            family = place.families[opinion["category"].split(".")[0]]
            if opinion["polarity"] == "positive":
                family.good += 1
            elif opinion["polarity"] == "negative":
                family.bad += 1
        for mention in answer["staff"]:
            person = place.people[unicodedata.normalize("NFC", mention["name"]).casefold()]
            person.names[mention["name"]] += 1
            if mention.get("role"):
                person.roles[mention["role"].lower()] += 1
            text = review.get(mention["field"]) or ""
            said = quote(text, mention["start"], mention["end"])
            if mention["polarity"] in ("positive", "mixed"):
                person.good += 1
                person.praise = person.praise or said
            if mention["polarity"] in ("negative", "mixed"):
                person.bad += 1
                person.complaint = person.complaint or said
    return properties


def bars(family: Family, most: int) -> str:
    """Complaints to the left of the line, praise to the right; every opinion that is there is seen."""
    def cells(count: int) -> int:
        return max(1, round(count * BAR / most)) if count else 0
    bad, good = cells(family.bad), cells(family.good)
    return " " * (BAR - bad) + paint("█" * bad, "bad") + "│" + paint("█" * good, "good") + " " * (BAR - good)


def show(name: str, place: Property, label: dict[str, str]) -> None:
    domain = max(place.domain, key=place.domain.__getitem__)
    spoken = ", ".join(sorted(place.languages))
    print(f"\n{paint(name, 'bold')}  {paint(f'{domain} · {place.reviews} reviews · {spoken}', 'dim')}\n")
    rows = [(label.get(i, i.replace("_", " ").capitalize()), f) for i, f in place.families.items() if f.good or f.bad]
    if rows:
        # Worst first: that is where the work is.
        rows.sort(key=lambda row: (row[1].score, -row[1].bad, row[0]))
        wide = max(width(row[0]) for row in rows)
        most = max(max(row[1].good, row[1].bad) for row in rows)
        print(paint(f"  {pad('', wide)}  {'complaints':>{BAR + 4}} │ {'praise':<{BAR + 4}}  score", "dim"))
        for text, family in rows:
            score = paint(f"{family.score:+.2f}", "bad" if family.score < -0.2 else "good" if family.score > 0.2 else "dim")
            print(f"  {pad(text, wide)}  {family.bad or '':>3} {bars(family, most)} {family.good or '':<3}  {score}")
    praised = sorted((p for p in place.people.values() if p.good), key=lambda p: (-p.good, p.bad, p.who))
    blamed = sorted((p for p in place.people.values() if p.bad), key=lambda p: (-p.bad, p.who))
    for title, people, sign, style in (("People praised", praised, "good", "good"), ("Names under complaints", blamed, "bad", "bad")):
        if not people:
            continue
        print(f"\n  {paint(title, 'bold')}")
        wide = max(width(p.who) for p in people)
        for person in people:
            said = shorten(person.praise if sign == "good" else person.complaint, max(40, COLUMNS - wide - 12))
            print(f"  {getattr(person, sign):>3}×  {paint(pad(person.who, wide), style)}  {paint(f'“{said}”', 'dim')}")


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    program, patterns = arguments[0], arguments[1:]
    files = [Path(p) for p in dict.fromkeys(path for pattern in patterns for path in sorted(glob.glob(pattern)))]
    # One file of all reviews and the same reviews by language: count each review once.
    whole = [f for f in files if f.stem == "reviews"]
    files = whole or files
    if not files:
        print(f"demo: no reviews at {' '.join(patterns)}", file=sys.stderr)
        return 2
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    done = subprocess.run([program, "analyze", "-"], input="\n".join(lines) + "\n", stdout=subprocess.PIPE, text=True, encoding="utf-8")
    if done.returncode != 0:
        print(f"demo: pluim analyze ended with status {done.returncode}", file=sys.stderr)
        return done.returncode
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    properties = collect([json.loads(line) for line in lines], answers)
    label = labels(program)
    for name, place in sorted(properties.items(), key=lambda item: (-item[1].reviews, item[0])):
        show(name, place, label)
    count, people = sum(len(a["opinions"]) for a in answers), sum(len(a["staff"]) for a in answers)
    print(paint(f"\n{len(answers)} reviews, {count} opinions, {people} mentions of staff; read by {answers[0].get('model', 'pluim')}", "dim"))
    print(paint("score: from -1 (complaints only) to +1 (praise only), nearer to 0 the fewer opinions there are", "dim"))
    print(paint(f"One review in detail: {program} explain \"De kamer was vies, maar Sanne van de receptie was super lief.\"", "dim"))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
