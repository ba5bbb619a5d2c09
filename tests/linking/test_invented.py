"""How right links are on an invented register, made of words that the matcher knows (see `inventing`)."""

from __future__ import annotations

import random

from inventing import register, written

from pscvc_kg.linking.evaluating import Case, evaluate
from pscvc_kg.linking.matching import Matcher
from pscvc_kg.linking.things import Name, Thing


def test_links_are_right_on_an_invented_register() -> None:
    chance = random.Random(2)
    known, others = register(chance, 400, "known"), register(chance, 100, "other")
    gold = []
    for number in range(800):
        target = chance.choice(known if number % 4 else others)
        name = written(chance.choice(target.names).text, chance)
        gold.append(Case(Thing(f"asked/{number}", (Name(name),)), target.iri if number % 4 else ""))
    figures = evaluate(Matcher(known), gold).figures
    assert figures.expected == 600
    assert (figures.precision or 0) >= 0.99
    assert (figures.recall_with_review or 0) >= 0.94
