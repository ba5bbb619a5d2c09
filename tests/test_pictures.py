"""Pictures of answers: their geometry holds, and what they leave out they say."""

from __future__ import annotations

import dataclasses
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from test_answer_forms import OVER, SVG, texts
from test_site_in_a_browser import Look

from pscvc_kg import api, questions
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.namespaces import GRAPH_CURRENT
from pscvc_kg.questions import Answer
from pscvc_kg.questions.catalogue import PICTURES, Column, Picture
from pscvc_kg.render.pictures import answer_svg
from pscvc_kg.render.pictures.axes import scale
from pscvc_kg.render.pictures.filled import Key
from pscvc_kg.render.pictures.flow import MOST_FLOWS
from pscvc_kg.render.pictures.matrix import MOST_ROWS
from pscvc_kg.render.pictures.network import MOST_NODES, MOST_TIES
from pscvc_kg.render.pictures.over_time import MOST_LINES
from pscvc_kg.render.pictures.ribbons import HIGH, NODE, Flow, ribbons
from pscvc_kg.render.pictures.shapes import BAND, BLUE, COLOURS, INK, SOFT, number
from pscvc_kg.render.words import LANGUAGES, word

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with api.shipped() as graph:
        yield graph.ask


def answer_of(
    ask: Ask,
    picture: Picture,
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    types: Sequence[str] = (),
) -> Answer:
    """An answer with these columns and rows, drawn as *picture* says."""
    answer = ask("missing-values")
    columns = tuple(
        Column(name, {"en": name.title(), "fr": name.title()}, type)
        for name, type in zip(names, types or ["text"] * len(names), strict=True)
    )
    return dataclasses.replace(
        answer,
        question=dataclasses.replace(answer.question, picture=picture, columns=columns),
        columns=columns,
        rows=tuple(map(tuple, rows)),
        iris=tuple((None,) * len(names) for _ in rows),
    )


def said(svg: str) -> str:
    return " ".join(texts(svg))


# Flows

FLOW = Picture("flow", {"from": ("from",), "to": ("to",), "value": ("value",)})


def flows(ask: Ask, rows: Sequence[Sequence[Any]]) -> str:
    return answer_svg(answer_of(ask, FLOW, ("from", "to", "value"), rows, ("text", "text", "decimal")), "en")


def ends(svg: str) -> dict[str, tuple[float, float]]:
    """How wide each ribbon of a picture is where it begins and where it ends."""
    found = {}
    for path in ET.fromstring(svg).iter(f"{SVG}path"):
        title = path.findtext(f"{SVG}title")
        if title:
            way = re.findall(r"(-?[\d.]+) (-?[\d.]+)(?= [CL]| z)", path.get("d", ""))
            heights = [float(y) for _, y in way]
            half = len(heights) // 2
            found[title] = (heights[-1] - heights[0], heights[half] - heights[half - 1])
    return found


def test_a_ribbon_is_as_wide_as_its_number_at_both_ends(ask: Ask) -> None:
    answer = ask("channels-by-organization")
    found = ends(answer_svg(answer, "en"))
    rows = [
        row for row in answer.records() if isinstance(row["applications"], Decimal) and row["applications"]
    ]
    assert len(found) == len(rows) > 20
    scale = HIGH / float(sum(row["applications"] for row in rows))
    for row in rows:
        for width in found[title(row)]:
            assert width == pytest.approx(float(row["applications"]) * scale, abs=0.02)


def title(row: dict[str, Any]) -> str:
    return f"{row['organization']} → {row['measure']}: {row['applications']:,}"


