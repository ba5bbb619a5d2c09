"""Links from a list to the graph: proposed, decided by people, kept, and never undone by a machine."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pscvc_kg import api, resources
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.linking import keeping, promoting, sssom, workbook
from pscvc_kg.linking.deciding import Decision, State, decided, merged, standings, tally, to_review
from pscvc_kg.linking.finding import KINDS, find
from pscvc_kg.linking.lists import read_list
from pscvc_kg.linking.records import identity
from pscvc_kg.linking.sssom import Link, LinkSet
from pscvc_kg.linking.things import NameKind
from pscvc_kg.linking.workbook_words import REVIEW_WORDS
from pscvc_kg.namespaces import BASE, DATA, GRAPH_CURRENT, GRAPH_LOG
from pscvc_kg.store import Store

REGISTER = [resources.LIST / "organizations-en.csv", resources.LIST / "organizations-fr.csv"]
DAY = date(2025, 3, 1)
CA = DATA + "ca/organization/"
XX = "https://example.org/"
CLERK = "A. Clerk"
Run = Callable[..., tuple[int, str, str]]


def at(day: int) -> Callable[[], datetime]:
    """A clock that stands at noon of that day of March 2025."""
    return lambda: datetime(2025, 3, day, 12, tzinfo=UTC)


def of(links: LinkSet, name: str) -> dict[str, State]:
    """How what *name* could mean stands, by the last part of its address."""
    return {
        each.last.object.rpartition("/")[2]: each.state
        for each in standings(links.links)
        if each.last.subject_label == name
    }


def deciding(links: LinkSet, name: str, thing: str, decision: Decision) -> LinkSet:
    """*links* after a clerk's *decision* on one pair."""
    [each] = [
        each.proposed
        for each in standings(links.links)
        if each.last.subject_label == name and each.last.object.endswith("/" + thing)
    ]
    return sssom.appended(links, [decided(each, decision, CLERK, DAY)])


def kept(store: Store, links: LinkSet, day: int = 2) -> keeping.Kept:
    return keeping.accept(store, links, "names.sssom.tsv", "00" * 32, by=CLERK, clock=at(day))


def says(store: Store, subject: str, predicate: str, thing: str) -> bool:
    return store.query(f"ASK {{ <{subject}> <{predicate}> <{thing}> }}").texts() == [("true",)]


# What is proposed


def test_a_name_is_accepted_left_to_a_person_or_said_to_be_of_nobody(known: Store, names: Path) -> None:
    links = find(names, known, day=DAY)
    assert of(links, "Canada Revenue Agency") == {"46": State.ACCEPTED}
    assert of(links, "Santé Canada") == {"127": State.ACCEPTED}
    assert {"117", "288"} <= of(links, "CSC").keys()
    assert set(of(links, "CSC").values()) == {State.REVIEW}
    assert of(links, "Helth Canada")["127"] is State.REVIEW
    assert of(links, "City of Ottawa") == {"NoTermFound": State.NONE}
    assert tally(links) == {"names": 5, "accepted": 2, "review": 2, "none": 1}


def test_each_link_says_why_how_surely_by_which_tool_and_when(known: Store, names: Path) -> None:
    for link in find(names, known, day=DAY, lang="fr").links:
        assert link.justification == sssom.LEXICAL
        assert link.slots["mapping_tool"] == "pscvc"
        assert link.slots["mapping_date"] == "2025-03-01"
        if link.object != sssom.NO_TERM_FOUND:
            assert link.slots["comment"].endswith(".")
            assert 0 < float(link.slots["confidence"]) <= 1
            assert len(link.other) > 1  # the verdict, and a score for each feature


def test_the_shipped_list_of_a_hundred_names_is_mostly_sure_and_nobody_is_made_up(known: Store) -> None:
    links = find(resources.LIST / "names.csv", known, day=DAY)
    found = tally(links)
    assert found["names"] == 100
    assert found["accepted"] > 70
    assert 0 < found["review"] < 20
    for nobody in ("City of Ottawa", "ServiceOntario"):
        assert of(links, nobody) == {"NoTermFound": State.NONE}


# The file


def test_a_file_that_is_read_and_written_again_is_the_same_byte_for_byte(
    known: Store, names: Path, tmp_path: Path
) -> None:
    links = deciding(find(names, known, day=DAY), "CSC", "117", Decision.ACCEPT)
    path = tmp_path / "names.sssom.tsv"
    path.write_text(sssom.written(links), encoding="utf-8")
    again = sssom.read(path)
    assert again == links
    assert sssom.written(again).encode() == path.read_bytes()


def test_the_header_is_the_metadata_that_the_standard_wants(known: Store, names: Path) -> None:
    text = sssom.written(find(names, known, day=DAY))
    head = yaml.safe_load("".join(line[1:] + "\n" for line in text.splitlines() if line.startswith("#")))
    assert {"mapping_set_id", "license", "curie_map", "object_source"} <= head.keys()
    prefixes = head["curie_map"]
    table = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    # What the header said of every row, it would say of the decisions of people, too.
    assert head.keys() & set(table[0]) == {"comment"}, "a comment is of the set or of the row"
    for name in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
        for row in table[1:]:
            assert row[table[0].index(name)].partition(":")[0] in prefixes


def test_addresses_of_others_get_a_prefix_for_each_host() -> None:
    rows = [
        Link(f"{scheme}://data.example.org/{name}", sssom.CLOSE, CA + "1", sssom.MANUAL)
        for scheme, name in (("https", "a b".replace(" ", "%20")), ("http", "a"), ("https", "c#d"))
    ]
    text = sssom.written(LinkSet({"mapping_set_id": XX}, tuple(rows)))
    assert "data_example_org:a%20b\tskos:closeMatch\tpscvc:ca/organization/1" in text
    assert "http_data_example_org:a\t" in text


ADDRESSES = [
    *("did:web:a.example", "ark:/12345/x", "urn:x:y", "mailto:a@b.example", "x-y.z:1", "tag:a.example:b"),
    *("ftp://h/x", "ftp://ftp/x", "ftp://h", "git+ssh://h.x/a", "https://https/a", "HTTPS://H/x"),
    *("https://h/x", "http://h/x", "https://h///x", "https://h?x", "https:///y"),
    *("https://a-b/x", "https://a_b/x", "https://a.b/x", "http://a_b/x"),
]


