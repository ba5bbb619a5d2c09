"""Registers of organizations that do not exist, and their names as other people's lists have them.

The words are those of public administration, the places are made of sounds; a seed makes the same again.

What this cannot show: the words come from the matcher's own ``administration.csv``, so that it knows each
translation beforehand; and there are no numbered zones, codes of states, swapped ends, other scripts or
keywords in it. ``linking/test_never_merged.py`` has those.
"""

from __future__ import annotations

import csv
import random

from pscvc_kg.linking.things import Name, NameKind, Thing
from pscvc_kg.resources import QUERIES

WORDS = QUERIES / "linking" / "administration.csv"


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
        wrong = chance.randrange(len(words))
        letter = chance.randrange(len(words[wrong]))
        words[wrong] = words[wrong][:letter] + chance.choice("aeiost") + words[wrong][letter + 1 :]
    elif how == 3:
        words.append(chance.choice(["Office", "Region", "(2024)", "- Staff", f"of {place(chance)}"]))
    elif how == 4:
        words = [word[:4] + "." if len(word) > 8 else word for word in words]
    return " ".join(words)
