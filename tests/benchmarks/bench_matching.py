"""How fast names are matched with organizations, beside rapidfuzz's ``token_set_ratio`` on the same names.

All names are fictional, made by a seeded generator of words of public administration and of invented
places: 50,000 names as lists write them (with spelling errors, words in another order, left out or added,
shortened, two in one cell; a quarter names no organization of the register) against 1,000 organizations
with six names each.
"""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

from rapidfuzz import fuzz, process

import pscvc_kg.linking
from pscvc_kg.linking.matching import Matcher
from pscvc_kg.linking.things import Name, NameKind, Thing, Verdict

NAMES = 50_000
ORGANIZATIONS = 1_000
SAMPLE = 500
"""So many names are asked of the other method, which compares each with all."""
WORDS = Path(pscvc_kg.linking.__file__).parent / "administration.csv"


def concepts() -> list[tuple[str, str]]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        return [(row["en"].split()[0], row["fr"].split()[0]) for row in csv.DictReader(file)]


def place(chance: random.Random) -> str:
    sounds = [
        "ba",
        "de",
        "kor",
        "lin",
        "mo",
        "nar",
        "pel",
        "qui",
        "ros",
        "sta",
        "tun",
        "ver",
        "wen",
        "zal",
        "ish",
    ]
    return "".join(chance.choices(sounds, k=chance.randint(2, 4))).capitalize()


def register(chance: random.Random, count: int, number: str) -> list[Thing]:
    words = concepts()
    found = []
    for position in range(count):
        of, kind, about = chance.sample(words, 3)
        where = place(chance)
        english = f"{of[0]} {kind[0]} for {about[0]} of {where}".title()
        french = f"{of[1]} {kind[1]} de {about[1]} de {where}".capitalize()
        short = "".join(word[0] for word in english.split() if word[0].isupper())
        found.append(
            Thing(
                f"{number}/{position}",
                (
                    Name(english, "en", NameKind.PREFERRED),
                    Name(french, "fr", NameKind.PREFERRED),
                    Name(short, "en", NameKind.ACRONYM),
                    Name(f"{where} {about[0]} {kind[0]}".title(), "en"),
                    Name(f"{kind[0]} of {about[0]}, {where}".title(), "en"),
                    Name(f"{english} | {french}"),
                ),
            )
        )
    return found


def written(name: str, chance: random.Random) -> str:
    """*name* as somebody else's list has it."""
    words = name.split()
    how = chance.randrange(6)
    if how == 0 and len(words) > 2:
        del words[chance.randrange(len(words))]
    elif how == 1:
        chance.shuffle(words)
    elif how == 2:
        place = chance.randrange(len(words))
        letter = chance.randrange(len(words[place]))
        words[place] = words[place][:letter] + chance.choice("aeiost") + words[place][letter + 1 :]
    elif how == 3:
        words.append(chance.choice(["Office", "Region", "(2024)", "- Staff", place_of(chance)]))
    elif how == 4:
        words = [word[:4] + "." if len(word) > 8 else word for word in words]
    return " ".join(words)


def place_of(chance: random.Random) -> str:
    return f"of {place(chance)}"


def asked(chance: random.Random) -> tuple[list[Thing], list[Thing]]:
    known = register(chance, ORGANIZATIONS, "known")
    others = register(chance, ORGANIZATIONS // 3, "other")
    names = [
        Thing(f"asked/{number}", (Name(written(chance.choice(target.names).text, chance)),))
        for number in range(NAMES)
        for target in [chance.choice(known if number % 4 else others)]
    ]
    return known, names


def measured() -> dict[str, float]:
    known, names = asked(random.Random(7))
    began, used = time.perf_counter(), time.process_time()
    matcher = Matcher(known)
    verdicts = [match.verdict for match in matcher.match_all(names)]
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    choices = [name.text.casefold() for target in known for name in target.names]
    used = time.process_time()
    for thing in names[:SAMPLE]:
        process.extractOne(thing.names[0].text.casefold(), choices, scorer=fuzz.token_set_ratio)
    other = (time.process_time() - used) * NAMES / SAMPLE
    return {
        "seconds": seconds,
        "cpu seconds": cpu,
        "names per second": NAMES / seconds,
        "peak MB": peak,
        "accepted": sum(verdict is Verdict.ACCEPT for verdict in verdicts),
        "for review": sum(verdict is Verdict.REVIEW for verdict in verdicts),
        "cpu of token_set_ratio for one of ours": other / cpu,
    }


def test_fifty_thousand_names_take_less_than_a_minute_and_a_gigabyte() -> None:
    # In a process of its own, for its peak of memory.
    run = subprocess.run([sys.executable, __file__], check=True, capture_output=True, text=True)
    figures = json.loads(run.stdout)
    print()
    for name, figure in figures.items():
        print(f"{name:40} {figure:12,.1f}")
    assert figures["cpu seconds"] < 60
    assert figures["peak MB"] < 1000


if __name__ == "__main__":
    print(json.dumps(measured()))