def test_flows_go_through_several_columns_and_stand_apart() -> None:
    keys: dict[str, Key] = {name: (name,) for name in "abcdef"}
    given = [("a", "b", 5), ("a", "c", 3), ("b", "d", 4), ("c", "d", 3), ("a", "d", 2), ("e", "f", 1)]
    plan = ribbons(
        [Flow(keys[one], keys[other], Decimal(value)) for one, other, value in given],
        {key: name for name, key in keys.items()},
        0,
    )
    x = {node.key: node.x for node in plan.nodes}
    assert x[keys["a"]] == x[keys["e"]] < x[keys["b"]] == x[keys["c"]] < x[keys["d"]]
    sides = {x: [node for node in plan.nodes if node.x == x] for x in x.values()}
    for nodes in sides.values():
        for above, below in pairwise(nodes):
            assert above.y + above.height < below.y
    heights = {node.key[0]: node.height for node in plan.nodes}
    assert heights["a"] == pytest.approx(10 * heights["f"])
    passing = plan.ribbons[4]  # a to d, past b and c
    right = number(x[keys["b"]] + NODE)
    y, under = (float(one) for one in re.findall(rf" {right} ([\d.]+)(?= [CL])", passing.way)[:2])
    for node in sides[x[keys["b"]]]:
        assert max(y, under) <= node.y or min(y, under) >= node.y + node.height


def test_a_flow_that_closes_a_loop_is_listed_and_not_drawn(ask: Ask) -> None:
    svg = flows(ask, [("a", "b", 9), ("b", "c", 8), ("c", "a", 1), ("c", "c", 2)])
    assert set(ends(svg)) == {"a → b: 9", "b → c: 8"}
    assert re.search(r"Not drawn, because they lead back.*c → c: 2 c → a: 1", said(svg))


def test_flows_that_are_left_out_are_said(ask: Ask) -> None:
    rows = [(f"from {n % 8}", f"to {n}", 100 + n) for n in range(MOST_FLOWS + 5)]
    svg = flows(ask, [*rows, ("from 1", "to 1", None), ("from 2", "to 2", 0), ("from 3", "to 3", -4)])
    assert len(ends(svg)) == MOST_FLOWS
    missing, total = sum(range(100, 105)), sum(row[2] for row in rows)
    assert (
        f"the {MOST_FLOWS} largest of {len(rows)} flows are drawn; the others come to {missing} of {total:,}"
        in said(svg)
    )
    assert "rows without a number, not drawn: 1" in said(svg)
    assert "rows with zero or less, not drawn: 2" in said(svg)
    assert "too small to have a width" not in said(svg)
    assert "too small to have a width, drawn as a line: 1" in said(
        flows(ask, [("a", "b", 10**6), ("a", "c", 1)])
    )


def test_flows_between_the_same_two_are_one(ask: Ask) -> None:
    assert set(ends(flows(ask, [("a", "b", 1), ("a", "b", 2)]))) == {"a → b: 3"}


def test_years_are_not_added_up(ask: Ask) -> None:
    picture = Picture("flow", {**FLOW.columns, "slice": ("year",)})
    rows = [("a", "b", 1, "2022"), ("a", "b", 2, "2023"), ("a", "c", 4, "2021")]
    names = ("from", "to", "value", "year")
    svg = answer_svg(answer_of(ask, picture, names, rows, ("text", "text", "decimal", "text")), "en")
    assert set(ends(svg)) == {"a → b: 2"}
    assert "only 2023 is drawn; others in the answer: 2" in said(svg)


# Networks

NETWORK = Picture("network", {"from": ("from",), "to": ("to",), "direct": ("direct",)})
TIES = Picture("ties", {"from": ("from",), "to": ("to",), "value": ("value",), "note": ("note",)})


def tied(svg: str) -> dict[str, ET.Element]:
    """The line of each tie of a picture."""
    every = ET.fromstring(svg).iter(f"{SVG}path")
    return {title: path for path in every if (title := path.findtext(f"{SVG}title"))}


def network(ask: Ask, rows: Sequence[Sequence[Any]], lang: str = "en") -> str:
    names, types = ("from", "to", "direct"), ("text", "text", "boolean")
    return answer_svg(answer_of(ask, NETWORK, names, rows, types), lang)


