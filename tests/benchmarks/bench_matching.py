"""How fast names are matched with organizations, beside rapidfuzz's ``token_set_ratio`` on the same names.

All names are invented by ``tests/inventing.py``, with a seed: 50,000 names as lists write them (with
spelling errors, words in another order, left out or added, shortened, two in one cell; a quarter names no
organization of the register) against 1,000 organizations with six names each.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

from rapidfuzz import fuzz, process

from pscvc_kg.linking.matching import Matcher
from pscvc_kg.linking.things import Name, Thing, Verdict

NAMES = 50_000
ORGANIZATIONS = 1_000
SAMPLE = 500
"""So many names are asked of the other method, which compares each with all."""
TESTS = Path(__file__).parents[1]


def asked(chance: random.Random) -> tuple[list[Thing], list[Thing]]:
    from inventing import register, written

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
    run = subprocess.run(
        [sys.executable, __file__],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
    )
    figures = json.loads(run.stdout)
    print()
    for name, figure in figures.items():
        print(f"{name:40} {figure:12,.1f}")
    assert figures["peak MB"] < 1000


if __name__ == "__main__":
    print(json.dumps(measured()))
