"""How many: digits, number words and vague quantities in a token stream («الأعداد»).

A count is a pair of bounds. What looks like a number and counts nobody (an age, a distance, a
clock time, the number of a brigade) is given too, with a ``unit_hint``, so that a reader can
step over it. Tables: ``tables/numbers/``. Rules: docs/en/methodology/dates.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from marsad.arabic.calendar import month_at
from marsad.arabic.fold import fold_word
from marsad.arabic.phrases import PhraseBook, with_proclitics
from marsad.arabic.tokens import Token
from marsad.tables import load_table

_AND: Final = "و"
_DASHES: Final = frozenset("-–—")
_OPENERS: Final = frozenset("([«\"“'")
_CLOSERS: Final = frozenset(")]»\"”'")
_STOPS: Final = frozenset(".!?؟؛،,:\n")
_RANGE_WORDS: Final = frozenset({"الي", "او", "to", "or"})
_BETWEEN: Final = frozenset({"بين", "وبين", "between"})
#: A toll that "rose from 3 to 5" is two counts, not a range.
_RISE: Final = re.compile("ارتف|يرتف|ترتف|ازداد|rose|rise|risen|increas|fell|انخف|تراجع")
_THIS_MONTH: Final = frozenset({"الشهر", "الجاري"})
#: "No one", "this one": a pronoun, not a count.
_NOT_ONE: Final = frozenset({"no", "any", "every", "each", "this", "that", "the", "which"})
_LARGEST: Final = 10**12
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[,٬.]\d{3})+")
_DATE: Final = re.compile(r"\d{1,4}([/.])\d{1,2}\1\d{1,4}")
_FAR: Final = 8  # tokens that may stand between «تجاوز عدد …» and its number
_AFTER: Final = 5  # tokens that may stand between a number and its «على الأقل»
_YEARS: Final = range(1900, 2101)
_HIJRI_YEARS: Final = range(1343, 1501)


@dataclass(slots=True)
class CountMention:
    """A quantity over tokens ``first`` up to, not with, ``last``.

    ``least`` and ``most`` are the bounds, None where open. ``vague`` tells of "dozens" or
    "several": no bound at all. ``unit_hint`` is set where it counts no people or things:
    "age", "distance", "weight", "money", "time", "duration", "date", "year", "name",
    "ordinal", "percent", "degree", "times", "same" («من عائلة واحدة»), "decimal" or "list" (the
    number of a list item).
    The span starts with a modifier before the number and ends with the number itself.
    """

    first: int
    last: int
    least: int | None
    most: int | None
    vague: bool = False
    unit_hint: str | None = None


class _Word(NamedTuple):
    value: int
    kind: str
    prefix: str


class _Number(NamedTuple):
    last: int
    value: int
    hint: str | None = None


class _Modifier(NamedTuple):
    first: int
    bound: str


@dataclass(slots=True)
class _Tables:
    words: dict[str, _Word]
    ordinals: dict[str, _Word]
    vague: PhraseBook[str]
    after: PhraseBook[str]
    far: PhraseBook[str]
    names: PhraseBook[str]
    hint_before: dict[str, set[str]]
    hint_after: PhraseBook[str]
    #: Modifiers before a number by their last word: the words before it, nearest first, and the bound.
    before: dict[str, list[tuple[tuple[str, ...], str]]]
    heads: frozenset[str]


def _words(name: str) -> dict[str, _Word]:
    words: dict[str, _Word] = {}
    for row in load_table(name, key="id"):
        for form in row["forms"].split("|"):
            for prefix, written in with_proclitics(fold_word(form)):
                word = _Word(int(row["value"]), row["kind"], prefix)
                if not prefix or written not in words:
                    words[written] = word
    return words


@cache
def _tables() -> _Tables:
    words = _words("numbers/numerals.csv")
    # «لست» is "I am not", «كست» and the like are no numbers; a pronoun is likelier.
    words.pop("لست", None)
    ordinals = _words("numbers/ordinals.csv")
    vague, after, far, names, hint_after = (PhraseBook[str]() for _ in range(5))
    for row in load_table("numbers/vague.csv", key="id"):
        vague.add(row["forms"], row["id"])
    for row in load_table("numbers/names.csv", key="id"):
        names.add(row["forms"], row["id"])
    before: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in load_table("numbers/modifiers.csv", key="id"):
        if row["position"] == "before":
            _enter_before(before, row)
        else:
            (after if row["position"] == "after" else far).add(row["forms"], row["bound"])
    hint_before: dict[str, set[str]] = {}
    for row in load_table("numbers/contexts.csv", key="id"):
        if row["side"] == "after":
            hint_after.add(row["forms"], row["hint"], proclitics=False)
            continue
        for form in row["forms"].split("|"):
            for _, written in with_proclitics(fold_word(form)):
                hint_before.setdefault(written, set()).add(row["hint"])
    heads = frozenset(words) | frozenset(vague.heads) | frozenset(ordinals) | frozenset(names.heads)
    heads |= frozenset(far.heads)
    return _Tables(words, ordinals, vague, after, far, names, hint_before, hint_after, before, heads)


def _enter_before(before: dict[str, list[tuple[tuple[str, ...], str]]], row: dict[str, str]) -> None:
    for form in row["forms"].split("|"):
        *rest, last = [fold_word(word) for word in form.split()]
        heads = with_proclitics(rest[0]) if rest else with_proclitics(last)
        for _, written in heads:
            words = (tuple(reversed([written, *rest[1:]])), last) if rest else ((), written)
            before.setdefault(words[1], []).append((words[0], row["bound"]))
    for entries in before.values():
        entries.sort(key=lambda entry: -len(entry[0]))


def find_counts(tokens: Sequence[Token]) -> list[CountMention]:
    """Every quantity of a text, in order, none overlapping. Linear in the number of tokens."""
    tables = _tables()
    heads = tables.heads
    found: list[CountMention] = []
    far: tuple[int, str] | None = None
    end = 0
    for i in [i for i, token in enumerate(tokens) if token.fold in heads or token.kind == "number"]:
        if i < end:
            continue
        floor = found[-1].last if found else 0
        mention = _mention_at(tokens, i, floor, tables)
        if mention is None:
            hit = tables.far.at(tokens, i)
            far = (hit.last, hit.row) if hit else far
            continue
        _share_name(tokens, found, mention)
        if far is not None and mention.unit_hint is None:
            _bound_from_afar(tokens, far, mention)
            far = None
        found.append(mention)
        end = mention.last
    return found


def _share_name(tokens: Sequence[Token], found: list[CountMention], mention: CountMention) -> None:
    """«القرارين 2139 و2254»: both numbers are names of resolutions."""
    if not found or mention.unit_hint or mention.least is None or mention.least < 100:
        return
    before = found[-1]
    joined = mention.first == before.last + 1 and tokens[before.last].fold == _AND
    if joined and before.unit_hint == "name" and (before.least or 0) >= 100:
        mention.unit_hint = "name"


def read_number(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """The whole number that starts at token ``i``: (index after it, value); None if there is none.

    Digits or words, without modifiers, ranges or any judgement of what it counts.
    """
    number = _number_at(tokens, i, _tables())
    return None if number is None or number.hint else (number.last, number.value)


def read_ordinal(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """The ordinal that starts at token ``i`` («الثاني والعشرين»): (index after it, value)."""
    tables = _tables()
    if not 0 <= i < len(tokens):
        return None
    word = tables.ordinals.get(tokens[i].fold)
    if word is None:
        return None
    if word.kind == "unit":
        ten = _word_at(tokens, i + 1, tables)
        if ten is not None and ten[0].kind == "ten" and not ten[0].prefix:
            return ten[1], word.value + 10
        linked = i + 2 if i + 1 < len(tokens) and tokens[i + 1].fold == _AND else i + 1
        tens = tables.ordinals.get(tokens[linked].fold) if linked < len(tokens) else None
        if tens is not None and tens.kind == "tens" and (tens.prefix == _AND or linked == i + 2):
            return linked + 1, word.value + tens.value
    return i + 1, word.value


def _mention_at(tokens: Sequence[Token], i: int, floor: int, tables: _Tables) -> CountMention | None:
    name = tables.names.at(tokens, i)
    if name is not None:
        return CountMention(i, name.last, None, None, unit_hint="name")
    span = _numeric_date(tokens, i)
    if span is not None:
        return CountMention(i, span, None, None, unit_hint="date")
    ordinal = read_ordinal(tokens, i)
    if ordinal is not None:
        # A plain «الثالث» is left to others; «الثالثة عشرة» must not be taken for ten.
        whole = ordinal[0] > i + 1
        value = ordinal[1]
        return CountMention(i, ordinal[0], value, value, unit_hint="ordinal") if whole else None
    number = _number_at(tokens, i, tables)
    if number is None:
        hit = tables.vague.at(tokens, i)
        return None if hit is None else CountMention(i, hit.last, None, None, vague=True)
    return _counted(tokens, i, floor, number, tables)


def _counted(tokens: Sequence[Token], i: int, floor: int, number: _Number, tables: _Tables) -> CountMention:
    first, last = i, number.last
    least: int | None = number.value
    most: int | None = number.value
    second = None if number.hint else _range_end(tokens, i, number, tables)
    if second is not None:
        last, most = second.last, second.value
        if first > floor and (tokens[first - 1].fold in _BETWEEN or tokens[first - 1].fold in ("من", "from")):
            first -= 1
    hint = number.hint or _hint(tokens, i, last, number.value, tables)
    modifier = _modifier_before(tokens, first, floor, tables) or _modifier_after(tokens, last, tables)
    if modifier is not None:
        first = min(first, modifier.first)
        if modifier.bound == "least":
            most = None
        elif modifier.bound == "most":
            least = None
    return CountMention(first, last, least, most, unit_hint=hint)


# --- reading one number -----------------------------------------------------------------


def _number_at(tokens: Sequence[Token], i: int, tables: _Tables) -> _Number | None:
    if not 0 <= i < len(tokens):
        return None
    token = tokens[i]
    if token.kind == "number":
        return _digits(tokens, i, tables)
    word = _word_of(token, tables)
    if word is None:
        return None
    if word.kind.startswith("en-"):
        return _english(tokens, i, tables)
    return _arabic(tokens, i, word, tables)


def _digits(tokens: Sequence[Token], i: int, tables: _Tables) -> _Number:
    text = tokens[i].fold
    last = i + 1
    if ":" in text:
        return _Number(last, 0, "time")
    if "/" in text:
        return _Number(last, 0, "date")
    factor, after = _scale_after(tokens, last, tables)
    if text.isdigit():
        whole: float = int(text[:15])
        if len(text) > 9 or (len(text) > 1 and text[0] == "0" and len(text) != 2):
            return _Number(last, 0, "name")
    elif _THOUSANDS.fullmatch(text) and not (factor and "." in text):
        whole = int(re.sub(r"\D", "", text)[:15])
    elif factor and re.fullmatch(r"\d{1,6}[.,٫]\d{1,6}", text):
        whole = float(re.sub("[,٫]", ".", text))
    else:
        return _Number(last, 0, "decimal")
    if not factor:
        return _Number(last, int(whole))
    value, last = round(whole * factor), after
    rest = _linked(tokens, last, tables)
    if rest is not None and rest.value < factor:
        value, last = value + rest.value, rest.last
    return _Number(last, value)


def _scale_after(tokens: Sequence[Token], at: int, tables: _Tables) -> tuple[int, int]:
    word = tables.words.get(tokens[at].fold) if at < len(tokens) else None
    if word is None or word.prefix or word.kind not in ("scale", "scales", "en-scale", "en-hundred"):
        return 0, at
    return word.value, at + 1


def _linked(tokens: Sequence[Token], at: int, tables: _Tables) -> _Number | None:
    """A plain number joined by «و», written onto the word or apart."""
    if at >= len(tokens):
        return None
    if tokens[at].fold == _AND and at + 1 < len(tokens):
        if tokens[at + 1].kind == "number" and tokens[at + 1].fold.isdigit():
            return _Number(at + 2, int(tokens[at + 1].fold[:9]))
        at += 1
    elif not tokens[at].fold.startswith(_AND):
        return None
    return _chunk(tokens, at, tables)


def _word_of(token: Token, tables: _Tables) -> _Word | None:
    """The number word that a token is, minding the letters that folding has levelled."""
    word = tables.words.get(token.fold)
    if word is None:
        return None
    # «وأحد» folds like «واحد», and "one of the" is no count.
    if word.value == 1 and "أ" in token.text:
        return _Word(1, "teen-unit", word.prefix)
    # «ميتان» are two dead; two hundred has its hamza.
    if word.kind in ("hundred", "hundreds") and "ئ" not in token.text and not token.fold.endswith("مايه"):
        return None
    return word


def _word_at(tokens: Sequence[Token], at: int, tables: _Tables) -> tuple[_Word, int] | None:
    word = _word_of(tokens[at], tables) if at < len(tokens) else None
    return None if word is None else (word, at + 1)


def _arabic(tokens: Sequence[Token], i: int, word: _Word, tables: _Tables) -> _Number | None:
    if word.kind == "scales":
        return None  # «آلاف» without a number before it is vague
    if word.kind in ("scale", "dual-scale"):
        total, last, limit = word.value, i + 1, word.value // (2 if word.kind == "dual-scale" else 1)
    else:
        chunk = _chunk(tokens, i, tables)
        if chunk is None:
            return None
        factor, last = _scale_after(tokens, chunk.last, tables)
        total, limit = chunk.value * (factor or 1), factor
    while limit > 1:
        rest = _linked(tokens, last, tables)
        if rest is None or rest.value >= limit:
            break
        factor, after = _scale_after(tokens, rest.last, tables)
        if factor and factor >= limit:
            break
        total, last, limit = total + rest.value * (factor or 1), after if factor else rest.last, factor
    return _Number(last, total)


def _chunk(tokens: Sequence[Token], i: int, tables: _Tables) -> _Number | None:
    """A number below a thousand in words: hundreds, then «و» and the rest."""
    head = _word_at(tokens, i, tables)
    if head is None:
        return None
    word, last = head
    if word.kind in ("hundred", "hundreds"):
        value = word.value
    elif word.kind == "unit" and _is_kind(tokens, last, "hundred", tables):
        value, last = word.value * 100, last + 1
    else:
        return _below_hundred(tokens, i, word, tables)
    at = last + 1 if last + 1 < len(tokens) and tokens[last].fold == _AND else last
    rest = _word_at(tokens, at, tables)
    if rest is not None and (rest[0].prefix == _AND or (at > last and not rest[0].prefix)):
        below = _below_hundred(tokens, at, rest[0], tables)
        # «مئة وثلاثة آلاف» would be two counts; so would «مئة وثلاث مئة».
        if below is not None and not _is_kind(tokens, below.last, "hundred", tables):
            return _Number(below.last, value + below.value)
    return _Number(last, value)


def _below_hundred(tokens: Sequence[Token], i: int, word: _Word, tables: _Tables) -> _Number | None:
    last = i + 1
    if word.kind in ("unit", "teen-unit"):
        if _is_kind(tokens, last, "ten", tables):
            return _Number(last + 1, word.value + 10)
        at = last + 1 if last + 1 < len(tokens) and tokens[last].fold == _AND else last
        tens = _word_at(tokens, at, tables)
        if tens is not None and tens[0].kind == "tens":
            joined = tens[0].prefix == _AND if at == last else not tens[0].prefix
            if joined:
                return _Number(at + 1, word.value + tens[0].value)
        return _Number(last, word.value) if word.kind == "unit" else None
    return _Number(last, word.value) if word.kind in ("ten", "tens") else None


def _is_kind(tokens: Sequence[Token], at: int, kind: str, tables: _Tables) -> bool:
    word = tables.words.get(tokens[at].fold) if at < len(tokens) else None
    return word is not None and word.kind == kind and not word.prefix


def _english(tokens: Sequence[Token], i: int, tables: _Tables) -> _Number | None:
    """A number in English words: "twenty-four", "two hundred and five", "half a dozen"."""
    total = current = 0
    scale = _LARGEST
    last, before = i, ""
    while last < len(tokens):
        word, at = _english_word(tokens, last, before, tables)
        if word is None or not _follows(before, word.kind):
            break
        if word.kind == "en-scale":
            if word.value >= scale:  # scales go down: "two million three thousand"
                break
            total, current, scale = total + (current or 1) * word.value, 0, word.value
        elif word.kind in ("en-hundred", "en-dozen"):
            if current >= 100:
                break
            current = (current or 1) * word.value
        else:
            current += word.value
        last, before = at, word.kind
    value = total + current
    lead = tuple(t.fold for t in tokens[max(0, i - 2) : i])
    if tokens[i].fold == "dozen" and lead == ("half", "a"):
        value = 6
    if last == i or (value == 1 and lead and lead[-1] in _NOT_ONE):
        return None
    return _Number(last, value)


def _english_word(tokens: Sequence[Token], at: int, before: str, tables: _Tables) -> tuple[_Word | None, int]:
    """The number word at a token, or just behind a hyphen or "and" that may join it."""
    sign = tokens[at].fold
    if (before and sign == "-") or (sign == "and" and before in ("en-hundred", "en-scale")):
        at += 1
    return (tables.words.get(tokens[at].fold) if at < len(tokens) else None), at + 1


def _follows(before: str, kind: str) -> bool:
    """Whether an English number word of a kind may come after one of another."""
    if kind in ("en-unit", "en-teen"):
        allowed = (
            ("", "en-tens", "en-hundred", "en-scale") if kind == "en-unit" else ("", "en-hundred", "en-scale")
        )
        return before in allowed
    if kind == "en-tens":
        return before in ("", "en-hundred", "en-scale")
    if kind == "en-scale":
        return before != "en-scale"
    return kind.startswith("en-") and before in ("", "en-unit", "en-teen", "en-tens")


# --- ranges, modifiers, units -----------------------------------------------------------


def _range_end(tokens: Sequence[Token], i: int, number: _Number, tables: _Tables) -> _Number | None:
    at = number.last
    if at + 1 >= len(tokens):
        return None
    before = tokens[i - 1].fold if i else ""
    link = tokens[at].fold
    if link in _DASHES or link in _RANGE_WORDS or (before in _BETWEEN and link == _AND):
        start = at + 1
    elif before in _BETWEEN and link.startswith(_AND):
        start = at
    elif before == "between" and link == "and":
        start = at + 1
    else:
        return None
    second = _number_at(tokens, start, tables)
    if second is None or second.hint or not number.value < second.value:
        return None
    if link in ("الي", "to") and any(_RISE.match(t.fold.lstrip("و")) for t in tokens[max(0, i - 7) : i]):
        return None
    return second


def _numeric_date(tokens: Sequence[Token], i: int) -> int | None:
    """Where a date in digits that starts here ends: «6/7/2023», «30 - 3 - 2023»."""
    if tokens[i].kind != "number":
        return None
    if _DATE.fullmatch(tokens[i].fold):
        return i + 1
    if i + 4 < len(tokens) and tokens[i + 1].fold in ("-", "–", "/", "_", "."):
        parts = [tokens[i + k] for k in (0, 2, 4)]
        if tokens[i + 3].fold == tokens[i + 1].fold and all(
            p.fold.isdigit() and len(p.fold) < 5 for p in parts
        ):
            day, month, year = sorted(int(p.fold) for p in parts)
            if (year in _YEARS or year in _HIJRI_YEARS) and day <= 31 and month <= 31:
                return i + 5
    return None


def _modifier_before(tokens: Sequence[Token], first: int, floor: int, tables: _Tables) -> _Modifier | None:
    at = first - 1
    if at > floor and tokens[at].fold in ("ب", "ال", "ل", *_OPENERS):
        at -= 1
    found: _Modifier | None = None
    while at >= floor:
        bound, start = _ends_modifier(tokens, at, floor, tables)
        if bound is None:
            break
        # «أكثر من نحو 20»: the outer word sets the bound.
        if found is None or bound != "about":
            found = _Modifier(start, bound)
        else:
            found = _Modifier(start, found.bound)
        at = start - 1
    return found


def _ends_modifier(tokens: Sequence[Token], at: int, floor: int, tables: _Tables) -> tuple[str | None, int]:
    for rest, bound in tables.before.get(tokens[at].fold, ()):
        start = at - len(rest)
        if start >= floor and all(tokens[at - k].fold == word for k, word in enumerate(rest, 1)):
            return bound, start
    return None, at


def _modifier_after(tokens: Sequence[Token], last: int, tables: _Tables) -> _Modifier | None:
    if last < len(tokens) and tokens[last].fold == "+" and tokens[last].start == tokens[last - 1].end:
        return _Modifier(last, "least")
    for at in range(last, min(last + _AFTER, len(tokens))):
        if tokens[at].kind in ("number", "break") or tokens[at].fold in _STOPS:
            return None
        hit = tables.after.at(tokens, at)
        if hit is not None:
            return _Modifier(last, hit.row)
        if tokens[at].fold in tables.words:
            return None
    return None


def _bound_from_afar(tokens: Sequence[Token], far: tuple[int, str], mention: CountMention) -> None:
    """«تجاوز عدد القتلى … 50»: the verb's bound, if nothing ends the clause in between."""
    start, bound = far
    if mention.unit_hint or mention.vague or mention.least != mention.most or mention.first - start > _FAR:
        return
    if any(t.kind == "break" or t.fold in _STOPS for t in tokens[start : mention.first]):
        return
    if bound == "least":
        mention.most = None