def ties(ask: Ask, rows: Sequence[Sequence[Any]], lang: str = "en") -> str:
    names, types = ("from", "to", "value", "note"), ("text", "text", "integer", "text")
    return answer_svg(answer_of(ask, TIES, names, rows, types), lang)


def test_an_arrow_leads_from_who_depends_to_whom_it_depends_on(ask: Ask) -> None:
    answer = ask("organizations-depend-on")
    svg = answer_svg(answer, "en")
    direct = {f"{row['organization']} → {row['depends_on']}" for row in answer.records() if row["direct"]}
    assert set(tied(svg)) == direct
    arrows = [path for path in ET.fromstring(svg).iter(f"{SVG}path") if path.get("fill") != "none"]
    assert len(arrows) == len(direct)
    assert "Organization → Depends on" in said(svg)
    left_out = len(answer.rows) - len(direct)
    assert f"ties at a distance that follow from those drawn, not drawn: {left_out}" in said(svg)
    place = {dot.get("cx"): dot.get("cy") for dot in ET.fromstring(svg).iter(f"{SVG}circle")}
    assert len(place) == len(
        {name for row in answer.records() for name in (row["organization"], row["depends_on"])}
    )


def test_a_tie_at_a_distance_is_dashed_where_nothing_else_leads_there(ask: Ask) -> None:
    svg = network(ask, [("a", "b", True), ("b", "c", True), ("a", "c", False), ("c", "d", False)])
    assert {title: path.get("stroke-dasharray") for title, path in tied(svg).items()} == {
        "a → b": None,
        "b → c": None,
        "c → d": "7 5",
    }
    assert "dashed: not directly" in said(svg)
    assert "not drawn: 1" in said(svg)


def test_a_tie_without_direction_is_one_and_as_wide_as_its_number(ask: Ask) -> None:
    rows = [
        ("a", "b", 4, "x"),
        ("b", "a", 4, "x"),
        ("c", "b", 2, "y"),
        ("b", "c", 2, "y"),
        ("a", None, 1, "z"),
    ]
    svg = ties(ask, rows)
    width = {title: float(path.get("stroke-width", "")) for title, path in tied(svg).items()}
    assert width == {"a – b: 4": 5, "c – b: 2": 2.5}
    assert not [path for path in ET.fromstring(svg).iter(f"{SVG}path") if path.get("fill") != "none"]
    assert "rows that do not name two ends, not drawn: 1" in said(svg)
    assert "1 a – b: x 2 c – b: y" in said(svg)


def test_there_and_back_are_two_ways(ask: Ask) -> None:
    ways = [path.get("d") for path in tied(network(ask, [("a", "b", True), ("b", "a", True)])).values()]
    assert len(ways) == 2
    middle = [re.search(r"Q([\d.]+) ([\d.]+)", way or "") for way in ways]
    assert len({one.groups() for one in middle if one}) == 2


def test_ties_that_are_left_out_are_said(ask: Ask) -> None:
    rows = [(f"n{a}", f"n{b}", a * b, "") for a in range(1, 60) for b in range(a + 1, 60)]
    svg = ties(ask, rows)
    found = tied(svg)
    assert len(found) == MOST_TIES
    assert f"the strongest ties are drawn, {MOST_TIES} of {len(rows):,}" in said(svg)
    shown = sorted((int(title.split(": ")[1].replace(",", "")) for title in found), reverse=True)
    assert shown == sorted((row[2] for row in rows), reverse=True)[:MOST_TIES]
    nodes = {name for title in found for name in title.split(": ")[0].split(" – ")}
    assert f"of 59 that are tied, {len(nodes)} are drawn" in said(svg)
    star = network(ask, [("hub", f"n{n}", True) for n in range(50)])
    assert len(tied(star)) == MOST_NODES - 1
    assert f"the ties of the best connected are drawn, {MOST_NODES - 1} of 50" in said(star)


