"""What is offered to a person for review, why, and what is not; all organizations here are invented."""

from __future__ import annotations

import pytest

from pscvc_kg.linking.matching import REVIEW, Matcher
from pscvc_kg.linking.things import Match, Name, NameKind, Thing, Verdict

OTHERS = ("Museum of Cheese", "Weather Bureau of Corvessa", "Port Authority of Dunmoor")


def known(iri: str, *names: str, short: str = "", country: str = "", language: str = "") -> Thing:
    acronym = (Name(short, kind=NameKind.ACRONYM),) if short else ()
    return Thing(iri, (*(Name(text, language) for text in names), *acronym), country=country)


def ask(register: list[Thing], text: str, country: str = "", language: str = "") -> Match:
    others = [Thing(name, (Name(name),)) for name in OTHERS]
    return Matcher([*register, *others]).match(Thing("asked", (Name(text, language),), country=country))


@pytest.mark.parametrize("text", ["D. F. A.", "d. f. a.", "D.F. A."])
def test_a_short_form_is_the_same_with_dots_and_spaces(text: str) -> None:
    found = ask([known("fish", "Department of Fisheries of Arvonia", short="DFA")], text)
    assert (found.verdict, found.candidates[0].target.iri) == (Verdict.ACCEPT, "fish")
    turned = ask([known("fish", "Department of Fisheries of Arvonia", short="D. F. A.")], "DFA")
    assert (turned.verdict, turned.candidates[0].target.iri) == (Verdict.ACCEPT, "fish")


def test_a_letter_with_a_dot_before_a_name_joins_no_word_of_it() -> None:
    found = ask([known("fish", "Department of Fisheries of Arvonia", short="DFA")], "D. F. Arvonia")
    assert found.verdict is not Verdict.ACCEPT


def test_one_thing_that_two_entries_name_has_the_names_and_countries_of_both() -> None:
    entries = [
        known("census", "Oficina de Censos", short="ODC", country="xa"),
        known("census", "Census Office of Belmark", country="xb"),
        known("elsewhere", "Ice Office", country="xc"),
    ]
    for country in ("xa", "xb"):
        for name in ("Oficina de Censos", "Census Office of Belmark"):
            found = ask(entries, name, country)
            assert (found.verdict, found.candidates[0].target.iri) == (Verdict.ACCEPT, "census")
    assert not ask(entries, "Oficina de Censos", "xc").candidates
    assert len(Matcher(entries).targets) == 2


def test_words_that_are_joined_say_as_much_as_apart() -> None:
    register = [known("lake", "Commission Vaulx Mer"), known("hill", "Commission Vaulx Mont")]
    found = ask(register, "Vaulxmer")
    assert (found.verdict, found.candidates[0].target.iri) == (Verdict.REVIEW, "lake")
    assert all(candidate.score < REVIEW for candidate in found.candidates[1:])
    turned = ask([known("lake", "Commission Vaulxmer"), known("hill", "Commission Vaulx")], "Vaulx Mer")
    assert turned.verdict is Verdict.REVIEW
    assert all(candidate.score <= 1.0 for candidate in turned.candidates)