def _hint(tokens: Sequence[Token], i: int, last: int, value: int, tables: _Tables) -> str | None:
    token = tokens[i]
    if token.tag:
        return "name"
    if token.kind == "number":
        hint = _digit_hint(tokens, i, last, value)
        if hint is not None:
            return hint
    before = _hints_before(tokens, i, tables)
    if value == 1 and "same" in before:
        return "same"
    for hint in ("name", "ordinal", "time", "age"):
        if hint in before:
            return hint
    unit = _unit_after(tokens, last, tables)
    if unit is not None:
        return unit
    if "year" in before and value in _YEARS and token.kind == "number" and "," not in token.fold:
        return "year"
    return "duration" if "duration" in before else None


def _hints_before(tokens: Sequence[Token], i: int, tables: _Tables) -> set[str]:
    at = i - 1
    while at >= 0 and i - at < 3 and (tokens[at].fold in ("ال", "ب", ":") or tokens[at].fold in _OPENERS):
        at -= 1
    return tables.hint_before.get(tokens[at].fold, set()) if at >= 0 else set()


def _digit_hint(tokens: Sequence[Token], i: int, last: int, value: int) -> str | None:
    token = tokens[i]
    if value <= 31 and (_month_ahead(tokens, last) or _month_behind(tokens, i, last)):
        return "date"
    before = tokens[i - 1] if i else None
    after = tokens[last] if last < len(tokens) else None
    if before is not None and before.end == token.start:
        if before.kind == "word" and (before.text.isascii() or len(before.fold) > 2):
            return "name"
        if (
            before.fold == "-"
            and i > 1
            and tokens[i - 2].kind == "word"
            and tokens[i - 2].end == before.start
        ):
            return "name"
    if _is_list_number(tokens, i, last, value):
        return "list"
    if (before is not None and before.kind == "number") or (after is not None and after.kind == "number"):
        return "name"  # groups of digits: a telephone number
    if after is not None and after.fold in ("%", "٪"):
        return "percent"
    if value in _YEARS and "," not in token.fold:
        if i and _is_month_end(tokens, i - 1):
            return "year"
        if after is None or (after.kind != "word" and after.fold not in ("(", "«", '"')):
            return "year"
    return None