# Lines

LINES = Picture(
    "lines",
    {
        "x": ("period",),
        "value": ("value",),
        "series": ("series",),
        "break": ("note",),
        "instrument": ("made",),
    },
    {"break": ("break",)},
)


def over_time(ask: Ask, rows: Sequence[Sequence[Any]], lang: str = "en") -> str:
    names = ("period", "value", "series", "note", "made")
    types = ("text", "decimal", "text", "text", "text")
    padded = [(*row, "", "")[:5] if len(row) == 3 else row for row in rows]
    return answer_svg(answer_of(ask, LINES, names, padded, types), lang)


def points(svg: str) -> dict[str, tuple[float, float]]:
    """The middle of the sign of each value, by what a pointer that rests on it shows."""
    found = {}
    for title, path in tied(svg).items():
        way = re.findall(r"([\d.]+) ([\d.]+)(?= [AL]| z|$| M)", path.get("d", ""))
        ends = [[float(pair[at]) for pair in way] for at in (0, 1)]
        found[title] = ((min(ends[0]) + max(ends[0])) / 2, (min(ends[1]) + max(ends[1])) / 2)
    return found


def joined(svg: str) -> list[int]:
    """How many values each line of a picture joins."""
    every = ET.fromstring(svg).iter(f"{SVG}path")
    return [path.get("d", "").count(" L") + 1 for path in every if path.get("stroke-width") == "2.5"]


def dashed(svg: str) -> list[float]:
    """How far to the right each break stands."""
    every = [one for one in ET.fromstring(svg).iter(f"{SVG}path") if one.get("stroke-dasharray")]
    return [float(one.get("d", "").split()[0].removeprefix("M")) for one in every]


def test_a_value_stands_at_its_height_and_year(ask: Ask) -> None:
    at = points(over_time(ask, [("2020", 10, "a"), ("2021", 15, "a"), ("2023", 20, "a")]))
    one, two, three = (at[f"a, {year}: {n}"] for year, n in ((2020, 10), (2021, 15), (2023, 20)))
    assert two[1] - three[1] == pytest.approx(one[1] - two[1], abs=0.2)
    assert one[1] > two[1] > three[1]
    assert three[0] - two[0] == pytest.approx(2 * (two[0] - one[0]), abs=0.2)


def test_the_same_value_of_one_period_is_seen_of_each(ask: Ask) -> None:
    at = points(over_time(ask, [("2020", 10, name) for name in "abc"]))
    assert at["b, 2020: 10"][0] - at["a, 2020: 10"][0] >= 12
    assert at["c, 2020: 10"][0] - at["b, 2020: 10"][0] >= 12


def test_a_line_is_interrupted_where_a_period_has_no_value(ask: Ask) -> None:
    years = range(2010, 2018)
    whole = over_time(ask, [(str(year), year - 2000, "a") for year in years])
    assert joined(whole) == [8]
    assert "interrupted" not in said(whole)
    for svg in (
        over_time(ask, [(str(year), None if year == 2013 else year - 2000, "a") for year in years]),
        over_time(ask, [(str(year), year - 2000, "a") for year in years if year != 2013]),
        over_time(
            ask,
            [(f"{year} Q{q}", year - 2000, "a") for year in (2010, 2011) for q in (1, 2, 3, 4)][:3]
            + [(f"2011 Q{q}", 11, "a") for q in (1, 2, 3, 4)],
        ),
    ):
        assert joined(svg) == [3, 4]
        assert "where a line is interrupted, there is no value" in said(svg)


def in_order(svg: str) -> list[str]:
    """The titles of the points from the left to the right."""
    at = points(svg)
    return sorted(at, key=lambda title: at[title][0])


