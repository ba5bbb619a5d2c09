"""Where a text names an organization: the longest name that stands there, and only where it is meant."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pscvc_kg.linking.hand_overs.splitting import Word, are_joined, fold, has, is_next, is_short, split
from pscvc_kg.linking.things import NameKind, Thing

Words = Mapping[str, Mapping[str, frozenset[str]]]
"""Words and phrases, folded, by what they say of a name beside them and by language (`names_in_text`)."""
Key = tuple[str, ...]

_ACRONYM = re.compile(r"[A-Z]{3,}")
"""Two letters mean too many things."""
_INTRODUCED = re.compile(r"\(\s*[\"“«'‘]?\s*([A-Z]{3,})\b")
"""An acronym in brackets: what stands before them is what the text means by it."""
_ENDS = re.compile(r"[.!?:;•\n\t][\s\"“«(]*$|^[\s\"“«(\-•*]*$")
"""What stands before the first word of a sentence."""
_STOP = re.compile(r"[.!?:;•\n\t]")
_AMOUNT_AFTER = re.compile(r"\s*(?:,\s*)?[$€£\d]")
_CURRENCIES = ("$", "€", "£")
_BRACKETS = re.compile(r"\([^()]{1,12}\)")
_OPENS_BRACKET = re.compile(r"\s*\(\s*")
_SPACES = re.compile(r"[\w\s'’]*")
_STOP_OF_LIST = re.compile(r"[.!?:]")
_NEAR = 8
"""So many words before a name may say what it has to do with the service."""
_LONGEST = 20
"""So many words may be the name that an acronym in brackets is introduced by."""
_BETWEEN = 1
"""So many words may stand between a name and those that say it: "on behalf of the Minister of …"."""
_SUM = re.compile(
    r"(?:[$€£]\s?\d[\d.,\s]*(?:[MBGk]|millions?|billions?|milliards?)?"
    r"|\d\s?(?:[MBGk]|millions?|billions?|milliards?)?\s?(?:de\s|d')?(?:[$€£]|dollars|euros))([^$€£\d]*)$"
)
"""A sum of money, and what stands between it and a name."""


class Mention(NamedTuple):
    """A name at *start* to *end* of a text, of one organization (an IRI).

    ``acronym`` is whether it stands in its short form, ``opens`` whether the text begins with it, ``way``
    and ``cue`` which way the words before it say that a hand-over goes (``to``, ``from``, ``with``,
    ``untold``), ``list`` the number of the list in the text that it stands in.
    """

    start: int
    end: int
    organization: str
    acronym: bool
    opens: bool
    way: str
    cue: str
    list: int = 0


class Names:
    """The names of organizations, looked for in texts."""

    def __init__(self, organizations: Iterable[Thing], words: Words) -> None:
        """Look for the names of *organizations*; *words* say what those around a name mean."""
        self._words = words
        self._small = frozenset().union(*words.get("small", {}).values())
        bearers: dict[Key, set[str]] = defaultdict(set)
        former: dict[Key, set[str]] = defaultdict(set)
        self._acronyms: dict[str, set[str]] = defaultdict(set)
        self._languages: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._plural: set[str] = set()
        for thing in organizations:
            for name in thing.names:
                if _ACRONYM.fullmatch(name.text):
                    self._acronyms[name.text].add(thing.iri)
                    if name.language:
                        self._languages[name.text, thing.iri].add(name.language.partition("-")[0])
                elif len(key := tuple(word.key for word in split(name.text))) > 1:
                    (former if name.kind is NameKind.FORMER else bearers)[key].add(thing.iri)
                    if key[0].endswith(("s", "x")):
                        self._plural.add(thing.iri)
        for key, heirs in former.items():
            # Whoever bears the name, or bore it until it ended, is meant before who went on with its work.
            if key not in bearers:
                bearers[key] = heirs
        self._bearers: Mapping[Key, set[str]] = dict(bearers)
        lengths: dict[str, set[int]] = defaultdict(set)
        for key in self._bearers:
            lengths[key[0]].add(len(key))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def phrases_in(self, texts: Iterable[str]) -> frozenset[Key]:
        """The names that *texts* also write in small letters: words of the language, and no names."""
        found = set()
        for text in texts:
            words = split(text)
            for at, length in self._longest(text, words):
                part = words[at : at + length]
                if all(text[word.start].islower() for word in part if word.key not in self._small):
                    found.add(tuple(word.key for word in part))
        return frozenset(found)

    def meant_otherwise(self, texts: Mapping[str, Iterable[str]]) -> Mapping[str, frozenset[str]]:
        """By owner of *texts* (an IRI), the acronyms that do not mean an organization in what it writes.

        What an owner writes in brackets after something else means that. It is then not distinctive in what
        others write, either, unless they introduce it as the organization's; how the organization itself
        introduces its own counts for nothing, and it means itself by it.
        """
        right: dict[str, set[str]] = defaultdict(set)
        wrong: dict[str, set[str]] = defaultdict(set)
        for owner, written in texts.items():
            for acronym, organization in self._introduced(written):
                (right if organization else wrong)[acronym].add(owner)
        return {
            owner: frozenset(
                acronym
                for acronym in wrong
                if wrong[acronym] - self._acronyms[acronym]
                and owner not in right[acronym] | self._acronyms[acronym]
            )
            for owner in texts
        }

    def _introduced(self, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The acronyms that *texts* put in brackets, and of whom: "" where they mean no organization."""
        for text in texts:
            words = split(text)
            ends = [word.end for word in words]
            for match in _INTRODUCED.finditer(text):
                bearers = self._acronyms.get(match[1])
                if not bearers:
                    continue
                at = bisect_right(ends, match.start())
                before = tuple(word.key for word in words[max(at - _LONGEST, 0) : at])
                named = next(
                    (
                        self._bearers[before[start:]]
                        for start in range(len(before) - 1)
                        if before[start:] in self._bearers
                    ),
                    set(),
                )
                yield match[1], next(iter(sorted(named & bearers)), "")

    def mentions(
        self, text: str, language: str, *, phrases: frozenset[Key], otherwise: frozenset[str]
    ) -> Iterator[Mention]:
        """The organizations that *text* names, in the order of the text; none where two could be meant.

        Args:
            text: The text.
            language: Its language, whose words count.
            phrases: Names that are words of the language (`phrases_in`).
            otherwise: Acronyms that mean something else here (`meant_otherwise`).
        """
        words = split(text)
        taken: set[int] = set()
        found = []
        for at, length in self._longest(text, words):
            taken.update(range(at, at + length))
            part = words[at : at + length]
            key = tuple(word.key for word in part)
            if key not in phrases and self._is_written_as_name(text, part, language):
                found.append((at, length, self._bearers[key]))
        otherwise |= self._several(text, words, language)
        spelled: dict[str, bool] = {}
        for at, word in enumerate(words):
            written = text[word.start : word.end]
            known = at not in taken and written not in otherwise and written in self._acronyms
            if not known or _is_amount(text, word):
                continue
            if written not in spelled:
                spelled[written] = self._is_spelled_out(text, words, word.key)
            if not spelled[written]:
                found.append((at, 1, self._in_language(written, language)))
        end, way, cue, opens, aside, number = 0, "", "", False, False, 0
        refused: set[str] = set()
        for at, length, bearers in sorted(found, key=lambda each: each[0]):
            start, last = words[at].start, end
            end = words[at + length - 1].end
            # What is said of the first of a list holds for all of it.
            if not (last and self._is_list(text[last:start], language)):
                way, cue = self._way(text, words, at, language)
                aside = self._is_aside(text, words, at, language, way)
                opens = all(word.key in self._small for word in words[:at])
                number += 1
            short = length == 1
            if short and last and _OPENS_BRACKET.fullmatch(text, last, start) and refused & bearers:
                continue  # the short form of what was not meant
            if len(bearers) == 1 and not aside and self._is_meant(text, words, at, length, language):
                refused = set()
                yield Mention(start, end, min(bearers), short, opens, way, cue, number)
            else:
                refused = bearers

    def owned(self, text: str, one: Mention, other: Mention, language: str) -> bool:
        """Whether *one* is a part of *other*, which follows it in *text*: "the Archives of the Agency".

        One word in small letters may belong to its name: "the Archives division of the Agency".
        """
        between = split(text[one.end : other.start])
        telling = [word for word in between if word.key not in self._small]
        return (
            bool(_SPACES.fullmatch(text[one.end : other.start]))
            and telling in ([], between[:1])
            and any(word.key in self._of("owning", language) for word in between[len(telling) :])
        )

    def is_agent(self, cue: str, language: str) -> bool:
        """Whether what follows the words of *cue* does the work: "issued by …"."""
        return fold(cue) in self._of("agents", language)

    def _several(self, text: str, words: Sequence[Word], language: str) -> frozenset[str]:
        """The acronyms that *text* uses of several things, and whose organization is called no plural."""
        return frozenset(
            written
            for before, word in itertools.pairwise(words)
            if before.key in self._of("several", language)
            and (written := text[word.start : word.end]) in self._acronyms
            and not self._acronyms[written] & self._plural
        )

    def _is_aside(self, text: str, words: Sequence[Word], at: int, language: str, way: str) -> bool:
        """Whether the words before a name mention it besides: what was, who defines, pays or tells more."""
        before = self._sentence(text, words, at)
        paid = _SUM.search(text, before[0].start if before else 0, words[at].start) if before else None
        if paid and all(word.key in self._small for word in split(paid[1])):
            return way in ("from", "untold")
        return any(
            self._reaches(before, start + len(cue), language)
            for phrase in self._of("aside", language)
            if (cue := phrase.split())
            for start in range(len(before) - len(cue) + 1)
            if [word.key for word in before[start : start + len(cue)]] == cue
        )

    def _reaches(self, before: Sequence[Word], end: int, language: str) -> bool:
        """Whether words that end at *end* of those *before* a name speak of it: nothing else stands between.

        One word may, as in "on behalf of the Minister of …"; another thing that the name owns may not.
        """
        telling = [at for at, word in enumerate(before[end:], end) if word.key not in self._small]
        owning = self._of("owning", language)
        owned = [before[at].key for at in telling if any(word.key in owning for word in before[at + 1 :])]
        return len(telling) <= _BETWEEN and all(word in self._of("offices", language) for word in owned)

    def _in_language(self, acronym: str, language: str) -> set[str]:
        """The organizations that bear *acronym* in that language: others bear it in another."""
        return {
            bearer
            for bearer in self._acronyms[acronym]
            if not (known := self._languages.get((acronym, bearer))) or language in known
        }

    def _longest(self, text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
        """Where names begin and how many words they have, each the longest there, none within another."""
        at = 0
        while at < len(words):
            length = next(
                (
                    length
                    for length in self._lengths.get(words[at].key, ())
                    if at + length <= len(words)
                    and tuple(word.key for word in words[at : at + length]) in self._bearers
                    and are_joined(text, words[at : at + length])
                ),
                0,
            )
            if length:
                yield at, length
            at += length or 1

    def _is_written_as_name(self, text: str, part: Sequence[Word], language: str) -> bool:
        """Whether a name begins with a capital, or with what it is and one: "ministère de la Justice"."""
        telling = [word for word in part if word.key not in self._small]
        if len(telling) > 1 and telling[0].key in self._of("kinds", language):
            telling = telling[1:] if text[telling[0].start].islower() else telling
        return bool(telling) and not text[telling[0].start].islower()

    def _is_spelled_out(self, text: str, words: Sequence[Word], letters: str) -> bool:
        """Whether words of the text that are no organization's name make an acronym of *letters*."""
        telling = [
            at for at, each in enumerate(words) if each.key not in self._small and not is_short(text, each)
        ]
        initials = "".join(words[at].key[0] for at in telling)
        start = initials.find(letters)
        while start >= 0:
            whole = words[telling[start] : telling[start + len(letters) - 1] + 1]
            if are_joined(text, whole) and tuple(each.key for each in whole) not in self._bearers:
                return True
            start = initials.find(letters, start + 1)
        return False

    def _is_meant(self, text: str, words: Sequence[Word], at: int, length: int, language: str) -> bool:
        """Whether the words around a name leave it the organization's: no law, no part of a longer name."""
        last = words[at + length - 1]
        sentence = self._sentence(text, words, at)
        after = words[at + length : at + length + 3]
        beside = self._of("documents", language) | self._of("people", language)
        if self._is_owner(sentence, beside, language):
            return False
        if after and is_next(text, last, after[0], possessive=True):
            possessed = after[1:] if after[0].key == "s" else after
            if possessed and possessed[0].key in beside:
                return False
        if any(has(sentence, phrase) for phrase in self._of("without", language)):
            return False
        return not self._goes_on(text, last, after, language) and not self._is_rest(text, words, at)

    def _is_owner(self, before: Sequence[Word], things: frozenset[str], language: str) -> bool:
        """Whether the words *before* a name make it the owner of *things*: "members of …"."""
        joining = list(itertools.takewhile(lambda word: word.key in self._small, reversed(before)))
        if not any(word.key in self._of("owning", language) for word in joining):
            # Nothing between: "Loi sur l'…" names its subject.
            telling = before[: len(before) - len(joining)]
            return bool(telling) and telling[-1].key in things
        return any(word.key in things for word in before)

    def _goes_on(self, text: str, last: Word, after: Sequence[Word], language: str) -> bool:
        """Whether a name goes on with a word with a capital, so that something else is named after it."""
        if not after or not is_next(text, last, after[0]):
            return False
        if after[0].key in self._of("longer", language):
            after = [word for word in after if word.key not in self._small]
            return bool(after) and text[after[0].start].isupper()
        return text[after[0].start].isupper() and not is_short(text, after[0])

    def _is_rest(self, text: str, words: Sequence[Word], at: int) -> bool:
        """Whether a word with a capital stands right before, of which the name is then the rest."""
        if not at or not text[words[at].start].isupper():
            return False
        last = words[at - 1]
        if text[last.end : words[at].start] != " " or not text[last.start].isupper():
            return False
        if is_short(text, last) or last.key in self._small:
            return False
        return not _ENDS.search(text[: last.start])

    def _way(self, text: str, words: Sequence[Word], at: int, language: str) -> tuple[str, str]:
        """Which way the words before a name say that it goes, and these words: the last and longest count."""
        before = self._sentence(text, words, at)
        best = (-1, 0, "untold", "")
        for way in ("to", "from", "with", "untold"):
            for phrase in self._of(way, language):
                cue = phrase.split()
                for start in range(len(before) - len(cue), -1, -1):
                    end = start + len(cue)
                    if [word.key for word in before[start:end]] != cue:
                        continue
                    # Words that stand further off speak of something else.
                    if self._reaches(before, end, language):
                        shown = text[before[start].start : before[end - 1].end]
                        best = max(best, (end, len(cue), way, shown))
                    break
        return best[2], "" if best[2] == "untold" else best[3]

    def _is_list(self, between: str, language: str) -> bool:
        """Whether nothing stands *between* two names but signs, words that join, and acronyms in brackets."""
        rest = _BRACKETS.sub("", between)
        return not _STOP_OF_LIST.search(rest) and all(
            word.key in self._of("listing", language) for word in split(rest)
        )

    def _sentence(self, text: str, words: Sequence[Word], at: int) -> list[Word]:
        """The last words of its sentence before the name at *at*."""
        found: list[Word] = []
        for word in reversed(words[max(at - _NEAR, 0) : at]):
            following = found[0] if found else words[at]
            if _STOP.search(text, word.end, following.start):
                break
            found.insert(0, word)
        return found

    def _of(self, kind: str, language: str) -> frozenset[str]:
        return self._words.get(kind, {}).get(language, frozenset())


def _is_amount(text: str, word: Word) -> bool:
    """Whether *word* is a currency or a unit beside a sum: "$ CAD", "USD 5"."""
    before = text[max(word.start - _NEAR, 0) : word.start]
    return before.rstrip().endswith(_CURRENCIES) or bool(_AMOUNT_AFTER.match(text, word.end))