@given(st.lists(st.sampled_from(ADDRESSES), min_size=1))
@settings(max_examples=30, deadline=None)
def test_whatever_address_we_write_is_read_again_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, iris: list[str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.sssom.tsv"
    who = {"author_id": "did:a:b|https://orcid.org/1"}
    links = LinkSet(
        {"mapping_set_id": XX}, tuple(Link(i, sssom.EXACT, XX, sssom.MANUAL, False, who) for i in iris)
    )
    path.write_text(sssom.written(links), encoding="utf-8")
    assert sssom.read(path) == links


def test_columns_and_header_lines_of_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "theirs.sssom.tsv"
    path.write_text(
        "#mapping_set_id: https://example.org/set\n#creator_label: [Somebody]\n#curie_map:\n"
        "#  ex: https://example.org/\n"
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\tsubject_category\n"
        "ex:a\tskos:exactMatch\tpscvc:ca/organization/46\tsemapv:ManualMappingCuration\tagency\n",
        encoding="utf-8",
    )
    links = sssom.read(path)
    assert links.links[0].subject == "https://example.org/a"
    assert links.metadata["creator_label"] == ["Somebody"]
    assert "\tagency\n" in sssom.written(links)


HEAD = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tpredicate_modifier\n"
ROW = "pscvc:list/a/b\tskos:exactMatch\tpscvc:ca/organization/46\tsemapv:LexicalMatching\t0.9\t\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "subject_id' is missing"),
        (HEAD + "pscvc:a\tskos:exactMatch\n", "line 2: the row has 2 cells"),
        (HEAD + ROW.replace("pscvc:list", "nowhere:list"), "neither an address nor a name with a prefix"),
        (HEAD + ROW.replace("skos:exactMatch", ""), "line 2: the cell of predicate_id is empty"),
        (HEAD + ROW.replace("pscvc:list/a/b", ""), "line 2: the cell of subject_id is empty"),
        (
            HEAD + ROW + ROW.replace("skos:exactMatch", "owl:equivalentClass"),
            "line 3: the predicate_id is owl:equivalentClass, which is unknown here; write skos:exactMatch, "
            "skos:closeMatch or skos:relatedMatch",
        ),
        (
            HEAD + ROW.replace("LexicalMatching", "Guessing"),
            "line 2: the mapping_justification is semapv:Guessing, which is unknown here; write "
            "semapv:LexicalMatching or semapv:ManualMappingCuration",
        ),
        (
            HEAD + ROW.replace("0.9", "9") + ROW + ROW.replace("0.9", "2") + "pscvc:a\n",
            "line 2: the confidence is '9'; write a number from 0 to 1, or leave it empty (and 2 more, in "
            "lines 4, 5)",
        ),
        (HEAD + ROW.replace("0.9", "1.5"), "line 2: the confidence is '1.5'"),
        (HEAD + ROW.replace("0.9", "nan"), "line 2: the confidence is 'nan'"),
        (HEAD.replace("confidence", "review_date") + ROW.replace("0.9", "1/3/25"), "write it as YYYY-MM-DD"),
        (HEAD + ROW.replace("\t\n", "\tMaybe\n"), "write Not, or leave it empty"),
        (HEAD + ROW.replace("list/a/b", "a> <b"), "no address"),
        ("#a: [\n" + HEAD, "the header in comments is no YAML"),
        ("#- a\n" + HEAD, "no list of names and values"),
        (
            HEAD.replace("confidence", "mapping_date") + ROW.replace("0.9", "2026-02-30"),
            "a day that there is",
        ),
        (HEAD + ROW.replace("0.9", "1e-30000000"), "the confidence is '1e-30000000'"),
        ("#mapping_date: 2026-99-99\n" + HEAD, "the header in comments is no YAML"),
        ("#a: " + "[" * 5000 + "\n" + HEAD, "the header in comments is no YAML"),
        ("#a: &a [x, x]\n#b: &b [*a, *a]\n#mapping_set_id: [*b, *b]\n" + HEAD, "mapping_set_id is a list"),
        ("#curie_map:\n#  ex: [x]\n" + HEAD, "in the header ex is a list"),
    ],
)
def test_what_is_no_sssom_is_refused_at_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.sssom.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.sssom\.tsv") as error:
        sssom.read(path)
    assert said in str(error.value)


def test_a_file_that_a_spreadsheet_saved_is_read_all_the_same(
    known: Store, names: Path, tmp_path: Path
) -> None:
    links = find(names, known, day=DAY)
    path = tmp_path / "saved.sssom.tsv"
    saved = []
    for line in sssom.written(links).splitlines():
        quoted = f'"{line}"' if line.startswith("#") and "," in line else line
        saved.append(quoted + ("\t\t\t" if line.startswith("#") else ""))
    path.write_bytes(("\r\n".join(saved) + "\r\n").encode("utf-8-sig"))
    assert sssom.read(path) == links


# The list


def test_a_list_of_one_column_keeps_the_commas_of_its_names(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text('Name\nFisheries, Oceans and Coasts\n"Health, Ministry of"\n', encoding="utf-8")
    assert [thing.names[0].text for thing in read_list(path, "one").things] == [
        "Fisheries, Oceans and Coasts",
        "Health, Ministry of",
    ]


def test_the_columns_of_a_list_are_known_by_their_headers_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Nom (fr);name_en;Sigle;Site web;Portefeuille;Identifiant;note\n"
        "Santé;Health;SC;sante.example;Bien-être;7;x\n",
        encoding="utf-8",
    )
    [thing] = read_list(path, "list").things
    assert [(name.text, name.language, name.kind) for name in thing.names] == [
        ("Santé", "fr", NameKind.PREFERRED),
        ("Health", "en", NameKind.PREFERRED),
        ("SC", "", NameKind.ACRONYM),
    ]
    assert thing.websites == ("sante.example",)
    assert [name.text for name in thing.context] == ["Bien-être"]
    assert thing.iri == DATA + "list/list/7"