def test_periods_of_one_year_stand_in_the_order_of_their_months(ask: Ask) -> None:
    months = ["April 2022", "October 2022", "January 2023", "April 2023"]
    svg = over_time(ask, [(month, n, "a") for n, month in reversed(list(enumerate(months)))])
    assert in_order(svg) == [f"a, {month}: {n}" for n, month in enumerate(months)]
    days = ["2022-04-01", "2022-04-15", "2022-10-01"]
    svg = over_time(ask, [(day, n, "a") for n, day in reversed(list(enumerate(days)))])
    assert in_order(svg) == [f"a, {day}: {n}" for n, day in enumerate(days)]


def test_nothing_is_missing_where_the_usual_step_is_kept(ask: Ask) -> None:
    waves = ["2008", "2011", "2014", "2017", "2018"]
    svg = over_time(ask, [(f"Survey of {wave}", 1, "a") for wave in waves])
    assert joined(svg) == [5]
    years = ["2009-10", "2010-11", "2011-12", "2013-14"]
    assert joined(over_time(ask, [(year, 1, "a") for year in years])) == [3]


def test_two_series_of_one_name_each_have_their_label_at_their_own_end(ask: Ask) -> None:
    rows = [(year, n, "a", "", "") for n in (10, 20) for year in ("2020", "2021")]
    answer = answer_of(ask, LINES, ("period", "value", "series", "note", "made"), rows)
    iris = tuple((None, None, f"https://example.org/{row[1]}", None, None) for row in rows)
    root = ET.fromstring(answer_svg(dataclasses.replace(answer, iris=iris), "en"))
    ends = [float(one.get("y", "")) for one in root.iter(f"{SVG}text") if one.text == "a"]
    assert len(set(ends)) == 2


def test_a_break_is_a_dashed_line_that_says_what_changed(ask: Ask) -> None:
    rows = [("2019", 1, "a", "", "x"), ("2020", 2, "a", "", "x"), ("2021", 9, "a", "break", "x")]
    svg = over_time(ask, [*rows, ("2022", 8, "a", "", "y")])
    at = points(svg)
    first, second = dashed(svg)
    assert at["a, 2020: 2"][0] < first < at["a, 2021: 9"][0] < second < at["a, 2022: 8"][0]
    assert joined(svg) == [2]
    assert "2021: break 2022: x → y" in said(svg)
    assert "interrupted" not in said(svg)


def test_a_break_names_its_series_where_another_goes_on(ask: Ask) -> None:
    rows = [(str(year), year % 7, name, "", "x") for name in "ab" for year in (2019, 2020)]
    svg = over_time(ask, [*rows, ("2021", 1, "a", "break", "x"), ("2021", 1, "b", "", "x")])
    assert "2021: break (a)" in said(svg)
    assert sorted(joined(svg)) == [2, 3]
    assert "2021: break (a)" not in said(over_time(ask, [*rows, ("2021", 1, "a", "break", "x")]))


def test_series_and_values_that_are_left_out_are_said(ask: Ask) -> None:
    rows = [
        (str(year), n, f"series {n}") for n in range(MOST_LINES + 3) for year in range(2020, 2021 + (n > 2))
    ]
    svg = over_time(ask, [*rows, ("2020", 5, "series 5"), ("2020", None, "series 6")])
    assert f"the {MOST_LINES} series with the most values are drawn, of {MOST_LINES + 3}" in said(svg)
    names = {title.split(",")[0] for title in tied(svg)}
    assert names == {f"series {n}" for n in range(3, MOST_LINES + 3)}
    assert "rows with a second value for the same period, not drawn: 1" in said(svg)
    assert "rows without a number, not drawn: 1" in said(svg)


def test_the_engagement_of_three_agencies_breaks_where_the_ontology_says_so() -> None:
    text = Path(__file__).parent / "questions" / "three-agencies.ttl"
    memory = ox.Store()
    memory.load(text.read_bytes(), ox.RdfFormat.TURTLE)
    with EmbeddedStore() as store:
        triples = memory.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
        store.load(triples, GRAPH_CURRENT)
        svg = answer_svg(questions.ask(store, "engagement-over-years", lang="fr"), "fr")
    assert len(dashed(svg)) == 1
    assert "2024-2025\u00a0: calculé autrement à partir d'ici" in said(svg)


