"""models/corpus/corpus.py: the inline form, its errors, the way to JSONL and back, and the corpus as it is now."""
import contextlib
import importlib.util
import io
import json
import re
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "models/corpus"
spec = importlib.util.spec_from_file_location("corpus", FOLDER / "corpus.py")
corpus = importlib.util.module_from_spec(spec)
sys.modules["corpus"] = corpus
spec.loader.exec_module(corpus)
IDS = corpus.Ids()


def parse(text: str, lang: str = "nl", path: Path = Path("nl/train/01.txt")):
    return corpus.Parser(path, lang, "train", IDS, text)


def run(*arguments: str) -> tuple[int, str]:
    """The program's exit status and standard output."""
    out, old = io.StringIO(), sys.argv
    sys.argv = ["corpus.py", *arguments]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            status = corpus.main()
    finally:
        sys.argv = old
    return status, out.getvalue()


class Parse(unittest.TestCase):
    def one(self, text: str) -> dict:
        parser = parse(text)
        self.assertEqual([], [x.reason for x in parser.errors])
        self.assertEqual(1, len(parser.entries))
        return parser.entries[0].record

    def test_all_labels(self):
        record = self.one("""# a comment
@ hotel · rating 6/10 · delight dissatisfied · return cond · recovery failed · friction wait.food minutes=45 euro=7.5
Café {room.size - piepklein}, maar {staff.friendliness + [Sanne = staff front_office + award "balie"] van de balie lachte}.
# another
[[de jongen achter de bar = food_beverage -]] zuchtte. Mijn man [Piet = companion] sliep.
""")
        self.assertEqual({
            "id": "nl-01-001", "lang": "nl", "domain": "hotel",
            "fields": {"text": "Café piepklein, maar Sanne van de balie lachte.\nde jongen achter de bar zuchtte. Mijn man Piet sliep.",
                       "rating": 6, "rating_scale": "1-10"},
            "overall": "mixed",
            "opinions": [["room.size", "negative", "piepklein"], ["staff.friendliness", "positive", "Sanne van de balie lachte"]],
            "staff": [{"name": "Sanne", "role": "balie", "department": "front_office", "polarity": "positive", "award_eligible": True}],
            "other_names": [{"name": "Piet", "reason": "companion"}],
            "unnamed_staff": [{"text": "de jongen achter de bar", "department": "food_beverage", "polarity": "negative"}],
            "friction": [{"type": "wait.food", "minutes": 45, "euro": 7.5}],
            "delight": "dissatisfied", "intent": {"recommend": "none", "return": "cond", "churn": "none"}, "recovery": "failed",
            "spans": {"opinions": [["text", 6, 15], ["text", 22, 47]], "staff": [["text", 22, 27]],
                      "other_names": [["text", 91, 95]], "unnamed_staff": [["text", 49, 72]]}}, record)

    def test_fields(self):
        record = self.one("@ hotel\ntitle: Top\nEerste regel\nliked: {staff.general + personeel}\ndisliked:\ntweede regel\n")
        self.assertEqual({"title": "Top", "text": "Eerste regel\ntweede regel", "liked": "personeel", "disliked": ""}, record["fields"])

    def test_two_judgements_and_nesting(self):
        record = self.one("@ hotel\n{value.price -; room.size - 180 euro voor {room.condition - een {room.size - hok}}}")
        self.assertEqual([["value.price", "negative", "180 euro voor een hok"], ["room.size", "negative", "180 euro voor een hok"],
                          ["room.condition", "negative", "een hok"], ["room.size", "negative", "hok"]], record["opinions"])

    def test_escapes(self):
        record = self.one("@ hotel\n\\#top \\{a\\} \\[b\\] c\\\\d ¯\\_(ツ)_/¯\n\\@ hotel\n\\liked: x\n#\nadvice: een\\n\\ntwee")
        self.assertEqual({"text": "#top {a} [b] c\\d ¯\\_(ツ)_/¯\n@ hotel\nliked: x", "advice": "een\n\ntwee"}, record["fields"])

    def test_overall(self):
        for marks, overall in (("{room.size - a}", "negative"), ("{room.size + a}", "positive"), ("{room.size 0 a}", "neutral"),
                               ("a", "neutral"), ("{room.size + a} {room.view - b}", "mixed"), ("{room.size + a} {room.view 0 b}", "positive")):
            self.assertEqual(overall, self.one(f"@ hotel\n{marks}")["overall"], marks)
        self.assertEqual("positive", self.one("@ hotel · overall positive\n{room.size - a}")["overall"])

    def test_readme(self):
        text = (FOLDER / "README.md").read_text(encoding="utf-8")
        for block in re.findall(r"```\n(@ .*?)```", text, re.DOTALL):
            self.assertEqual([], [x.reason for x in parse(block).errors])

    def test_families(self):
        record = self.one("@ hotel\n{room.size - a} {room.view + b} {room.layout - c}")
        family = corpus.families(record)
        self.assertEqual([["room", "negative", "a"], ["room", "positive", "b"]], family["opinions"])
        self.assertEqual([["text", 0, 1], ["text", 2, 3]], family["spans"]["opinions"])


