"""A broken rule is our fault and never a finding, and nothing that is submitted changes the rules."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscvc_kg import validation
from pscvc_kg.errors import PscvcError
from pscvc_kg.namespaces import PSC, RDF_TYPE, SH, SHAPE, XSD
from pscvc_kg.resources import SHAPES, STORY
from pscvc_kg.validation import catalogue
from pscvc_kg.validation.engines import ENGINES
from pscvc_kg.validation.evidence import Collected, Gathered, collect, gather
from pscvc_kg.validation.wording import filled, number, shown

SERVICE = f"<urn:s> <{RDF_TYPE}> <http://purl.org/vocab/cpsv#PublicService> .\n".encode()
COUNT = f'<urn:o> <{PSC}value> "1"^^<{XSD}decimal> .\n'.encode()


def changed(folder: Path, old: str, new: str) -> Path:
    """A copy of shapes/ in which *old* of the rules about measures is *new*."""
    copy = Path(shutil.copytree(SHAPES, folder / "shapes"))
    file = copy / "core" / "measure.ttl"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return copy


def gathered(stated: bytes) -> Gathered:
    """The evidence of *stated* (N-Triples) for profile core, without any register."""
    profile = catalogue.profile("core")
    collected = collect(profile, {})
    collected.state(stated)
    return gather((stated,), profile, collected, date(2025, 3, 1))


def test_rule_without_a_french_message_is_our_fault(tmp_path: Path) -> None:
    shapes = changed(tmp_path, "n'est pas un nombre.\"@fr", "n'est pas un nombre.\"@de")
    with pytest.raises(PscvcError, match=r"Observation-number lacks sh:message in French") as caught:
        catalogue.profile("core", shapes)
    assert caught.value.exit_status == 4


def test_rules_file_that_is_no_turtle_is_our_fault(tmp_path: Path) -> None:
    shapes = changed(tmp_path, "@prefix psc:", "@prefiks psc:")
    with pytest.raises(PscvcError, match=r"measure\.ttl"):
        catalogue.profile("core", shapes)


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_broken_query_is_our_fault(engine: str, tmp_path: Path) -> None:
    profile = catalogue.profile("core", changed(tmp_path, "FLOOR(?value)", "FLOOR(?value"))
    evidence = gathered(COUNT).evidence
    with pytest.raises(PscvcError) as caught:
        ENGINES[engine].queries(profile, evidence)
    assert caught.value.exit_status == 4


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_shapes_in_the_data_change_nothing(engine: str) -> None:
    forged = b"".join(
        f'<{SHAPE}{name}> <{SH}deactivated> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .\n'.encode()
        for name in ("Service-titleEnglish", "Service-titleFrench")
    )
    own = f"<urn:own> <{RDF_TYPE}> <{SH}NodeShape> .\n<urn:own> <{SH}targetNode> <urn:s> .\n".encode()
    assert validation.check_graph(SERVICE + forged + own, "core", engine) == validation.check_graph(SERVICE)


def test_data_without_any_focus_node_is_not_passed() -> None:
    assert set(gathered(b"").counts.values()) == {0}


def test_unbound_variable_shows_nothing() -> None:
    assert filled("a {?gone} b", {}, "en", lambda _iri, _language: None) == "a  b"


def test_code_without_a_label_is_shown_as_it_was_typed() -> None:
    code = ox.NamedNode("https://w3id.org/pscvc/code/channel/T%C3%89L%20")
    assert shown(code, "fr", lambda _iri, _language: None) == "TÉL "


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [
        ("1234567", "1,234,567", "1\u202f234\u202f567"),
        ("0.9872", "0.9872", "0,9872"),
        ("-1.50", "-1.5", "-1,5"),
        ("100", "100", "100"),
        ("many", "many", "many"),
        *((text, text, text) for text in ("1e3", "1_000", "١٢", "NaN", "-9e99999999999999", "1" + 31 * "0")),
    ],
)
def test_number_is_written_as_the_language_writes_it(text: str, english: str, french: str) -> None:
    assert (number(text, "en"), number(text, "fr")) == (english, french)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1234.567", "1,235"),
        ("0.5678", "0.57"),
        ("1.5E3", "1,500"),
        ("1e30", "1" + 10 * ",000"),
        *((text, text) for text in ("1e31", "1e999999999", "-1e-999", "1e", "inf")),
    ],
)
def test_result_is_rounded_where_it_is_a_number_that_people_can_read(text: str, written: str) -> None:
    assert number(text, "en", exact=False) == written


@given(
    st.text()
    | st.from_regex(r"\A[+-]?\d{0,40}\.?\d{0,40}([eE][+-]?\d{0,20})?\Z")
    | st.dates().map(str)
    | st.from_regex(r"\A\d{4}-\d\d-\d\d\Z")
)
def test_no_text_in_a_number_or_a_day_raises_or_grows(text: str) -> None:
    for name in ("decimal", "integer", "double", "float", "date"):
        term = ox.Literal(text, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{name}"))
        for language in ("en", "fr"):
            assert len(shown(term, language, lambda _iri, _language: None)) <= 2 * len(text) + 50


def test_day_is_written_as_the_language_writes_it() -> None:
    day = ox.Literal("2025-04-01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    said = [shown(day, language, lambda _iri, _language: None) for language in ("en", "fr")]
    assert said == ["1 April 2025", "1er avril 2025"]


@pytest.mark.parametrize("name", catalogue.profiles())
def test_profile_from_the_cache_is_the_one_in_the_files(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shapes = Path(shutil.copytree(SHAPES, tmp_path / "shapes"))

    def comparable(profile: catalogue.Profile) -> tuple[object, ...]:
        # Where a node has no name, each reading gives it one, and triples have no order.
        graphs = [len(part.splitlines()) for part in (profile.core, profile.queries)]
        facts = sorted(profile.facts.splitlines())
        return (profile.name, profile.label, profile.version, profile.shapes, facts, *graphs)

    def asked() -> catalogue.Profile:
        catalogue.profile.cache_clear()
        return catalogue.profile(name, shapes)

    first, kept = asked(), asked()
    assert comparable(first) == comparable(kept) == comparable(catalogue._read(name, shapes))
    assert first.core == kept.core, "the second one was not the kept one"


def test_profile_is_read_anew_when_a_shape_changes_or_moves(tmp_path: Path) -> None:
    shapes = Path(shutil.copytree(SHAPES, tmp_path / "shapes"))
    count = len(catalogue.profile("core", shapes).shapes)
    (shapes / "core" / "submission.ttl").rename(shapes / "gc" / "aaa.ttl")
    catalogue.profile.cache_clear()
    assert len(catalogue.profile("core", shapes).shapes) < count
    (shapes / "core" / "measure.ttl").write_bytes(b"\xe9")
    catalogue.profile.cache_clear()
    with pytest.raises(PscvcError, match=r"measure\.ttl cannot be read as Turtle"):
        catalogue.profile("core", shapes)


def test_what_cannot_be_taken_in_is_said_and_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables are taken in by another thread; a failure there would leave a report without them."""
    taken: list[int] = []

    def state(self: Collected, triples: bytes) -> None:
        taken.append(len(triples))
        if len(taken) == 1:
            raise PscvcError("no room")

    monkeypatch.setattr(Collected, "state", state)
    files = [STORY / "services-2023-2024.csv", STORY / "standards-2023-2024.csv"]
    with pytest.raises(PscvcError, match="no room"):
        validation.validate(files, as_of="2025-03-01")
