"""Terms explained: what is said of each, where it is used, and the pages about all of them."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pyoxigraph as ox
import pytest

from pscvc_kg import vocabulary
from pscvc_kg.errors import InputError, PscvcError, UsageError
from pscvc_kg.namespaces import BASE
from pscvc_kg.render.picture import WIDTH, picture
from pscvc_kg.render.site import write_site
from pscvc_kg.terms import Catalogue, Cell, Section, catalogue, kinds
from pscvc_kg.terms.mentions import spelled_out
from pscvc_kg.terms.sections import sections

LANGUAGES = ("en", "fr")


def section(known: Catalogue, name: str, wanted: str) -> list[tuple[str, ...]]:
    """The rows of one section about the term called *name*, as texts."""
    (found,) = [one for one in known.named(name).sections if one.name == wanted]
    return [tuple(cell.text for cell in row) for row in found.rows]


# One term


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ChainStage", "ns#ChainStage"),
        ("chainstage", "ns#ChainStage"),
        ("psc:suppliesTo", "ns#suppliesTo"),
        ("https://w3id.org/pscvc/ns#suppliesTo", "ns#suppliesTo"),
        ("channel", "code/channel"),
        ("code:channel/ONL", "code/channel/ONL"),
        ("P03", "literature/proposition/P03"),
        ("I18", "literature/indicator/I18"),
        ("S07.a", "literature/statement/S07.a"),
        ("CitizenTrust", "code/construct/CitizenTrust"),
        ("service-dominant-approach", "code/framework/service-dominant-approach"),
        ("Handover-from", "shapes#Handover-from"),
        ("standards-missed", "question/standards-missed"),
        ("is performed by", "ns#isPerformedBy"),
        ("service standard", "ns#ServiceStandard"),
        (" <https://w3id.org/pscvc/ns#suppliesTo> ", "ns#suppliesTo"),
    ],
)
def test_a_term_is_found_by_each_of_its_names(name: str, expected: str) -> None:
    assert catalogue().named(name).iri == BASE + expected


def test_a_name_that_is_none_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no term is called 'ServiceRaport'; did you mean: ServiceReport"):
        catalogue().named("ServiceRaport")
    with pytest.raises(UsageError, match="did you mean: Handover-from"):
        catalogue().named("Handover-form")


@pytest.mark.parametrize("name", ["", "  ", "<>", "https://w3id.org/pscvc/ns#"])
def test_an_empty_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="no term has an empty name"):
        catalogue().named(name)


def test_the_shortest_name_of_an_entry_leads_to_it() -> None:
    for language in LANGUAGES:
        known = catalogue(language)
        assert not {one.iri for one in known.entries.values() if known.named(one.short).iri != one.iri}


def test_every_section_has_rows_on_every_kind_of_page_that_it_names() -> None:
    """A section that is nowhere filled is a query that does not do what it says."""
    known = catalogue()
    filled = {(one.name, entry.kind) for entry in known.all() for one in entry.sections}
    filled |= {
        (one.name, entry.kind)
        for entry in known.entries.values()
        if entry.home is not None
        for one in known.whole(entry).sections
    }
    assert {(one.name, kind) for one in sections() for kind in one.pages} == filled
    assert {kind for _, kind in filled} == kinds().keys()


def test_a_stage_is_shown_with_all_that_concerns_it() -> None:
    known = catalogue()
    assert section(known, "ChainStage", "examples") == [("Assessing applications for the child benefit.",)]
    assert ("module", "core") in section(known, "ChainStage", "facts")
    relations = {row[0] for row in section(known, "ChainStage", "relations")}
    leads = {row[0]: row[1] for row in section(known, "ChainLink", "relations")}
    assert leads["has interdependence"] == "Kinds of interdependence"
    assert {"precedes", "is stage of", "is performed by"} <= relations
    never = {value for aspect, value in section(known, "ChainStage", "logic") if aspect == "is never also"}
    assert {"value chain", "chain link", "foaf:Agent"} <= never
    assert ("Hand-over names the stage that hands over", "violation", "Write the stage that hands over.") in (
        section(known, "ChainStage", "rules")
    )
    mappings = {row[:2] for row in section(known, "ChainStage", "alignments")}
    assert ("close to", "vf:RecipeProcess") in mappings
    assert ("related to", "") in mappings, "ArchiMate and e3value, in prose"


def test_a_chain_of_relations_is_told_in_its_order() -> None:
    steps = [value for aspect, value in section(catalogue(), "suppliesTo", "logic") if "one after" in aspect]
    assert steps == ["performs", "is source of link", "links to", "is performed by"]


def test_a_property_names_the_columns_that_fill_it_and_the_questions_that_use_it() -> None:
    known = catalogue()
    assert ("Service inventory", "service_scope") in section(known, "hasScope", "columns")
    assert ("Service inventory", "client_target_groups") in section(known, "serves", "columns")
    handed_over = {("Hand-overs", "value_object_en"), ("Hand-overs", "value_object_fr")}
    assert handed_over <= set(section(known, "transfers", "columns"))
    asked = {row[-1] for row in section(known, "suppliesTo", "questions")}
    assert asked == {"pscvc ask organizations-depend-on"}


def test_a_code_list_names_the_columns_whose_cells_are_its_codes_and_the_questions_that_take_them() -> None:
    known = catalogue()
    assert section(known, "client-group", "columns") == [
        ("Programme tags", "tag_id"),
        ("Service inventory", "client_target_groups"),
        ("Service inventory, 2016-17 to 2019-20", "client_target_groups"),
        ("Value chain submission, Services", "Client groups"),
    ]
    asked = {row[-1] for row in section(known, "client-group", "questions")}
    assert asked == {
        "pscvc ask client-groups-by-organizations",
        "pscvc ask compare-by-client-group",
        "pscvc ask weakest-trust-drivers",
    }


def test_a_rule_that_only_cites_a_term_does_not_check_it() -> None:
    """The rule that a hand-over leads to another stage says to read of psc:precedes."""
    assert "rules" not in {one.name for one in catalogue().named("precedes").sections}
    checked = {row[0] for row in section(catalogue(), "linksTo", "rules")}
    assert "Hand-over leads to another stage" in checked


def test_a_statement_says_who_is_credited_and_what_it_expresses() -> None:
    said = section(catalogue(), "S22.c", "facts")
    assert ("credited to", "Heintzman and Marson 2005") in said
    assert ("expresses", "P04 · Citizens' trust raises service satisfaction") in said


def test_a_class_names_who_claims_what_about_it_and_who_disagrees() -> None:
    rows = section(catalogue(), "CitizenTrustRelation", "literature")
    stances = {(proposition[:3], stance) for proposition, stance, *_ in rows}
    assert {("P03", "asserts"), ("P03", "qualifies"), ("P04", "asserts"), ("P04", "qualifies")} <= stances


def test_a_proposition_has_its_claims_on_each_side() -> None:
    known = catalogue()
    assert {row[0] for row in section(known, "P04", "claims-for")} == {"asserts", "hypothesizes"}
    assert {row[0] for row in section(known, "P04", "claims-against")} == {"qualifies"}
    credited = {row[3] for row in section(known, "P04", "claims-for")}
    assert {"the founding article", "Heintzman and Marson 2005"} <= credited
    (finding,) = section(known, "P04", "findings")
    assert finding[0].startswith("F1 ")


def test_the_contrast_shows_all_six_dimensions_with_their_sentences() -> None:
    rows = section(catalogue(), "contrast-dimension", "contrast")
    assert len({row[0] for row in rows}) == 6
    assert {row[1] for row in rows} == {"Public", "Private"}
    assert {row[3][:3] for row in rows if row[3]} == {*("S12", "S16", "S17", "S19", "S20", "S21", "S24")}


def test_every_term_says_the_same_in_french() -> None:
    english, french = ({entry.iri: entry for entry in catalogue(tag).all()} for tag in LANGUAGES)
    assert english.keys() == french.keys()
    for iri, entry in english.items():
        said, dit = ([(one.name, len(one.rows)) for one in each.sections] for each in (entry, french[iri]))
        assert said == dit, iri
        assert bool(entry.definition) == bool(french[iri].definition), iri


# What speaks of what


def test_iris_are_found_in_the_text_of_a_query() -> None:
    query = r"""PREFIX c: <urn:c:>
    # psc:comment
    SELECT * { # psc:another
    ?x a psc:Claim ; c:x\/y/^c:z ?y . <http://e.org/a> <http://e.org/b#c> ?z
    FILTER(?z = "psc:te\"psc:xt" || ?z = 'psc:text' || ?z = '''psc:
    psc:text''') }"""
    assert spelled_out(query) == {
        "urn:c:z",
        "https://w3id.org/pscvc/ns#Claim",
        "urn:c:x/y",
        "http://e.org/a",
        "http://e.org/b#c",
    }


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("order: 10", "header key 'order' needs a number"),
        ("pages: [class]", "header key 'pages' needs a list of kinds: class, relation"),
        ("show: table", "header key 'show' needs one of: facts, picture, table, text"),
        ("columns: {a: {en: A, fr: A}}", "header key 'columns' names the headings of a table"),
        ("title: {en: A, fr: B}", "header key 'title' needs a text in English and French"),
        ("", "the query must select ?page ?a"),
    ],
)
def test_a_section_that_lacks_something_says_what(tmp_path: Path, line: str, sentence: str) -> None:
    lines = [
        "kind: section",
        "order: 10",
        "pages: [class]",
        "show: table",
        "title: {en: A, fr: B}",
        "columns: {a: {en: A, fr: A}}",
    ]
    written = "".join(f"#+ {one}\n" for one in lines if one != line)
    query = "SELECT ?page ?a WHERE {}" if line else "SELECT ?page ?b WHERE {}"
    (tmp_path / "odd.rq").write_text(written + query, encoding="utf-8")
    with pytest.raises(PscvcError, match=re.escape(f"odd.rq: {sentence}")):
        sections(tmp_path)


# Pictures


def test_what_leads_to_a_thing_stands_left_and_where_it_leads_right() -> None:
    here, there, back = Cell("here", "urn:h"), Cell("there", "urn:t"), Cell("back", "urn:b")
    relation = Cell("leads to", "urn:r")
    rows = ((here, relation, there), (back, relation, here))
    drawn = picture(Section("neighbourhood", "", "picture", (), rows), "urn:h", "here")
    assert [(box.cell, box.relation) for box in drawn.left] == [(back, relation)]
    assert [(box.cell, box.relation) for box in drawn.right] == [(there, relation)]
    assert drawn.middle.cell == here


def test_boxes_do_not_overlap_and_stay_inside() -> None:
    here = Cell("here", "urn:h")
    several = [Cell(f"a rather long label, the number {n}", f"urn:{n}") for n in range(12)]
    rows = tuple((here, Cell("leads to", "urn:r"), one) for one in several)
    drawn = picture(Section("neighbourhood", "", "picture", (), rows), "urn:h", "here")
    for above, below in zip(drawn.right, drawn.right[1:], strict=False):
        assert above.y + above.height < below.y
    for box in (*drawn.right, drawn.middle):
        assert box.x >= 0
        assert box.x + box.width <= WIDTH
        assert box.y >= 0
        assert box.y + box.height <= drawn.height


# The site


class Links(HTMLParser):
    """The links, the places and the language of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: list[str] = []
        self.language = ""
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.tags.add(tag)
        if tag == "html":
            self.language = said["lang"] or ""
        if place := said.get("id"):
            self.places.append(place)
        if (target := said.get("href")) is not None:
            self.links.append(target)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "pages"
    write_site(folder)
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Links]:
    return {path: Links(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def test_every_link_leads_to_a_page_and_a_place_on_it(site: Path, pages: dict[Path, Links]) -> None:
    broken = []
    for path, page in pages.items():
        for link in page.links:
            if link.startswith(("http:", "https:")):
                continue
            file, place = urldefrag(link)
            target = (path.parent / unquote(file)).resolve() if file else path
            if not target.is_file() or (place and place not in pages[target].places):
                broken.append(f"{path.relative_to(site)}: {link}")
    assert not broken


def test_no_page_has_a_script_or_a_place_twice(pages: dict[Path, Links]) -> None:
    for path, page in pages.items():
        assert not {"script", "iframe", "object", "embed", "img"} & page.tags, path
        assert len(page.places) == len(set(page.places)), path


def test_each_page_is_there_in_both_languages(site: Path, pages: dict[Path, Links]) -> None:
    english, french = (
        {path.relative_to(site / language) for path in pages if site / language in path.parents}
        for language in LANGUAGES
    )
    assert english == french
    assert len(english) > 950
    for language in LANGUAGES:
        assert {page.language for path, page in pages.items() if site / language in path.parents} == {
            language
        }


def test_every_term_construct_and_proposition_has_a_page(site: Path) -> None:
    for entry in catalogue().entries.values():
        if entry.home is None:
            place = entry.iri.removeprefix(BASE).replace("#", "/")
            assert (site / "en" / f"{place}.html").is_file(), entry.iri


def test_no_two_pages_differ_only_in_their_capitals(pages: dict[Path, Links]) -> None:
    assert len({str(path).casefold() for path in pages}) == len(pages)


def test_the_whole_vocabulary_lies_beside_the_pages(site: Path) -> None:
    written = ox.parse(path=str(site / "pscvc.ttl"), format=ox.RdfFormat.TURTLE)
    lines = sorted(f"{quad.triple} .\n" for quad in written)
    assert "".join(lines).encode() == vocabulary.ontology_triples()
    assert "@prefix psc:" in (site / "pscvc.ttl").read_text(encoding="utf-8")
    assert (site / "ontology" / "core.ttl").is_file()


def test_a_second_site_takes_the_place_of_the_first_and_is_the_same(site: Path) -> None:
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    for stale in ("en/ns/Forgotten.html", f"{vocabulary.version()}/ontology/gone.ttl"):
        (site / stale).write_text("gone", encoding="utf-8")
    write_site(site)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_what_lies_under_another_version_stays(tmp_path: Path, site: Path) -> None:
    folder = tmp_path / "pages"
    shutil.copytree(site, folder)
    (folder / "0.0.9").mkdir()
    (folder / "0.0.9" / "core.ttl").write_text("old", encoding="utf-8")
    write_site(folder)
    assert (folder / "0.0.9" / "core.ttl").read_text(encoding="utf-8") == "old"


def test_a_run_that_is_cut_short_leaves_the_site_of_before_as_it_was(tmp_path: Path) -> None:
    def stop(done: int, _total: int, _about: str) -> None:
        if done == 20:
            raise KeyboardInterrupt

    folder = tmp_path / "pages"
    with pytest.raises(KeyboardInterrupt):
        write_site(folder, stop)
    assert list(tmp_path.iterdir()) == []
    assert write_site(folder).pages > 1900
    before = sorted(folder.rglob("*"))
    with pytest.raises(KeyboardInterrupt):
        write_site(folder, stop)
    assert sorted(folder.rglob("*")) == before


def test_a_link_to_a_folder_is_followed_and_one_to_itself_refused(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    write_site(tmp_path / "link")
    assert (tmp_path / "there" / "index.html").is_file()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(InputError, match="cannot be written"):
        write_site(tmp_path / "loop")


def test_a_fault_of_our_own_is_not_blamed_on_the_folder(tmp_path: Path) -> None:
    def fail(_done: int, _total: int, _about: str) -> None:
        raise RuntimeError("the moon is full")

    with pytest.raises(RuntimeError, match="the moon is full"):
        write_site(tmp_path / "pages", fail)


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="holds other files; name a new or an empty folder"):
        write_site(tmp_path)
    (tmp_path / "pscvc.ttl").write_text("downloaded", encoding="utf-8")
    with pytest.raises(UsageError, match="holds other files"):
        write_site(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pscvc.ttl", "thesis.txt"]
    with pytest.raises(UsageError, match="is a file; name a folder"):
        write_site(tmp_path / "thesis.txt")
