"""The graph as it stood: any question, at the end of any day, without what was withdrawn since."""

from __future__ import annotations

import random
import shutil
from datetime import date
from pathlib import Path

import pytest
from submitting import (
    NAMES,
    at,
    copied,
    now,
    read_rows,
    registered,
    shipped,
    store,
    take,
    write_rows,
)

from pscvc_kg import api
from pscvc_kg.cli import run
from pscvc_kg.errors import UsageError
from pscvc_kg.past import as_it_stood
from pscvc_kg.render import ANSWER_FORMS
from pscvc_kg.render.page import Page
from pscvc_kg.store import Store, open_store
from pscvc_kg.submissions import history, load, withdraw

OWNERS = ("cra-arc", "cic", "ic")
DAYS = range(2, 9)

__all__ = ["registered", "store"]


def day(number: int) -> date:
    return date(2025, 3, number)


def something(store: Store, folder: Path, number: int, dice: random.Random) -> None:
    """Accept, resubmit, load a register again with fewer names, or withdraw, on that day of March."""
    standing = [each for each in history(store) if not each.withdrawn]
    what = dice.choice(("take", "take", "load", "withdraw")) if standing else "take"
    if what == "take":
        own = shipped("services", dice.choice(OWNERS))
        rows = [dict(row) for row in dice.sample(own, dice.randint(1, min(3, len(own))))]
        rows[0]["service_name_en"] = f"A name of day {number}"
        take(store, write_rows(folder / f"{number}.csv", rows), number)
    elif what == "load":
        names = read_rows(NAMES)
        load(
            [write_rows(folder / f"names-{number}.csv", names[: -dice.randint(1, 9)])],
            store,
            clock=at(number),
        )
    else:
        chosen = dice.choice(standing)
        withdraw(
            store, chosen.organization, chosen.period, number=chosen.number, reason="tried", clock=at(number)
        )


@pytest.mark.parametrize("seed", range(3))
def test_it_stands_as_it_stood_but_for_what_was_withdrawn(
    registered: Path, tmp_path: Path, seed: int
) -> None:
    """A copy of the store at the end of each day is the oracle, once the same is withdrawn from it."""
    dice = random.Random(seed)
    graph = shutil.copytree(registered, tmp_path / "graph")
    for number in DAYS:
        with open_store(graph) as store:
            something(store, tmp_path, number, dice)
        shutil.copytree(graph, tmp_path / f"day-{number}")
    with open_store(graph) as store:
        gone = {each.graph for each in history(store) if each.withdrawn}
        assert gone
        for number in DAYS:
            with open_store(tmp_path / f"day-{number}") as then:
                since = [each for each in history(then) if each.graph in gone and not each.withdrawn]
                for each in since:
                    withdraw(then, each.organization, each.period, number=each.number, reason="since")
                past = as_it_stood(store, day(number))
                with past.store as memory:
                    assert now(memory) == now(then)
                    assert past.withdrawn == len(since)


def test_a_question_is_answered_as_of_a_day(store: Store, tmp_path: Path) -> None:
    own = shipped("services", "cra-arc")
    take(store, write_rows(tmp_path / "three.csv", own[:3]), 3)
    take(store, write_rows(tmp_path / "two.csv", own[:2]), 5)
    graph = api.Graph(store)
    with graph.as_of("2025-03-04") as past:
        before = past.ask("services-without-standards")
        assert past.sparql("SELECT ?x { ?x a <http://purl.org/vocab/cpsv#PublicService> }")
    after = graph.ask("services-without-standards")
    assert (len(before.rows), len(after.rows)) == (3, 2)
    assert (before.as_of, before.withdrawn) == ("2025-03-04", 0)
    withdraw(store, "cra-arc", "2023-2024", number=1, reason="sent by mistake", clock=at(9))
    again = api.ask("services-without-standards", graph, as_of="2025-03-04")
    assert (len(again.rows), again.withdrawn) == (0, 1)
    assert "1 submission that held then was withdrawn since and is left out." in ANSWER_FORMS["table"](
        again, "en", Page()
    )
    assert "1 dépôt alors en vigueur a été retiré depuis" in " ".join(
        str(ANSWER_FORMS["md"](again, "fr", Page())).split()
    )


def test_before_anything_came_there_is_nothing_to_ask(store: Store) -> None:
    with pytest.raises(UsageError, match=r"by 2025-02-28; the first delivery came on 2025-03-01"):
        api.Graph(store).as_of("2025-02-28")


def test_the_command_asks_the_state_of_a_day(
    registered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with copied(registered, tmp_path / "graph") as store:
        take(store, write_rows(tmp_path / "three.csv", shipped("services", "cra-arc")[:3]), 3)
    asked = ["ask", "services-without-standards", "--store", str(tmp_path / "graph"), "--format", "csv"]
    assert run([*asked, "--as-of", "2025-03-02"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert run([*asked, "--as-of", "2025-03-03"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4
    with open_store(tmp_path / "graph") as store:
        withdraw(store, "cra-arc", "2023-2024", reason="sent by mistake", clock=at(9))
    assert run([*asked, "--as-of", "2025-03-03"]) == 0
    assert "1 submission that held then was withdrawn since and is left out" in capsys.readouterr().err
    query = "SELECT ?x { ?x a <https://w3id.org/pscvc/ns#ServiceReport> }"
    free = ["sparql", query, "--store", str(tmp_path / "graph"), "--format", "csv", "--as-of"]
    assert run([*free, "2025-03-03"]) == 0
    assert "was withdrawn since and is left out" in capsys.readouterr().err
    assert run([*free, "2025-03-02"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert run([*free, "2025-02-02"]) == 2
    assert "nothing had been loaded or accepted by 2025-02-02" in capsys.readouterr().err