@pytest.mark.parametrize(
    ("low", "high"), [("0", "1"), ("3", "3"), ("-5", "12.5"), ("0.001", "0.0042"), ("61", "76"), ("0", "0")]
)
def test_a_scale_has_round_numbers_around_all_values(low: str, high: str) -> None:
    found = scale([Decimal(low), Decimal(high)])
    assert 3 <= len(found.ticks) <= 8
    assert found.ticks[0] <= Decimal(low) <= Decimal(high) <= found.ticks[-1]
    assert len({b - a for a, b in pairwise(found.ticks)}) == 1
    assert all(len(str(abs(tick)).replace(".", "").strip("0")) <= 3 for tick in found.ticks)


# Matrices

MATRIX = Picture(
    "matrix",
    {"row": ("row",), "column": ("column",), "mark": ("mark",)},
    {"mark": ("yes", "partly", "no")},
)


def matrix(ask: Ask, rows: Sequence[Sequence[Any]], lang: str = "en") -> str:
    return answer_svg(answer_of(ask, MATRIX, ("row", "column", "mark"), rows), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_stance_of_the_literature_has_a_sign_where_proposition_and_work_meet(
    ask: Ask, lang: str
) -> None:
    answer = ask("claims-on-proposition", proposition=["P17", "P03"], lang=lang)
    svg = answer_svg(answer, lang)
    colon = word("colon", lang) + " "
    assert set(tied(svg)) == {
        f"{row['proposition']} — {row['read_in']}{colon}{row['stance']}" for row in answer.records()
    }
    looks: dict[str, set[tuple[str | None, ...]]] = {}
    for title, path in tied(svg).items():
        shape = re.sub(r"[\d.]+", "", path.get("d", ""))
        looks.setdefault(title.rsplit(colon, 1)[1], set()).add((shape, path.get("stroke")))
    assert len(looks) > 1
    assert all(len(look) == 1 for look in looks.values())
    shapes, colours = zip(*(look for (look,) in looks.values()), strict=True)
    assert len(set(shapes)) == len(set(colours)) == len(looks)
    assert looks.keys() <= set(texts(svg))


def test_a_sign_stands_once_and_several_stand_beside_each_other(ask: Ask) -> None:
    svg = matrix(ask, [("r", "c", "yes"), ("r", "c", "yes"), ("r", "c", "no"), ("q", "c", "partly")])
    at = points(svg)
    assert set(at) == {"r — c: yes", "r — c: no", "q — c: partly"}
    assert at["r — c: no"][0] - at["r — c: yes"][0] >= 11
    assert at["r — c: no"][1] == pytest.approx(at["r — c: yes"][1], abs=0.2)
    assert at["q — c: partly"][1] > at["r — c: yes"][1] + 20


def test_rows_and_signs_that_are_left_out_are_said(ask: Ask) -> None:
    rows = [(f"row {n}", f"column {m}", "yes") for n in range(MOST_ROWS + 4) for m in range(3 - (n < 4))]
    svg = matrix(ask, [*rows, ("row 9", "column 1", "perhaps")])
    assert f"the {MOST_ROWS} fullest rows are drawn, of {MOST_ROWS + 4}".capitalize() in said(svg)
    assert "rows for which there is no sign, not drawn: 1" in said(svg)
    assert {title.split(" — ")[0] for title in tied(svg)} == {f"row {n}" for n in range(4, MOST_ROWS + 4)}


def test_what_stands_in_columns_without_room_stands_in_the_last(ask: Ask) -> None:
    rows = [(f"row {n % 20}", f"column {n}", ("yes", "no")[n % 3 == 0]) for n in range(60)]
    svg = matrix(ask, rows)
    shown = {title.split(" — ")[1].split(":")[0] for title in tied(svg)}
    last = next(one for one in shown if one.startswith("others"))
    assert f"{60 - len(shown) + 1}" in next(one for one in texts(svg) if one.startswith("others"))
    signs: dict[str, set[str]] = {}
    for title in tied(svg):
        row, rest = title.split(" — ")
        signs.setdefault(row, set()).add(rest.rsplit(": ", 1)[1])
    assert last
    assert signs == {f"row {n}": {row[2] for row in rows if row[0] == f"row {n}"} for n in range(20)}


# All of them

CHAIN = Picture("chain", {one: (one,) for one in ("from", "from_stage", "object", "to", "to_stage")})
BARS = Picture("bars", {"label": ("row",), "value": ("value",)})
KINDS = {
    "bars": (BARS, ("row", "value"), ("<b>&\x1b[2J", 3)),
    "chain": (
        CHAIN,
        ("from", "from_stage", "object", "to", "to_stage"),
        ("<b>", "&", "<i>", "]]>", "\x1b[2J"),
    ),
    "flow": (FLOW, ("from", "to", "value"), ("<b>&", "</svg>\x1b[2J", 3)),
    "lines": (
        LINES,
        ("period", "value", "series", "note", "made"),
        ("<b>2020", 3, "&</svg>\x1b[2J", "break", "<i>"),
    ),
    "matrix": (MATRIX, ("row", "column", "mark"), ("<b>&", "</svg>\x1b[2J", "yes")),
    "network": (NETWORK, ("from", "to", "direct"), ("<b>&", "</svg>\x1b[2J", True)),
    "ties": (TIES, ("from", "to", "value", "note"), ("<b>&", "</svg>\x1b[2J", 3, "<i>\u202e")),
}
"""A picture of each kind with one hostile row."""


def test_each_kind_is_tried() -> None:
    assert KINDS.keys() == PICTURES.keys()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_in_a_cell_does_anything(ask: Ask, kind: str, lang: str) -> None:
    picture, names, row = KINDS[kind]
    svg = answer_svg(answer_of(ask, picture, names, [row]), lang)
    assert {one.tag.removeprefix(SVG) for one in ET.fromstring(svg).iter()} <= {
        "svg", "title", "desc", "g", "rect", "path", "circle", "text",
    }  # fmt: skip
    assert "\x1b" not in svg
    assert "\u202e" not in svg
    assert "<b>" in said(svg)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [0, 1, 3])