class Errors(unittest.TestCase):
    CASES = [  # text, line of the error, what it says
        ("hotel\nx", 1, "begins with `@ domain`"),
        ("@ motel\nx", 1, "unknown domain `motel`"),
        ("@ hotel", 1, "without text"),
        ("@ hotel\n{room.size - a", 2, "`{room.size…` is not closed"),
        ("@ hotel\na\nb}", 3, "`}` without `{`"),
        ("@ hotel\nliked: {room.size - a\nb}", 2, "is not closed in its field"),
        ("@ hotel\na [b", 2, "not closed"),
        ("@ hotel\na b]", 2, "`]` without `[`"),
        ("@ hotel\n{room.size - [Jan} = companion]", 2, "a mark within"),
        ("@ hotel\n[[de {room.size - a} = front_office -]]", 2, "a mark within"),
        ("@ hotel\n{room.bigness - a}", 2, "category `room.bigness` doesn't exist in hotel; room has general, size"),
        ("@ hotel\n{food.taste - a}", 2, "doesn't exist in hotel (but in restaurant)"),
        ("@ hotel\n{room - a}", 2, "write `room.general`"),
        ("@ hotel\n{room.size a}", 2, "the sign is + - or 0"),
        ("@ hotel\n{room.size ± a}", 2, "the sign is + - or 0"),
        ("@ hotel\n{klein}", 2, "an opinion is `{category sign words}`"),
        ("@ hotel\nx {room.size - }", 2, "evidence empty"),
        ("@ hotel\nx {room.size -}", 2, "evidence empty"),
        ("@ hotel\n{room.size - a }", 2, "begins or ends with a space"),
        ("@ hotel\n{room.size -; room.size - a}", 2, "same judgement twice"),
        ("@ hotel\n[Jan = staff bar +]", 2, "unknown department `bar`"),
        ("@ hotel\n[Jan = staff - good]", 2, "the sign is"),
        ("@ hotel\n[Jan = staff -]", 2, "it is `staff department sign`"),
        ("@ hotel\n[Jan = staff - - award]", 2, "an award, but the sign is -"),
        ("@ hotel · owner_response\n[Jan = staff - + award]", 2, "no award from an owner's reply"),
        ('@ hotel\n[Jan = staff - + "ober"]', 2, 'the role "ober" is not in the text'),
        ("@ hotel\n[Jan = staff - +] en\n[Jan = staff - +]", 3, "`Jan` is staff already"),
        ("@ hotel\n[Jan = friend]", 2, "which is one of companion"),
        ("@ hotel\n[Jan = pet] [Jan = pet]", 2, "only the first mention"),
        ("@ hotel\n[Jan]", 2, "`[Name = label]`"),
        ("@ hotel\n[ = pet]", 2, "`[Name = label]`"),
        ("@ hotel\n[[de man = front_office]]", 2, "`[[words = department sign]]`"),
        ("@ hotel\n[[de man]]", 2, "may not stand there"),
        ("@ hotel\n[[de [Jan = friend] = - -]]", 2, "which is one of companion"),
        ("@ hotel\n[[de man = balie -]]", 2, "unknown department `balie`"),
        ("@ hotel\nliked: a\nliked: b", 3, "field `liked` twice"),
        ("@ hotel\na\n@ hotel\nb", 3, "an empty line must end"),
        ("@ hotel\n#lekker", 2, "write `\\#`"),
        ("@ hotel · delight happy\nx", 1, "delight `happy`: it is one of outraged"),
        ("@ hotel · recovery done\nx", 1, "recovery `done`"),
        ("@ hotel · return maybe\nx", 1, "return `maybe`"),
        ("@ hotel · overall good\nx", 1, "overall `good`"),
        ("@ hotel · churn\nx", 1, "churn ``"),
        ("@ hotel · delight neutral · delight neutral\nx", 1, "label `delight` twice"),
        ("@ hotel · stars 4\nx", 1, "unknown label `stars 4`"),
        ("@ hotel · rating 6\nx", 1, "rating `6`"),
        ("@ hotel · rating 11/10\nx", 1, "rating `11/10`"),
        ("@ hotel · friction wait.bus\nx", 1, "unknown friction `wait.bus`; there is wait.queue"),
        ("@ hotel · friction wait.food hours=1\nx", 1, "`hours=1`"),
        ("@ hotel · friction wait.food · friction wait.food\nx", 1, "twice"),
        ("@ hotel\nx\r\n", 2, "carriage return"),
    ]

    def test_cases(self):
        for text, line, reason in self.CASES:
            with self.subTest(text):
                parser = parse(text)
                self.assertTrue(any(x.line == line and reason in x.reason for x in parser.errors), [(x.line, x.reason) for x in parser.errors])
                self.assertEqual([], parser.entries)

    def test_one_error_leaves_the_others(self):
        parser = parse("@ hotel\na\n\n@ motel\nb\n\n\n@ hotel\nc\n")
        self.assertEqual(["nl-01-001", "nl-01-003"], [x.record["id"] for x in parser.entries])
        self.assertEqual([4], [x.line for x in parser.errors])

    def test_not_utf8(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "01.txt"
            path.write_bytes(b"@ hotel\n\xff\n")
            self.assertIn("not UTF-8", corpus.Parser(path, "nl", "train", IDS).errors[0].reason)


class RoundTrip(unittest.TestCase):
    def same(self, entries, lang: str, path: Path) -> None:
        """To inline and back: the same records; the spans hold the words."""
        again = parse("\n".join(corpus.inline(json.loads(json.dumps(x.record))) for x in entries), lang, path)
        self.assertEqual([], [(x.line, x.reason) for x in again.errors])
        for x, y in zip(entries, again.entries, strict=True):
            y.record["id"] = x.record["id"]  # a review with an error has taken its number
            self.assertEqual(json.dumps(x.record, ensure_ascii=False), json.dumps(y.record, ensure_ascii=False))
            for kind, spans in x.record["spans"].items():
                for item, (field, start, end) in zip(x.record[kind], spans, strict=True):
                    words = item[2] if kind == "opinions" else item.get("name", item.get("text"))
                    self.assertEqual(words, x.record["fields"][field].encode()[start:end].decode())

    def test_small(self):
        texts = ["@ hotel\n{staff.general + [Éva = staff - + award]}, {staff.general + [[het meisje = front_office ±]] é}x",
                 "@ hotel\n[[[Lieve = word] meid uit [Ée = place] = - +]] {staff.general - [[de \\[x [Bo = pet] = kitchen -]]}",
                 "@ hotel\n{value.price -; room.size - {room.size - a} [Zoë Ü = pet]}[Bo = word]",
                 "@ restaurant · rating 8.5/10 · author Jan · property De Zon · translated · overall mixed\ntitle: {food.taste + a\\nb}\n\\#x\nc",
                 "@ retail · churn done · friction wait.phone minutes=1.5 n=2\n  a\\n\\n\\{b\\} \\\\{process.rules - c\nd}\n\\@ hotel\n\\title: e",
                 "@ employer\npros: -\ncons:\nadvice:  x \nf \\[g] \\\\n".replace("g]", "g\\]"),
                 "@ hotel · recommend strong · delight delighted · rating 70/100\n😀 {experience.general + 😀😀} \\[{room.view + \\{z} [Q = brand]"]
        parser = parse("\n\n".join(texts))
        self.assertEqual([], [(x.line, x.reason) for x in parser.errors])
        self.same(parser.entries, "nl", parser.path)

    def test_records_without_spans(self):
        record = {"id": "x", "lang": "en", "domain": "hotel", "fields": {"liked": "Dan was kind", "text": "Small room"}, "overall": "mixed",
                  "opinions": [["room.size", "negative", "Small room"], ["staff.general", "positive", "Dan was kind"]],
                  "staff": [{"name": "Dan", "role": None, "department": None, "polarity": "positive", "award_eligible": True}],
                  "other_names": [], "unnamed_staff": [], "friction": [], "delight": "satisfied",
                  "intent": {"recommend": "none", "return": "none", "churn": "none"}, "recovery": "none"}
        self.assertEqual("@ hotel\nliked: {staff.general + [Dan = staff - + award] was kind}\n{room.size - Small room}\n", corpus.inline(record))
        record["opinions"] = [["room.size", "negative", "Dan was"], ["room.view", "negative", "was kind"]]
        with self.assertRaisesRegex(ValueError, "cross"):
            corpus.inline(record)

    def test_all_files(self):
        for path in sorted(FOLDER.glob("*/*/*.txt")):
            parser = corpus.Parser(path, path.parent.parent.name, path.parent.name, IDS)
            with self.subTest(str(path.relative_to(FOLDER))):
                self.same(parser.entries, parser.lang, path)


class Whole(unittest.TestCase):
    def check(self, files: dict[str, str], *arguments: str) -> tuple[int, str]:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return run("--root", folder, "check", *arguments)

    def test_empty(self):
        self.assertEqual(0, self.check({})[0])

    def test_alike(self):
        long = "een twee drie vier vijf zes zeven acht negen tien elf twaalf"
        for other in ("@ hotel\nEEN, twee drie vier vijf zes zeven acht negen tien elf twaalf!", f"@ retail\nnul {long} dertien"):
            status, out = self.check({"nl/train/01.txt": f"@ hotel\n{long}", "nl/held/h01.txt": other})
            self.assertEqual(1, status)
            self.assertRegex(out, r"nl/train/01.txt:1: (nearly )?the same .* as nl/held/h01.txt:1|h01.txt:1: (nearly )?the same")
        self.assertEqual(1, self.check({"nl/train/01.txt": f"@ hotel\n{long}", "de/train/01.txt": f"@ hotel\n{long}"})[0])
        self.assertEqual(1, self.check({"nl/train/01.txt": "@ hotel\nTop!\n\n@ hotel\ntop"})[0])
        self.assertEqual(0, self.check({"nl/train/01.txt": "@ hotel\nTop!", "de/train/01.txt": "@ hotel\nTop"})[0])
        self.assertEqual(0, self.check({"nl/train/01.txt": "@ hotel\nliked: niks\n\n@ hotel\ndisliked: niks"})[0])
        self.assertEqual(0, self.check({"nl/train/01.txt": f"@ hotel\n{long}\n\n@ hotel\neen twee drie vier vijf " + "a b c d e f g h i j"})[0])

    def test_recurring(self):
        text = "".join(f"@ hotel\nw{i} x{i} de kamer was heel erg y{i} z{i} q{i} [Sanne = staff - +]\n\n" for i in range(7))
        status, out = self.check({"nl/train/01.txt": text})
        self.assertEqual(0, status, out)
        self.assertIn("frame `de kamer was heel erg` in 7 reviews of nl", out)
        self.assertIn("staff name `sanne` in 7 reviews of nl", out)
        self.assertNotIn("warning:", self.check({"nl/train/01.txt": text}, "-q")[1])

    def test_odd(self):
        status, out = self.check({"nl/train/01.txt": "@ hotel\n{room.temperature - koud}\n\n@ hotel\n\n@ hotel · delight neutral\nx "
                                  "{food_drink.temperature - Koud}\n\n@ hotel\n{room.size + " + "a " * 12 + "ab}c"})
        self.assertEqual(1, status)  # the second has no text
        self.assertIn("01.txt:1: warning: overall negative, but delight satisfied", out)
        self.assertIn("evidence `koud` is labelled in 2 ways in hotel", out)
        self.assertIn("evidence of 13 words", out)
        self.assertIn("ends within a word", out)

    def test_folders(self):
        files = {"nl/train/01.txt": "@ motel\nx", "de/train/01.txt": "@ hotel\ny"}
        self.assertEqual(0, self.check(files, "de")[0])
        self.assertEqual(1, self.check(files, "nl/train")[0])
        self.assertEqual(1, self.check(files, "nl/train/01.txt")[0])
        with self.assertRaises(SystemExit):
            self.check(files, "xx")

    def test_same_name_in_train_and_held(self):
        self.assertIn("name it h01.txt", self.check({"nl/train/01.txt": "@ hotel\nx", "nl/held/01.txt": "@ hotel\ny"})[1])

    def test_jsonl_inline_counts(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "nl/train").mkdir(parents=True)
            text = "@ hotel · delight neutral\n{room.size - klein}\n"
            (Path(folder) / "nl/train/01.txt").write_text(text, encoding="utf-8")
            out = Path(folder) / "out.jsonl"
            self.assertEqual(0, run("--root", folder, "jsonl", str(out))[0])
            self.assertEqual("nl-01-001", json.loads(out.read_text(encoding="utf-8"))["id"])
            self.assertEqual((0, f"# nl-01-001\n{text}\n"), run("inline", str(out)))
            self.assertEqual((0, ""), run("--root", folder, "jsonl", "--part", "held", "-"))
            self.assertIn('["room", "negative", "klein"]', run("--root", folder, "jsonl", "--family", "-")[1])
            status, table = run("--root", folder, "counts")
            self.assertEqual(0, status)
            self.assertRegex(table, r"hotel room +20 +0/1/0 !")
            self.assertRegex(table, r"opinions negative +40 % +100 %\n")

    def test_the_corpus(self):
        status, out = run("check", "--quiet")
        self.assertEqual(0, status, out)


if __name__ == "__main__":
    unittest.main()