def test_keywords_of_a_list_are_no_names_and_set_rows_apart(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('name,tags\nMuseum,"cheese; Health Canada"\nMuseum,milk\n', encoding="utf-8")
    one, other = read_list(path, "list").things
    assert [name.text for name in one.names] == ["Museum"]
    assert [name.text for name in one.keywords] == ["cheese", "Health Canada"]
    assert one.iri != other.iri


@pytest.mark.parametrize(
    ("text", "names", "told"),
    [
        ("Ice Office\nFog Board\n", ["Ice Office", "Fog Board"], "“Ice Office”, is taken for a name"),
        ("\ufeffIce Office\r\n", ["Ice Office"], "“Ice Office”, is taken for a name"),
        ("Organizations\nFog Board\n", ["Fog Board"], ""),
        ("Name (EN)\nFog Board\n", ["Fog Board"], ""),
    ],
)
def test_a_plain_list_of_names_loses_none_of_them(
    text: str, names: list[str], told: str, tmp_path: Path
) -> None:
    path = tmp_path / "plain.csv"
    path.write_text(text, encoding="utf-8")
    listed = read_list(path, "plain")
    assert [thing.names[0].text for thing in listed.things] == names
    assert [told in remark["en"] for remark in listed.remarks] == [True] * bool(told)
    said = (
        read_list(path, "plain", {"name": text.strip("\ufeff").splitlines()[0]}) if len(names) > 1 else None
    )
    assert said is None or [thing.names[0].text for thing in said.things] == names[1:]


def test_rows_that_repeat_or_say_nothing_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,note\nMint,a\nMint,b\n,c\nMint,d\nPost,e\n", encoding="utf-8")
    listed = read_list(path, "list")
    assert (listed.rows, len(listed.things)) == (4, 2)
    assert [remark["en"].rpartition(" ")[2] for remark in listed.remarks] == ["2.", "1."]
    assert [remark["fr"].rpartition(" ")[2] for remark in listed.remarks] == ["2.", "1."]
    path.write_text("name\nMint\nPost\n", encoding="utf-8")
    assert read_list(path, "list").remarks == ()


def test_a_row_is_matched_by_what_it_has(known: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "name,acronym,identifier,website\nCanada Revenue Agency,,,\n,CRA,,\n,,127,\n"
        ",,,https://www.canada.ca/en/revenue-agency.html\n,,,\n",
        encoding="utf-8",
    )
    named, short, number, site = read_list(path, "list").things
    assert [each.text for each in short.names] == ["CRA"]
    assert (number.names, [each.value for each in number.identifiers]) == ((), ["127"])
    assert (site.names, len(site.websites)) == ((), 1)
    assert len({thing.iri for thing in (named, short, number, site)}) == 4
    links = find(path, known, day=DAY)
    found = {each.last.subject_label: each for each in standings(links.links)}
    assert found["CRA"].last.object == found["Canada Revenue Agency"].last.object
    assert found["127"].last.object == CA + "127"
    assert found["127"].state is State.REVIEW


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("identifier\n127\n", ["identifier"]),
        ("acronym,identifier\nCRA,46\n", ["acronym", "identifier"]),
    ],
)
def test_a_list_needs_no_names(text: str, kinds: list[str], tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    [thing] = read_list(path, "list").things
    assert bool(thing.names) == ("acronym" in kinds)
    assert bool(thing.identifiers) == ("identifier" in kinds)


def test_a_column_that_may_hold_the_names_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("who,id\nHealth,127\n", encoding="utf-8")
    with pytest.raises(InputError, match="--column name=HEADER"):
        read_list(path, "list")
    assert read_list(path, "list", {"identifier": "id"}).things[0].names == ()


def test_numbers_that_count_the_rows_identify_nothing(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,name\n1,Mint\n2,Post\n3,Mint\n", encoding="utf-8")
    assert [thing.identifiers for thing in read_list(path, "list").things] == [(), (), ()]
    path.write_text("id,name\n1,Mint\n2,Post\n4,Rail\n", encoding="utf-8")
    assert all(thing.identifiers for thing in read_list(path, "list").things)
    path.write_text("id\n1\n2\n", encoding="utf-8")
    assert all(thing.identifiers for thing in read_list(path, "list").things), "they are all there is"


@pytest.mark.parametrize(
    ("header", "row", "start", "end"),
    [
        ("name,date", "Mint,2010", date(2010, 1, 1), date(2010, 12, 31)),
        ("nom,date", "Mint,2010-03-04", date(2010, 3, 4), date(2010, 3, 4)),
        ("name,start date,end date", "Mint,2001-05,", date(2001, 5, 1), None),
        ("name,date", "Mint,", None, None),
    ],
)
def test_a_list_says_of_which_day_it_speaks(
    header: str, row: str, start: date | None, end: date | None, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    [thing] = read_list(path, "list").things
    assert (thing.start, thing.end) == (start, end)


def test_a_date_that_is_none_is_refused_at_its_row(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,date\nMint,2010\nPost,last year\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 3: 'last year' is no date; write it as 2013"):
        read_list(path, "list")


def test_the_caller_says_what_a_column_is_where_its_header_does_not(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("who,what\nHealth,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="--column name=HEADER"):
        read_list(path, "list")
    assert read_list(path, "list", {"name": "Who"}).things[0].names[0].text == "Health"
    with pytest.raises(UsageError, match="has no column 'whom'"):
        read_list(path, "list", {"name": "whom"})


def test_a_row_keeps_its_address_wherever_it_stands_and_rows_that_differ_are_two(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = ["Health,North", "Health,South", "Roads,North", "Roads,North"]
    path.write_text("name,parent\n" + "\n".join(rows), encoding="utf-8")
    first = read_list(path, "list").things
    path.write_text("name,parent\n" + "\n".join(reversed(rows)), encoding="utf-8")
    assert {thing.iri for thing in first} == {thing.iri for thing in read_list(path, "list").things}
    assert len({thing.iri for thing in first}) == len(first) == 3


def test_an_empty_list_and_a_bad_address_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,uri\n,https://example.org/\n", encoding="utf-8")
    with pytest.raises(InputError, match="no row with a name"):
        read_list(path, "list")
    path.write_text("name,uri\nHealth,https://example.org/a b\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 2"):
        read_list(path, "list")


# Decisions


def test_a_decision_is_a_row_after_the_tools_which_stays(known: Store, names: Path) -> None:
    links = find(names, known, day=DAY)
    after = deciding(links, "CSC", "288", Decision.REJECT)
    assert after.links[: len(links.links)] == links.links
    row = after.links[-1]
    assert (row.negated, row.justification) == (True, sssom.MANUAL)
    assert row.slots["reviewer_label"] == CLERK
    assert row.slots["review_date"] == "2025-03-01"


def test_whoever_is_meant_sets_the_other_candidates_aside(known: Store, names: Path) -> None:
    after = deciding(find(names, known, day=DAY), "CSC", "117", Decision.ACCEPT)
    found = of(after, "CSC")
    assert found.pop("117") is State.ACCEPTED
    assert set(found.values()) == {State.ASIDE}
    assert "CSC" not in {group[0].last.subject_label for group in to_review(after)}


def test_a_person_overrules_what_the_tool_was_sure_of(known: Store, names: Path) -> None:
    links = find(names, known, day=DAY)
    assert of(deciding(links, "Santé Canada", "127", Decision.REJECT), "Santé Canada") == {
        "127": State.REJECTED
    }
    assert of(deciding(links, "Santé Canada", "127", Decision.UNSURE), "Santé Canada") == {
        "127": State.REVIEW
    }


def test_nobody_decides_without_a_name() -> None:
    with pytest.raises(UsageError, match="--by"):
        decided(Link(XX, sssom.EXACT, XX, sssom.LEXICAL), Decision.ACCEPT, " ", DAY)


@pytest.mark.parametrize("by", ["https://orcid.org/0000-0001", "orcid:0000-0001"])
def test_whoever_has_an_address_is_named_by_it(by: str) -> None:
    row = decided(Link(XX, sssom.EXACT, XX, sssom.LEXICAL), Decision.ACCEPT, by, DAY)
    assert row.slots["reviewer_id"] == "https://orcid.org/0000-0001"


def test_what_was_rejected_is_not_proposed_again_from_the_file_alone(known: Store, names: Path) -> None:
    links = deciding(find(names, known, day=DAY), "Santé Canada", "127", Decision.REJECT)
    again = find(names, known, day=date(2025, 4, 1), earlier=links)
    assert of(again, "Santé Canada")["127"] is State.REJECTED
    assert State.ACCEPTED not in of(again, "Santé Canada").values()
    # The tool's row that was decided on is there still, and the decision word for word.
    assert [link for link in again.links if link.pair == links.links[-1].pair] == [
        next(link for link in links.links if link.pair == links.links[-1].pair),
        links.links[-1],
    ]


def test_what_was_rejected_is_not_proposed_again_where_only_the_graph_remembers(
    store: Store, names: Path
) -> None:
    kept(store, deciding(find(names, store, day=DAY), "Santé Canada", "127", Decision.REJECT))
    again = find(names, store, day=date(2025, 4, 1))
    assert of(again, "Santé Canada")["127"] is State.REJECTED
    assert again.links[-1].slots["reviewer_label"] == CLERK
    kept(store, again, 3)
    assert not says(store, DATA + "list/names/Sant%C3%A9%20Canada", sssom.EXACT, CA + "127")


def test_the_file_of_another_list_is_not_overwritten(known: Store, names: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("name\nHealth Canada\n", encoding="utf-8")
    with pytest.raises(UsageError, match="would be lost"):
        find(other, known, day=DAY, earlier=find(names, known, day=DAY))


CHOICES = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(list(Decision))), max_size=8)


@given(CHOICES)
@settings(max_examples=40, deadline=None)
def test_the_last_word_on_a_pair_counts_and_no_row_is_ever_lost(choices: list[tuple[int, Decision]]) -> None:
    slots = {"subject_label": "a", "other": "verdict=review"}
    proposed = [Link(XX + "a", sssom.EXACT, f"{XX}{at}", sssom.LEXICAL, slots=slots) for at in range(3)]
    links = LinkSet({"mapping_set_id": XX}, tuple(proposed))
    last: dict[int, Decision] = {}
    for at, decision in choices:
        before = links.links
        links = sssom.appended(links, [decided(proposed[at], decision, CLERK, DAY)])
        assert links.links[:-1] == before
        if decision is not Decision.UNSURE:
            last[at] = decision
    for at, each in enumerate(standings(links.links)):
        wanted = {Decision.ACCEPT: State.ACCEPTED, Decision.REJECT: State.REJECTED}
        chosen = Decision.ACCEPT in last.values()
        assert each.state is wanted.get(
            last.get(at, Decision.UNSURE), State.ASIDE if chosen else State.REVIEW
        )


# In the graph


def test_accepted_links_hold_in_the_graph_and_rejected_and_open_ones_do_not(
    store: Store, names: Path
) -> None:
    links = deciding(find(names, store, day=DAY), "CSC", "117", Decision.ACCEPT)
    links = deciding(links, "Santé Canada", "127", Decision.REJECT)
    result = kept(store, links)
    assert (result.state, result.accepted, result.rejected, result.none, result.open) == ("new", 2, 1, 1, 1)
    here = DATA + "list/names/"
    assert says(store, here + "CSC", sssom.EXACT, CA + "117")
    assert says(store, here + "Canada%20Revenue%20Agency", sssom.EXACT, CA + "46")
    assert not says(store, here + "CSC", sssom.EXACT, CA + "288")
    assert not says(store, here + "Sant%C3%A9%20Canada", sssom.EXACT, CA + "127")
    assert not says(store, here + "Helth%20Canada", sssom.EXACT, CA + "127")


def test_the_graph_knows_how_surely_and_by_whose_decision(store: Store, names: Path) -> None:
    links = deciding(find(names, store, day=DAY), "CSC", "117", Decision.ACCEPT)
    kept(store, deciding(links, "Santé Canada", "127", Decision.REJECT))
    answer = api.Graph(store).ask("links", list="names")
    rows = {row["entry"]: row for row in answer.records()}
    assert rows["CSC"]["decision"] == "accepted by a person"
    assert (rows["CSC"]["by"], rows["CSC"]["day"]) == (CLERK, "2025-03-01")
    assert rows["CSC"]["confidence"] is not None
    assert rows["Santé Canada"]["decision"] == "rejected by a person"
    assert rows["Canada Revenue Agency"]["decision"] == "accepted by the tool"
    assert rows["City of Ottawa"]["decision"] == "none found"
    assert "Helth Canada" not in rows


def test_the_same_links_again_change_nothing_and_others_replace_them(store: Store, names: Path) -> None:
    links = find(names, store, day=DAY)
    assert kept(store, links).state == "new"
    assert kept(store, links, 3).state == "unchanged"
    fewer = LinkSet(
        links.metadata, tuple(link for link in links.links if link.subject_label != "Santé Canada")
    )
    assert kept(store, fewer, 4).state == "replaced"
    assert not says(store, DATA + "list/names/Sant%C3%A9%20Canada", sssom.EXACT, CA + "127")
    with api.Graph(store).as_of("2025-03-03") as then:
        assert says(then.store, DATA + "list/names/Sant%C3%A9%20Canada", sssom.EXACT, CA + "127")


def test_a_decision_that_the_file_lost_holds_all_the_same(store: Store, names: Path) -> None:
    links = find(names, store, day=DAY)
    kept(store, deciding(links, "CSC", "117", Decision.ACCEPT))
    result = kept(store, links, 3)
    assert result.carried == 1
    assert says(store, DATA + "list/names/CSC", sssom.EXACT, CA + "117")


@pytest.mark.parametrize(
    "name", ["https://example.org/their set", sssom.LINKS + "a/1", sssom.LINKS + "../current"]
)
def test_a_set_of_others_goes_into_a_graph_of_links_and_no_other(
    store: Store, names: Path, name: str
) -> None:
    links = find(names, store, day=DAY)
    result = kept(store, LinkSet({**links.metadata, "mapping_set_id": name}, links.links))
    assert result.graph.startswith(sssom.LINKS)
    assert result.graph.removeprefix(sssom.LINKS).count("/") == 1
    assert (
        kept(store, LinkSet({**links.metadata, "mapping_set_id": name}, links.links), 3).state == "unchanged"
    )


def test_links_found_in_another_graph_are_refused(names: Path, known: Store) -> None:
    links = find(names, known, day=DAY)
    with EmbeddedStore() as empty, pytest.raises(InputError, match="is in this graph"):
        kept(empty, links)


@pytest.mark.parametrize(
    ("predicate", "said"),
    [
        ("owl:sameAs", "promotion only"),
        ("skos:related", r"line \d+: the predicate_id is skos:related, which"),
    ],
)
def test_a_file_cannot_say_what_only_promotion_may(
    store: Store, names: Path, tmp_path: Path, predicate: str, said: str
) -> None:
    path = tmp_path / "names.sssom.tsv"
    path.write_text(sssom.written(find(names, store, day=DAY)).replace("skos:exactMatch", predicate), "utf-8")
    with pytest.raises(InputError, match=said):
        api.accept_links(path, api.Graph(store), by=CLERK)


def test_a_store_with_links_is_whole_can_be_backed_up_and_has_the_same_history(
    registered: Path, names: Path, tmp_path: Path
) -> None:
    import shutil

    folder = Path(shutil.copytree(registered, tmp_path / "graph"))
    path = tmp_path / "names.sssom.tsv"
    with api.open(folder, create=False) as graph:
        before = api.history(graph)
        path.write_text(sssom.written(api.link(names, graph)), encoding="utf-8")
        api.accept_links(path, graph, by=CLERK)
        assert api.history(graph) == before
    api.backup(folder, tmp_path / "backup")  # which verifies the copy
    assert api.verify(folder).faults == ()


def test_registers_that_come_later_leave_the_links_where_they_are(store: Store, names: Path) -> None:
    kept(store, find(names, store, day=DAY))
    graph = api.Graph(store)
    api.load(resources.STORY / "department-codes.csv", graph)
    assert says(store, DATA + "list/names/Canada%20Revenue%20Agency", sssom.EXACT, CA + "46")
    assert "Reviewed links" in {source.title for source in graph.ask("links").sources}


# Promotion


def pair(one: str, other: str) -> Link:
    return Link(one, sssom.EXACT, other, sssom.MANUAL, slots={"subject_label": one, "reviewer_label": CLERK})


def promoted(store: Store, *pairs: tuple[str, str]) -> promoting.Promoted:
    links = LinkSet({"mapping_set_id": sssom.set_iri("pairs")}, tuple(pair(*each) for each in pairs))
    kept(store, links)
    return promoting.promote(store, links, CLERK, DAY)


def test_what_nothing_speaks_against_may_be_the_same_thing(store: Store, names: Path) -> None:
    path = names.with_suffix(sssom.ENDING)
    path.write_text(sssom.written(find(names, store, day=DAY)), encoding="utf-8")
    graph = api.Graph(store)
    with pytest.raises(UsageError, match="accept the file first"):
        api.promote_links(path, graph, by=CLERK)
    api.accept_links(path, graph, by=CLERK)
    after, done = api.promote_links(path, graph, by=CLERK)
    assert (len(done.links), done.refused) == (2, ())
    here = DATA + "list/names/Canada%20Revenue%20Agency"
    assert says(store, here, sssom.SAME_AS, CA + "46")
    # The file with the promotion is accepted again, and a file without it does not take it back.
    for links in (after, find(names, store, day=DAY)):
        path.write_text(sssom.written(links), encoding="utf-8")
        api.accept_links(path, graph, by=CLERK)
        assert says(store, here, sssom.SAME_AS, CA + "46")


ROWS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["", "2026-01-01", "2026-05-01"])), max_size=5
)


def of_one_pair(rows: list[tuple[str, str]]) -> list[Link]:
    return [
        Link(XX, sssom.EXACT, XX, sssom.MANUAL, slots={"reviewer_label": who, "review_date": day})
        for who, day in rows
    ]


@given(ROWS.map(of_one_pair), ROWS.map(of_one_pair))
@settings(max_examples=60, deadline=None)
def test_two_files_of_one_list_are_woven_without_loss(ours: list[Link], theirs: list[Link]) -> None:
    both = merged(ours, theirs)
    assert Counter(map(identity, both)) == Counter(map(identity, ours)) | Counter(map(identity, theirs))
    assert merged(both, theirs) == both == merged(both, ours)
    grown = [*ours, *theirs]
    assert standings(merged(ours, grown)) == standings(grown), "a file that grew goes on from there"


def said_by(who: str, day: str, *, negated: bool = False, predicate: str = sssom.EXACT) -> Link:
    """What *who* says on a day of one pair."""
    slots = {"subject_label": "a", "reviewer_label": who, "review_date": day}
    return Link(DATA + "list/one/a", predicate, CA + "46", sssom.MANUAL, negated, slots)


def keeping_all(store: Store, *rows: Link) -> keeping.Kept:
    return kept(store, LinkSet({"mapping_set_id": sssom.set_iri("one")}, rows))


def holds(store: Store, predicate: str = sssom.EXACT) -> bool:
    return says(store, DATA + "list/one/a", predicate, CA + "46")


def test_a_link_that_is_no_longer_accepted_is_no_longer_the_same_thing(store: Store) -> None:
    yes, no = said_by("Ann", "2026-01-01"), said_by("Bob", "2026-01-01", negated=True)
    links = LinkSet({"mapping_set_id": sssom.set_iri("one")}, (yes,))
    kept(store, links)
    [same] = promoting.promote(store, links, "Ann", date(2026, 1, 1)).links
    keeping.keep(store, sssom.appended(links, [same]), "f", "00" * 32, by="Ann", clock=at(3))
    keeping_all(store)
    assert holds(store, sssom.SAME_AS), "a file that says nothing takes nothing back"
    result = keeping_all(store, yes, same, no)
    assert (result.rejected, result.gone) == (1, 1)
    assert not holds(store)
    assert not holds(store, sssom.SAME_AS)
    # Whoever has the file of before cannot bring it back, and accepting again promotes nothing.
    assert keeping_all(store, yes, same).rejected == 1
    keeping_all(store, yes, same, no, yes)
    assert holds(store)
    assert not holds(store, sssom.SAME_AS)
    again = LinkSet(links.metadata, (yes, same, no, yes))
    [more] = promoting.promote(store, again, "Ann", date(2026, 1, 2)).links
    keeping.keep(store, sssom.appended(again, [more]), "f", "00" * 32, by="Ann", clock=at(4))
    assert holds(store, sssom.SAME_AS)
    # That they are one may be taken back alone, and another relation takes it back, too.
    keeping_all(store, said_by("Bob", "2026-01-03", negated=True, predicate=sssom.SAME_AS))
    assert (holds(store), holds(store, sssom.SAME_AS)) == (True, False)
    with pytest.raises(InputError, match="promotion only"):
        keeping_all(store, said_by("Eve", "2026-01-04", predicate=sssom.SAME_AS))
    [row] = api.Graph(store).ask("links", list="one").records()
    assert (row["decision"], row["by"]) == ("accepted by a person", "Ann")


@pytest.mark.parametrize("day", ["2026-05-01", "2026-01-01"])
def test_of_two_reviewers_the_later_decision_counts_whichever_file_comes_last(store: Store, day: str) -> None:
    ann, bob = said_by("Ann", "2026-01-01"), said_by("Bob", day, negated=True)
    keeping_all(store, ann)
    keeping_all(store, bob)
    assert not holds(store)
    assert keeping_all(store, ann).carried == 1
    assert keeping_all(store, ann).state == "unchanged"
    assert not holds(store)
    [row] = api.Graph(store).ask("links", list="one").records()
    assert (row["decision"], row["by"]) == ("rejected by a person", "Bob")
    assert {link.slots["reviewer_label"] for link in keeping.known(store)} == {"Ann", "Bob"}, "both are kept"
    once_more = said_by("Ann", day)
    assert keeping_all(store, ann, bob, once_more).accepted == 1, "whoever knew of both may say it again"
    assert holds(store)


def test_the_order_of_rows_in_a_file_is_that_of_their_days() -> None:
    rows = [said_by("Bob", "2026-05-01", negated=True), said_by("Ann", "2026-01-01")]
    assert [each.state for each in standings(rows)] == [State.REJECTED]
    undated = replace(rows[1], slots={"reviewer_label": "Ann"})
    assert [each.state for each in standings([rows[0], undated])] == [State.ACCEPTED]


def test_each_of_several_who_made_a_link_stays(store: Store) -> None:
    row = said_by("Ann", "2026-01-01")
    two = "https://orcid.org/1|https://orcid.org/2"
    keeping_all(store, replace(row, slots={**row.slots, "author_id": two, "confidence": "0.90"}))
    [link] = keeping.known(store)
    assert (link.slots["author_id"], float(link.slots["confidence"])) == (two, 0.9)
    keeping_all(store)
    assert keeping.known(store) == (link,)


def test_another_list_of_the_same_name_replaces_nothing(known: Store, store: Store, tmp_path: Path) -> None:
    for folder, name in (("a", "Health Canada"), ("b", "Canada Revenue Agency")):
        path = tmp_path / folder / "names.csv"
        path.parent.mkdir()
        path.write_text(f"name\n{name}\n", encoding="utf-8")
    kept(store, find(tmp_path / "a" / "names.csv", store, day=DAY))
    other = find(tmp_path / "b" / "names.csv", known, day=DAY)
    with pytest.raises(InputError, match=r"another list called names.* such as Health Canada.* --name NAME"):
        kept(store, other)
    assert says(store, DATA + "list/names/Health%20Canada", sssom.EXACT, CA + "127")
    graph = api.Graph(store)
    assert api.withdraw_links("names", graph, reason="asked", by=CLERK).links == 1
    assert kept(store, other, 3).graph.endswith("/names/2")


def test_the_links_of_a_list_can_be_taken_back_and_the_log_says_why(
    run: Run, registered: Path, names: Path, tmp_path: Path
) -> None:
    import shutil

    folder = Path(shutil.copytree(registered, tmp_path / "graph"))
    path = tmp_path / "names.sssom.tsv"
    call = ("link", "--withdraw", "names", "--store", folder)
    with api.open(folder, create=False) as graph:
        path.write_text(sssom.written(api.link(names, graph)), encoding="utf-8")
        api.accept_links(path, graph, by=CLERK)
    status, out, _ = run(*call, "--by", CLERK, "--reason", "wrong list")
    assert (status, "links that hold no longer: 2." in out) == (0, True)
    with api.open(folder, create=False) as graph:
        assert not graph.ask("links").records()
        log = graph.store.dump(GRAPH_LOG).decode()
    assert f'"{CLERK}"' in log
    assert '"wrong list"' in log
    assert api.verify(folder).faults == ()


def test_nobody_takes_links_back_without_a_name_and_a_reason(store: Store, names: Path) -> None:
    graph = api.Graph(store)
    kept(store, find(names, store, day=DAY))
    for name, by, reason, said in (
        ("names", CLERK, " ", "needs a reason"),
        ("names", "", "wrong list", "say who decides"),
        ("nams", CLERK, "wrong list", "called 'nams'; it keeps: names"),
    ):
        with pytest.raises(UsageError, match=said):
            api.withdraw_links(name, graph, reason=reason, by=by)
    assert says(store, DATA + "list/names/Canada%20Revenue%20Agency", sssom.EXACT, CA + "46")


def test_two_entries_of_one_register_never_become_one_by_whatever_way(store: Store) -> None:
    add(store, f"<{CA}46> skos:exactMatch <{CA}127> , x:a . <{CA}127> skos:exactMatch x:a .")
    one = LinkSet({"mapping_set_id": sssom.set_iri("pairs")}, (pair(CA + "46", CA + "127"),))
    found = promoting.promote(store, one, CLERK, DAY)
    assert [each.why["en"] for each in found.refused] == [
        "both are entries of one register (46 and 127), which keeps them apart"
    ]
    assert found.refused[0].through == ()
    two = replace(one, links=(pair(CA + "46", XX + "a"), pair(CA + "127", XX + "a")))
    by_a_third = promoting.promote(store, two, CLERK, DAY)
    assert [link.subject for link in by_a_third.links] == [CA + "46"]
    assert [each.link.subject for each in by_a_third.refused] == [CA + "127"]
    assert by_a_third.refused[0].through == (CA + "46",)


def test_nothing_is_accepted_as_two_that_a_register_keeps_apart(store: Store) -> None:
    both = "accepted as .*46 and as .*127, and both are entries of one register .* reject one of them"
    with pytest.raises(InputError, match=both):
        promoted(store, (XX + "a", CA + "46"), (XX + "a", CA + "127"))
    kept(store, LinkSet({"mapping_set_id": sssom.set_iri("one")}, (pair(XX + "a", CA + "46"),)))
    with pytest.raises(InputError, match=both.replace("46 and as .*127", "127 and as .*46")):
        kept(store, LinkSet({"mapping_set_id": sssom.set_iri("two")}, (pair(XX + "a", CA + "127"),)))
    # It makes no difference at which end of the links the two stand, or whether a third is between them.
    with pytest.raises(InputError, match=both):
        promoted(store, (CA + "46", XX + "b"), (CA + "127", XX + "b"))
    with pytest.raises(InputError, match=r"46 is accepted as the same as .*127, and both .*reject"):
        promoted(store, (CA + "46", CA + "127"))
    assert not says(store, XX + "a", sssom.EXACT, CA + "127")


def add(store: Store, turtle: str) -> None:
    import pyoxigraph as ox

    prefixes = (
        f"@prefix psc: <{BASE}ns#> . @prefix x: <{XX}> . @prefix adms: <http://www.w3.org/ns/adms#> . "
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> ."
    )
    triples = ox.serialize(
        ox.parse(prefixes + turtle, format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES
    )
    assert triples
    store.load(triples, GRAPH_CURRENT)


def test_things_of_kinds_that_exclude_each_other_are_not_the_same(store: Store) -> None:
    add(store, "x:portfolio a psc:Portfolio .")
    add(store, f"x:portfolio skos:exactMatch <{CA}46> .")
    links = LinkSet({"mapping_set_id": XX}, (pair(XX + "portfolio", CA + "46"),))
    [refused] = promoting.promote(store, links, CLERK, DAY).refused
    assert "nothing is both" in refused.why["en"]


def test_different_identifiers_of_one_scheme_are_not_the_same(store: Store) -> None:
    add(
        store,
        """x:a adms:identifier x:i ; skos:exactMatch x:b . x:i dct:type x:scheme ; skos:notation "1" .
            x:b adms:identifier x:j . x:j dct:type x:scheme ; skos:notation "2" .
            x:c adms:identifier x:k ; skos:exactMatch x:b . x:k dct:type x:another ; skos:notation "3" .""",
    )
    links = LinkSet({"mapping_set_id": XX}, (pair(XX + "a", XX + "b"), pair(XX + "c", XX + "b")))
    found = promoting.promote(store, links, CLERK, DAY)
    assert [each.link.subject for each in found.refused] == [XX + "a"]
    assert "one has 1 and the other 2" in found.refused[0].why["en"]
    assert [link.subject for link in found.links] == [XX + "c"]


# The workbook


def fill(data: bytes, path: Path, cells: dict[tuple[str, str], dict[str, str]], lang: str = "en") -> Path:
    """The workbook with some cells filled in, by the name and what it could be."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    head = {cell.value: cell.column for cell in sheet[1]}
    words = REVIEW_WORDS
    for row in sheet.iter_rows(min_row=2):
        by_header = {header: row[at - 1] for header, at in head.items()}
        key = by_header[words["subject"][lang]].value, by_header[words["object"][lang]].value
        for column, text in cells.get(key, {}).items():
            by_header[words[column][lang]].value = text
    book.save(path)
    return path


@pytest.fixture(scope="module")
def open_links(known: Store, tmp_path_factory: pytest.TempPathFactory) -> LinkSet:
    path = tmp_path_factory.mktemp("open") / "names.csv"
    path.write_text("name\nCSC\nHelth Canada\nHealth Canada\n", encoding="utf-8")
    return find(path, known, day=DAY)


CORRECTIONS = ("CSC", "Correctional Service Canada")
COURT = ("CSC", "Registrar of the Supreme Court of Canada")
HEALTH = ("Helth Canada", "Health Canada")


def test_the_workbook_has_a_row_for_each_open_candidate_with_lists_to_choose_from(
    open_links: LinkSet,
) -> None:
    data = workbook.review_workbook(open_links, "en")
    assert data == workbook.review_workbook(open_links, "en")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    pairs = [(row[0], row[1]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert {CORRECTIONS, COURT, HEALTH} <= set(pairs)
    assert len(pairs) == sum(map(len, to_review(open_links)))
    choices = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert choices == {'"accept,reject,unsure"', '"the same,nearly the same,has to do with it"'}


def test_what_a_colleague_chose_comes_back_whatever_the_language(open_links: LinkSet, tmp_path: Path) -> None:
    filled = fill(
        workbook.review_workbook(open_links, "fr"),
        tmp_path / "filled.xlsx",
        {
            CORRECTIONS: {"decision": "Accepter", "comment": "prisons"},
            COURT: {"decision": "reject"},
            HEALTH: {"decision": "accepter", "relation": "presque la même chose"},
        },
        "fr",
    )
    after = api.read_decisions(filled, open_links, by=CLERK)
    assert after.links[: len(open_links.links)] == open_links.links
    assert of(after, "CSC")["117"] is State.ACCEPTED
    assert of(after, "CSC")["288"] is State.REJECTED
    [close] = [link for link in after.links if link.subject_label == "Helth Canada" and link.by_person]
    assert close.predicate == sssom.CLOSE
    assert {link.slots.get("comment") for link in after.links if link.by_person} == {None, "prisons"}
    assert api.read_decisions(filled, after, by=CLERK) == after, "reading it twice adds something"


def test_a_cell_that_is_no_decision_is_named(open_links: LinkSet, tmp_path: Path) -> None:
    data = workbook.review_workbook(open_links, "en")
    filled = fill(data, tmp_path / "bad.xlsx", {HEALTH: {"decision": "perhaps"}})
    with pytest.raises(InputError, match=r"bad.xlsx.*cell E\d.*perhaps.*accept, reject, unsure"):
        api.read_decisions(filled, open_links, by=CLERK)
    others = LinkSet(open_links.metadata, open_links.links[-1:])
    filled = fill(data, tmp_path / "other.xlsx", {HEALTH: {"decision": "accept"}})
    with pytest.raises(InputError, match="not in the links that are reviewed"):
        api.read_decisions(filled, others, by=CLERK)
    with pytest.raises(InputError, match="no workbook of a review"):
        api.read_decisions(REGISTER[0], open_links, by=CLERK)


def test_each_row_of_the_workbook_is_as_high_as_its_longest_text(open_links: LinkSet) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.review_workbook(open_links, "en"))).worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        wrapped = [cell for cell in row if cell.alignment.wrap_text]
        lines = max(len(str(c.value)) / sheet.column_dimensions[c.column_letter].width for c in wrapped)
        assert sheet.row_dimensions[row[0].row].height >= 15 * lines


# What the graph itself holds


CATALOGUE = """
    <https://example.org/set/1> a <http://www.w3.org/ns/dcat#Dataset> ;
        dct:title "Passport travel papers"@en ; dct:publisher <https://example.org/publisher> .
    <https://example.org/set/2> a <http://www.w3.org/ns/dcat#Dataset> ;
        dct:title "Passport travel papers"@en .
    <https://example.org/publisher> <http://xmlns.com/foaf/0.1/name> "Office of Papers" .
    x:service a <http://purl.org/vocab/cpsv#PublicService> ; dct:title "Passport travel papers"@en ;
        <http://data.europa.eu/m8g/hasCompetentAuthority> x:office .
    x:office skos:prefLabel "Office of Papers"@en .
    x:programme a psc:Programme ; dct:title "Papers for travellers"@en ; psc:isProgrammeOf x:office .
"""


@pytest.fixture
def catalogue() -> Iterator[Store]:
    with EmbeddedStore() as memory:
        add(memory, CATALOGUE)
        yield memory


def test_a_data_set_is_about_the_service_that_is_called_so_and_a_person_decides_unless_both_agree(
    catalogue: Store,
) -> None:
    links = find("dataset", catalogue, kind="service", day=DAY)
    assert {link.predicate for link in links.links} == {sssom.RELATED}
    states = {each.last.subject[-1]: each.state for each in standings(links.links)}
    assert states["1"] is State.ACCEPTED, "the publisher is whoever answers for the service"
    assert states["2"] is State.REVIEW, "nobody says whose it is"


def test_what_a_data_set_is_about_is_no_name_of_it(catalogue: Store, tmp_path: Path) -> None:
    add(
        catalogue,
        """x:stops a <http://www.w3.org/ns/dcat#Dataset> ; dct:title "Bus stops"@en ;
            <http://www.w3.org/ns/dcat#keyword> "transport"@en .""",
    )
    path = tmp_path / "sets.csv"
    path.write_text("name\nTransport\n", encoding="utf-8")
    [found] = standings(find(path, catalogue, kind="dataset", day=DAY).links)
    assert (found.last.object, found.state) == (XX + "stops", State.REVIEW)
    assert "“Transport”" in found.last.slots["comment"]


def test_what_is_called_the_same_in_another_organization_is_left_to_a_person(
    catalogue: Store, tmp_path: Path
) -> None:
    add(
        catalogue,
        'x:library a <http://purl.org/vocab/cpsv#PublicService> ; dct:title "Reading room" ; '
        "<http://data.europa.eu/m8g/hasCompetentAuthority> x:office ."
        ' x:office a <http://data.europa.eu/m8g/PublicOrganisation> ; skos:altLabel "Papers Office" .',
    )
    path = tmp_path / "services.csv"
    rows = ["Reading room,Office of Papers", "Reading room,Papers Office", "Reading room,Harbour Board"]
    path.write_text("\n".join(["service,publisher", *rows]) + "\n", encoding="utf-8")
    found = standings(find(path, catalogue, kind="service", day=DAY).links)
    assert [each.state for each in found] == [State.ACCEPTED, State.ACCEPTED, State.REVIEW]
    reason = found[2].last.slots["comment"]
    assert reason == "The name is the same, “Reading room”, but it belongs to “Office of Papers”."


def test_two_things_of_one_graph_are_never_joined_without_a_person(catalogue: Store) -> None:
    add(
        catalogue,
        'x:sister a <http://purl.org/vocab/cpsv#PublicService> ; dct:title "Passport travel papers" .',
    )
    links = find("service", catalogue, kind="service", day=DAY)
    [only] = standings(links.links)
    assert (only.last.pair, only.state) == ((XX + "service", XX + "sister"), State.REVIEW)
    rejected = sssom.appended(links, [decided(only.last, Decision.REJECT, CLERK, DAY)])
    again = find("service", catalogue, kind="service", day=DAY, earlier=rejected)
    assert [each.state for each in standings(again.links)] == [State.REJECTED]


def test_a_list_is_linked_to_each_kind_that_there_is(catalogue: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("title\nPapers for travellers\n", encoding="utf-8")
    [link] = find(path, catalogue, kind="programme", day=DAY).links
    assert (link.object, link.other["verdict"]) == (XX + "programme", "accept")
    with pytest.raises(InputError, match="holds no organization"):
        find(path, catalogue, day=DAY)
    for kind in KINDS:
        assert (resources.QUERIES / "linking" / f"{kind}s.rq").is_file()


# The command


def test_the_review_asks_one_name_at_a_time_and_keeps_each_answer_at_once(
    run: Run, open_links: LinkSet, tmp_path: Path
) -> None:
    path = tmp_path / "names.sssom.tsv"
    path.write_text(sssom.written(open_links), encoding="utf-8")
    status, out, _ = run("link", "--review", path, "--by", CLERK, typed="what\n2\nq\n")
    assert status == 0
    assert "1 of 2: CSC" in out
    assert "Please answer" in out
    assert "Decided: 1. Still to review: 1." in out
    after = sssom.read(path)
    assert after.links[:-1] == open_links.links
    chosen = to_review(open_links)[0][1].last
    assert (after.links[-1].pair, after.links[-1].negated) == (chosen.pair, False)
    run("link", "--review", path, "--by", CLERK, typed="u\n")
    assert "A. Clerk was unsure: The name" in run("link", "--review", path, "--by", CLERK)[1]
    # A stopped review goes on where it stopped; the end of the input stops it, too.
    assert "1 of 1: Helth Canada" in run("link", "--review", path, "--by", CLERK)[1]
    assert "Décidés\u00a0: 1." in run("link", "--review", path, "--by", CLERK, "--lang", "fr", typed="n\n")[1]
    assert State.REVIEW not in of(sssom.read(path), "Helth Canada").values()
    assert "nothing to review" in run("link", "--review", path, "--by", CLERK)[1]


def test_the_command_links_says_what_to_look_at_and_evaluates(
    run: Run, registered: Path, names: Path, tmp_path: Path
) -> None:
    store, out = ("--store", registered), tmp_path / "out.sssom.tsv"
    status, text, _ = run("link", names, *store, "-o", out)
    assert status == 0
    assert "5 names: 2 accepted, 2 to review, 1 without a match." in text
    assert "“Helth Canada”\n    - Health Canada (" in text
    first = out.read_bytes()
    assert run("link", names, *store, "-o", out)[0] == 0
    assert out.read_bytes() == first
    status, text, _ = run("link", names, *store, "--format", "json")
    data = json.loads(text)
    assert data["counts"] == {"names": 5, "accepted": 2, "review": 2, "none": 1}
    assert data["remarks"] == ["Compared with the organizations of the graph: 65."]
    plain = tmp_path / "plain.csv"
    plain.write_text("Health Canada\nHealth Canada\n", encoding="utf-8")
    assert "“Health Canada”, is taken for a name" in run("link", plain, *store)[1]
    assert "comptent qu'une fois" in " ".join(run("link", plain, *store, "--lang", "fr")[1].split())
    assert {"subject", "state", "relation", "confidence", "features", "reason"} <= data["links"][0].keys()
    gold = tmp_path / "gold.csv"
    gold.write_text(
        "name,identifier\nSanté Canada,127\nHelth Canada,127\nCity of Ottawa,\nCanada Post,46\n", "utf-8"
    )
    status, text, _ = run("link", "--evaluate", gold, *store, "--format", "json")
    figures = json.loads(text)
    assert (figures["figures"]["cases"], figures["faulty"]) == (4, 1)
    assert figures["worst"][0]["name"] == "Canada Post"
    assert "50.0%" in run("link", "--evaluate", gold, *store)[1]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ([], 2, "say what to link"),
        (["names.csv", "--accept", "x"], 2, "TARGET and --accept"),
        (["names.csv", "--decisions", "x.xlsx"], 2, "name the links"),
        (["--accept", "x"], 2, "--store WHERE"),
        (["--review", "nowhere.tsv", "--by", "x"], 3, "there is no such file"),
        (["nowhere.csv"], 3, "there is no such file"),
        (["names.csv", "--column", "name"], 2, "write WHAT=HEADER"),
        (["--evaluate", "nowhere.csv"], 3, "there is no such file"),
        (["names.csv", "-o", "names.csv"], 2, "would overwrite"),
        (["names.txt", "-o", "names.txt"], 2, "would overwrite"),
        (["names.csv", "-o", "x.xlsx"], 2, "made of that file: pscvc link --review LINKS -o x.xlsx"),
        (["names.csv", "-o", "x.json"], 2, "end the file's name in .sssom.tsv"),
        (["--review", "x.tsv", "-o", "x.csv", "--by", "x"], 2, "or in .xlsx for the workbook"),
        (["--evaluate", "x.csv", "-o", "x.html"], 2, "this is not written as html"),
        (["names.csv", "--column", "identifier=Code"], 2, "no column 'Code'; its columns are: organization"),
        (["names.csv", "--column", "name=a", "--column", "name=b"], 2, "name one column for name"),
    ],
)
def test_a_wrong_call_gets_one_sentence(
    run: Run, registered: Path, names: Path, arguments: list[str], status: int, said: str
) -> None:
    given_store = [] if arguments[:1] == ["--accept"] or not arguments else ["--store", str(registered)]
    if "--review" in arguments:
        given_store = []
    text = names.with_suffix(".txt")
    text.write_bytes(names.read_bytes())
    there = {"names.csv": str(names), "names.txt": str(text)}
    call = [there.get(each, each) for each in arguments]
    code, _, err = run("link", *call, *given_store)
    assert (code, err.count("\n")) == (status, 1), err
    assert said in err