def test_a_picture_of_nothing_is_one(ask: Ask, kind: str, rows: int) -> None:
    picture, names, row = KINDS[kind]
    blank = [None if isinstance(cell, int) else cell for cell in row] if rows < 3 else [None] * len(row)
    svg = answer_svg(answer_of(ask, picture, names, [blank] * rows), "en")
    assert not re.search(r"\bnan\b|\binf\b", svg)
    assert svg == answer_svg(answer_of(ask, picture, names, [blank] * rows), "en")


def light(colour: str) -> float:
    """The relative luminance of a colour, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", ["#ffffff", BAND])
def test_colours_stand_out_and_text_more_so(ground: str) -> None:
    assert min(contrast(colour, ground) for colour in COLOURS) >= 3
    assert min(contrast(colour, ground) for colour in (INK, SOFT)) >= 4.5
    assert contrast("#ffffff", BLUE) >= 4.5


@pytest.mark.browser
def test_many_flows_stand_apart(ask: Ask, look: Look) -> None:
    rows = [
        (
            f"Department of the things that are number {n % 30}",
            f"A programme with some name {n % 17}",
            10 + n * n,
        )
        for n in range(70)
    ]
    rows += [
        (f"A programme with some name {n}", f"People of the group {n % 5}", 7 * n + 1) for n in range(17)
    ]
    with look(1280, "light") as page:
        page.set_content(flows(ask, rows))
        assert page.evaluate(OVER) == []


@pytest.mark.browser
@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_of_a_large_network_stand_apart(ask: Ask, look: Look, lang: str) -> None:
    name = "Department of the many things that are number {} of a very long list"
    rows = [(name.format(n), name.format((n * 7 + 3) % 40), n, "a note of some length") for n in range(40)]
    with look(1280, "light") as page:
        page.set_content(ties(ask, rows, lang))
        found = page.evaluate(OVER)
        assert [pair for pair in found if not all(text.isdigit() for text in pair)] == []
        page.set_content(network(ask, [(*row[:2], True) for row in rows], lang))
        assert page.evaluate(OVER) == []


@pytest.mark.browser
@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_at_the_ends_of_lines_stand_apart(ask: Ask, look: Look, lang: str) -> None:
    rows = [
        (f"Fiscal year {year}-{year + 1}", 50 + n, f"Department number {n} with a long name", note, made)
        for n in range(9)
        for year, note, made in (
            (2016, "", "a"), (2017, "", "a"), (2018, "break", "a"), (2019, "", "b"), (2020, "", "c"),
        )
    ]  # fmt: skip
    with look(1280, "light") as page:
        page.set_content(over_time(ask, rows, lang))
        assert page.evaluate(OVER) == []


@pytest.mark.browser
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_large_matrix_stays_within_its_picture(ask: Ask, look: Look, lang: str) -> None:
    rows = [
        (
            f"Some proposition of many words that is number {n}",
            f"Authors of a Work and Others {n * 7 % 53}",
            mark,
        )
        for n in range(40)
        for mark in ("yes", "partly", "no")[: n % 3 + 1]
    ]
    with look(1280, "light") as page:
        page.set_content(matrix(ask, rows, lang))
        assert page.evaluate(OVER) == []
        box = page.locator("svg").bounding_box()
        assert box
        assert all(
            one.bounding_box()["x"] + one.bounding_box()["width"] <= box["width"]
            for one in page.locator("svg text").all()
        )


RUN_OVER = """() => {
  const labels = [...document.querySelectorAll('svg g text')].filter(t => !/^\\d+$/.test(t.textContent))
    .map(t => [t.textContent, t.getBBox()]);
  const ties = [...document.querySelectorAll('svg path')].filter(p => p.querySelector('title'));
  const points = ties.flatMap(p => [...Array(80).keys()].map(n =>
    [p.querySelector('title').textContent, p.getPointAtLength(p.getTotalLength() * n / 79)]));
  const dots = [...document.querySelectorAll('svg circle')].map(c =>
    ['number', {x: c.cx.baseVal.value, y: c.cy.baseVal.value}]);
  const over = (p, b) => p.x > b.x + 1 && p.x < b.x + b.width - 1 &&
    p.y > b.y + 3 && p.y < b.y + b.height - 3;
  return [...points, ...dots].flatMap(([name, p]) =>
    labels.filter(([, b]) => over(p, b)).map(([t]) => [name, t]));
}"""
"""Which ties of a network run over which labels."""


@pytest.mark.browser
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["organizations-depend-on", "what-is-handed-over", "not-comparable"])
def test_no_tie_runs_over_a_label(ask: Ask, look: Look, name: str, lang: str) -> None:
    with look(1280, "light") as page:
        page.set_content(answer_svg(ask(name, lang=lang), lang))
        assert page.evaluate(RUN_OVER) == []


@pytest.mark.browser
def test_no_tie_of_a_large_network_runs_over_a_label(ask: Ask, look: Look) -> None:
    name = "Department of the many things that are number {} of a very long list"
    rows = [(name.format(n), name.format((n * step + 3) % 40), n, "") for step in (7, 1) for n in range(40)]
    with look(1280, "light") as page:
        page.set_content(network(ask, [(*row[:2], True) for row in rows]))
        assert page.evaluate(RUN_OVER) == []