def _is_list_number(tokens: Sequence[Token], i: int, last: int, value: int) -> bool:
    """The «2-» of a list of names: a dash that touches the number and not the word after it."""
    if value >= 100 or last + 1 >= len(tokens) or tokens[last].start != tokens[i].end:
        return False
    sign, word = tokens[last], tokens[last + 1]
    if sign.fold in ("-", "–"):
        return word.kind == "word" and word.start > sign.end
    starts_line = i == 0 or tokens[i - 1].kind == "break"
    return starts_line and sign.fold in (".", ")") and word.kind == "word"


def _month_ahead(tokens: Sequence[Token], last: int) -> bool:
    """«27 تموز», «27 من تموز», «27 من الشهر الجاري», «27 الجاري»."""
    at = last + 1 if last < len(tokens) and tokens[last].fold in ("من", "of") else last
    return month_at(tokens, at) is not None or (at < len(tokens) and tokens[at].fold in _THIS_MONTH)


def _month_behind(tokens: Sequence[Token], i: int, last: int) -> bool:
    """ "July 27", and the Arabic «أغسطس 30, 2023» of web pages."""
    if i == 0 or month_at(tokens, i - 1) is None:
        return False
    comma = last + 1 < len(tokens) and tokens[last].fold in (",", "،") and tokens[last + 1].kind == "number"
    return tokens[i - 1].text.isascii() or comma


def _is_month_end(tokens: Sequence[Token], at: int) -> bool:
    for start in (at, at - 1):
        if start >= 0:
            hit = month_at(tokens, start)
            if hit is not None and hit.last == at + 1:
                return True
    return tokens[at].fold == "," and at > 0 and tokens[at - 1].kind == "number"


def _unit_after(tokens: Sequence[Token], last: int, tables: _Tables) -> str | None:
    at = last
    while at < len(tokens) and at - last < 2 and (tokens[at].fold in _CLOSERS or tokens[at].fold in "-/"):
        at += 1
    hit = tables.hint_after.at(tokens, at)
    if hit is None:
        return None
    if hit.row == "time" and hit.last < len(tokens) and tokens[hit.last].fold in ("اليوم", "امس"):
        return None  # «أُصيب 3 مساء أمس»: the evening is the event's
    return hit.row
