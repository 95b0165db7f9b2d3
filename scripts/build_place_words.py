"""Draft the tables of names that are words too, by how common the words are (wordfreq).

Usage: ``python scripts/build_place_words.py``, after ``build_gazetteer.py``. Writes ``ambiguous_names.csv``,
``lookalikes.csv``, ``common_words.csv`` and ``uncommon_words.csv`` in ``src/marsad/tables/places``. A
reviewer's word counts more: ``name_needs.csv`` says ``none``, ``locative`` or ``strict`` for a name, whatever
its frequency.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from wordfreq import top_n_list, zipf_frequency

from marsad.arabic.fold import fold
from marsad.geo.gazetteer import CLITICS, Gazetteer
from marsad.geo.words import word_info

FOLDER = Path(__file__).parent.parent / "src/marsad/tables/places"
#: Zipf frequencies: 3 is once in a million words.
STRICT, LOCATIVE, COMMON, UNCOMMON, LOOKALIKE = 3.5, 2.6, 4.0, 2.6, 2.3
STRICT_EN, LOCATIVE_EN = 3.6, 2.7
LARGE = ("city", "governorate", "country")
#: English names of large places that are first of all English words or names.
ENGLISH_WORDS = frozenset(["as", "batman", "first", "hit", "said", "sari", "second", "tall", "third", "van"])
PERSONAL = frozenset(
    [
        "عبد",
        "عز",
        "زين",
        "سيف",
        "نور",
        "صلاح",
        "ضياء",
        "علاء",
        "محيي",
        "شمس",
        "تاج",
        "سعد",
        "نصر",
        "بدر",
        "جمال",
        "فخر",
    ]
)
UNITS = frozenset(("الفرقه", "اللواء", "الفوج", "الكتيبه"))
#: First words, without the article, of places that every town has («المنطقة الصناعية»).
EVERYWHERE = frozenset(
    [
        "كليه",
        "مشفي",
        "اكاديميه",
        "قياده",
        "مدينه",
        "مربع",
        "منطقه",
        "حي",
        "سكن",
        "مجمع",
        "قصر",
        "ملعب",
        "حديقه",
        "بلد",
        "جسر",
        "معهد",
        "فوج",
    ]
)
#: Look-alikes that the frequencies miss.
MORE_LOOKALIKES = ("ببحره", "بصدد", "بنوا", "فقيره", "وبنوا", "وجيزه")


def arabic_frequencies() -> dict[str, float]:
    """The highest frequency of all spellings that fold alike."""
    found: dict[str, float] = {}
    for word in top_n_list("ar", 400_000):
        folded = fold(word)
        found[folded] = max(found.get(folded, 0.0), zipf_frequency(word, "ar"))
    return found


def need_of_pair(first: str, second: str) -> str:
    """What a name of two words needs: personal names, units, and what every town has."""
    if first in PERSONAL and second.startswith("ال"):
        return "strict"
    if first in ("ابو", "ام") and "first_name" in word_info(second).roles:
        return "strict"
    if first in UNITS:
        return "locative" if second.isdigit() else "strict"
    generic = word_info(first[2:]).generic is not None or first[2:] in EVERYWHERE
    return "strict" if first.startswith("ال") and second.startswith("ال") and generic else ""


def ambiguous(gazetteer: Gazetteer, frequencies: dict[str, float]) -> dict[str, tuple[str, str, str]]:
    """Rows of ``ambiguous_names.csv`` by folded name."""
    with open(FOLDER / "name_needs.csv", encoding="utf-8", newline="") as stream:
        reviewed = {fold(row["name"]): (row["name"], row["need"]) for row in csv.DictReader(stream)}
    found: dict[str, tuple[str, str, str]] = {}
    for row in gazetteer.rows:
        for name in filter(None, [row.name_ar, *row.aliases_ar.split("|")]):
            folded = fold(name)
            words = folded.split()
            often = frequencies.get(folded, 0.0)
            need = ""
            if len(words) == 2:
                need = need_of_pair(*words)
            elif len(words) > 2 and words[0] in UNITS:
                need = "locative"
            elif len(words) == 1 and row.kind != "country":
                need = (
                    "strict"
                    if often >= STRICT
                    else "locative"
                    if often >= LOCATIVE or len(folded) < 4
                    else ""
                )
            if need:
                found.setdefault(folded, (name, need, f"{often:.1f}"))
    for folded, (name, need) in reviewed.items():
        found.pop(folded, None)
        if need != "none":
            found[folded] = (name, need, f"{frequencies.get(folded, 0.0):.1f}")
    for folded, (name, need, often) in list(found.items()):
        if " " in folded:
            found.setdefault(folded.replace(" ", ""), (name.replace(" ", ""), need, often))
    return found | english_names(gazetteer)


def english_names(gazetteer: Gazetteer) -> dict[str, tuple[str, str, str]]:
    """The same for one-word English names of smaller places."""
    large: set[str] = set()
    names: set[str] = set()
    for row in gazetteer.rows:
        forms = {name.lower() for name in (row.name_en, *row.aliases_en.split("|"))}
        if row.kind in (*LARGE, "river"):
            large |= forms
        if row.kind not in LARGE:
            names |= {name for name in forms if re.fullmatch("[a-z]+", name)}
        names |= forms & ENGLISH_WORDS
    found = {}
    for name in names - (large - ENGLISH_WORDS):
        often = zipf_frequency(name, "en")
        if often >= LOCATIVE_EN:
            found[name] = (name, "strict" if often >= STRICT_EN else "locative", f"{often:.1f}")
    return found


def lookalikes(gazetteer: Gazetteer, frequencies: dict[str, float]) -> set[str]:
    """Words that are much more common than the village that they seem to hold."""
    small: dict[str, bool] = {}
    for row in gazetteer.rows:
        for name in filter(None, [row.name_ar, *row.aliases_ar.split("|")]):
            folded = fold(name)
            if " " not in folded:
                small[folded] = small.get(folded, True) and row.kind not in LARGE
    found = set(MORE_LOOKALIKES)
    for word, often in frequencies.items():
        for prefix in CLITICS:
            stem = word[len(prefix) :]
            margin = 0.5 if stem.startswith("ال") else 0.2
            fits = word.startswith(prefix) and len(word) > 2 and small.get(stem, False)
            if fits and often >= max(LOOKALIKE, frequencies.get(stem, 0.0) + margin):
                found.add(word)
    return found


def uncommon(frequencies: dict[str, float]) -> list[str]:
    """Words of middling frequency without article, clitics and endings that the rules know."""
    endings = re.compile("(ها|هم|هما|كم|نا|ني|ات|ين|ون|وا)$")
    return [
        word
        for word, often in frequencies.items()
        if UNCOMMON <= often < COMMON
        and re.fullmatch("[ء-ي]{3,}", word)
        and not word.startswith("ال")
        and not (word[0] in "وفبلك" and word[1:] in frequencies)
        and not endings.search(word)
    ]


def write(name: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """One sorted table."""
    with open(FOLDER / name, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(sorted(map(tuple, rows)))


def main() -> None:
    """Draft the four tables."""
    gazetteer = Gazetteer.load()
    frequencies = arabic_frequencies()
    names = ambiguous(gazetteer, frequencies)
    write("ambiguous_names.csv", ("name", "need", "zipf"), names.values())
    found = lookalikes(gazetteer, frequencies)
    write("lookalikes.csv", ("word",), ([word] for word in found))
    common = [w for w, often in frequencies.items() if often >= COMMON and re.fullmatch("[ء-ي]{2,}", w)]
    write("common_words.csv", ("word",), ([word] for word in common))
    rare = uncommon(frequencies)
    write("uncommon_words.csv", ("word",), ([word] for word in rare))
    print(
        len(names), "names,", len(found), "look-alikes,", len(common), "common words,", len(rare), "uncommon"
    )


if __name__ == "__main__":
    main()
