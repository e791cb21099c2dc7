#!/usr/bin/env python3
"""Gathers the texts that the language classifier learns from: one file a language, one text a line.

usage: language_texts.py XED_FOLDER LEXICON_FOLDER OUT_FOLDER
XED (Öhman et al. 2020, CC BY 4.0) gives subtitle lines; the lexicons give the words that reviews are made of."""
import os
import re
import sys

XED = {"nl": "nl", "de": "de", "fr": "fr", "es": "es", "it": "it", "pt": "pt br", "pl": "pl", "sv": "sv", "da": "da", "no": "no",
       "fi": "fi", "cs": "cs", "sk": "sk", "hu": "hu", "ro": "ro", "tr": "tr", "ru": "ru", "bg": "bg", "vi": "vi"}
# Ukrainian is not in XED: a few lines in our own words, beside the letters that only it has.
UK = """Дуже привітний персонал і смачний сніданок. Номер був чистий, але трохи малий. Ми обов'язково повернемося сюди ще раз.
Чекали на замовлення майже годину, і їжа була холодна. Чудове розташування біля моря. Ніхто не вибачився за помилку.
Це найкращий готель, у якому ми жили. Дякую всій команді за гостинність. У ванній кімнаті була пліснява. Ціни зависокі.
Він сказав, що не знає. Вона ще не прийшла. Що ти робиш? Я тебе не розумію. Де мій брат? Йди сюди. Усе буде добре.
Замовлення прийшло із запізненням на три дні. Магазин зачинений, хоча на сайті написано інакше. Працівники завжди готові допомогти.
Я вже третій раз телефоную, і досі немає відповіді. Дуже шумно вночі, спати неможливо. Гарний вигляд з вікна. Рекомендую всім."""


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


def main(xed, lexicons, out):
    os.makedirs(out, exist_ok=True)
    for code, names in {**XED, "en": ""}.items():
        seen = set()
        with open(os.path.join(out, code + ".txt"), "w", encoding="utf8") as file:
            paths = [os.path.join(xed, "tr-projections2.tsv" if n == "tr" else n + "-projections.tsv") for n in names.split()]
            if code == "en":
                paths = [os.path.join(xed, "en-annotated.tsv")]
            for path in paths:
                for text in lines_of(path):
                    if text not in seen:
                        seen.add(text)
                        file.write(text + "\n")
            for text in lexicon(os.path.join(lexicons, code)):
                file.write(text + "\n")
    with open(os.path.join(out, "uk.txt"), "w", encoding="utf8") as file:
        for sentence in re.split(r"(?<=[.?!])\s+", UK):
            file.write(sentence + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
