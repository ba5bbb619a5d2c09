"""What an evaluation counts, and how a list with right answers is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from pscvc_kg.errors import InputError
from pscvc_kg.linking.evaluating import Case, evaluate, read_gold
from pscvc_kg.linking.matching import Matcher
from pscvc_kg.linking.things import Identifier, Name, NameKind, Thing

REGISTER = (
    Thing("https://example.org/mint", (Name("Royal Mint", "en", NameKind.PREFERRED),), (Identifier("M-1"),)),
    Thing("https://example.org/zoo-a", (Name("City Zoo"),), (Identifier("Z-1"),)),
    Thing("https://example.org/zoo-b", (Name("City Zoo"),), (Identifier("Z-2"),)),
    Thing("https://example.org/lakes", (Name("Agency of Lakes and Rivers of Quenland"),)),
)


def case(name: str, right: str, difficulty: str = "") -> Case:
    return Case(Thing(f"case/{name}", (Name(name),)), right, difficulty)


def test_what_is_accepted_offered_abstained_and_missed_is_counted() -> None:
    gold = [
        case("Royal Mint", "M-1", "exact"),
        case("ROYAL MINT", "https://example.org/zoo-a", "exact"),
        case("City Zoo", "Z-2"),
        case("Lakes and Rivers Quenland", "https://example.org/lakes", "shorter"),
        case("Bureau of Kites", "M-1"),
        case("Bureau of Clouds", ""),
    ]
    found = evaluate(Matcher(REGISTER), gold)
    figures = found.figures
    assert (figures.cases, figures.expected) == (6, 5)
    assert (figures.accepted, figures.found) == (2, 1)
    assert (figures.reviewed, figures.offered, figures.abstained) == (2, 2, 1)
    assert figures.precision == 0.5
    assert figures.recall == 0.2
    assert figures.recall_with_review == pytest.approx(0.6)
    assert figures.f1 == pytest.approx(2 * 0.5 * 0.2 / 0.7)
    assert list(found.by_difficulty) == ["exact", "shorter"]
    assert found.by_difficulty["exact"].cases == 2
    assert found.by_difficulty["shorter"].recall_with_review == 1.0


def test_the_worst_error_comes_first() -> None:
    found = evaluate(
        Matcher(REGISTER),
        [case("Bureau of Kites", "M-1"), case("Royal Mint", "Z-1"), case("Royal Mint", "M-1")],
    )
    assert found.faulty == 2
    assert [fault.accepted for fault in found.faults] == [True, False]
    worst = found.faults[0]
    assert worst.right is not None
    assert worst.found is not None
    assert (worst.right.iri, worst.found.target.iri) == (
        "https://example.org/zoo-a",
        "https://example.org/mint",
    )


def test_a_right_answer_that_the_register_lacks_is_named_and_counts_as_missed() -> None:
    found = evaluate(Matcher(REGISTER), [case("Royal Mint", "M-9"), case("Royal Mint", "M-1")])
    assert found.unknown == ("M-9",)
    assert found.figures.precision == 0.5
    assert found.figures.recall == 0.5


def test_nothing_accepted_has_no_precision() -> None:
    figures = evaluate(Matcher(REGISTER), [case("Bureau of Kites", "")]).figures
    assert (figures.precision, figures.recall, figures.recall_with_review, figures.f1) == (None,) * 4


def test_progress_is_told() -> None:
    done: list[int] = []
    evaluate(Matcher(REGISTER), [case("Royal Mint", "M-1"), case("Zoo", "")], done.append)
    assert done == [1, 2]


def test_a_list_with_right_answers_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gold.csv"
    path.write_text(
        "Name,Language,Identifier,Difficulty,Country,Website\n"
        "Royal Mint,en,M-1,exact,CA,mint.example\n"
        "Hôtel de la Monnaie,fr,M-1,language,,\n"
        ",,M-1,,,\n"
        "Bureau of Kites,,,none,,\n",
        encoding="utf-8",
    )
    first, second, last = read_gold(path)
    assert first == Case(
        Thing("gold.csv#2", (Name("Royal Mint", "en"),), websites=("mint.example",), country="ca"),
        "M-1",
        "exact",
    )
    assert second.thing.names == (Name("Hôtel de la Monnaie", "fr"),)
    assert (last.thing.iri, last.right, last.difficulty) == ("gold.csv#5", "", "none")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "title,identifier\nA,1\n",
            r"gold\.csv: a list with right answers needs a column 'name' and a column",
        ),
        ("name,answer\nA,1\n", r"there are: name, answer"),
        ("name,identifier\n,1\n", r"no row has a name in column 'name'; write at least one"),
    ],
)
def test_a_list_that_is_none_is_refused_with_the_remedy(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "gold.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=sentence):
        read_gold(path)
