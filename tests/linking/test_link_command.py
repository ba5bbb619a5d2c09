"""`pscvc link` as people use it: which list is meant, who decides, the review, what is refused."""

from __future__ import annotations

import io
import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pscvc_kg import api
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.linking import keeping, sssom
from pscvc_kg.linking.deciding import Decision, State, decided, standings, to_review
from pscvc_kg.linking.finding import KINDS, find
from pscvc_kg.linking.requiring import kinds_of
from pscvc_kg.linking.sssom import Link, LinkSet
from pscvc_kg.linking.workbook import review_workbook
from pscvc_kg.linking.workbook_words import REVIEW_WORDS
from pscvc_kg.namespaces import DATA, GRAPH_CURRENT
from pscvc_kg.resources import STORY
from pscvc_kg.row_heights import lines_of
from pscvc_kg.store import Store

DAY = date(2025, 3, 1)
CA = DATA + "ca/organization/"
XX = "https://example.org/"
CLERK = "A. Clerk"
Run = Callable[..., tuple[int, str, str]]


def written(links: LinkSet, path: Path) -> Path:
    path.write_text(sssom.written(links), encoding="utf-8")
    return path


def listed(path: Path, *names: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(["name", *names]) + "\n", encoding="utf-8")
    return path


def accepted(store: Store, links: LinkSet) -> keeping.Kept:
    return keeping.accept(store, links, "names.sssom.tsv", "00" * 32, by=CLERK)


# Which list it is

FIVE = (
    "Canada Revenue Agency",
    "Health Canada",
    "Statistics Canada",
    "Passport Canada",
    "Canadian Coast Guard",
)


def test_a_list_that_shares_an_entry_with_the_kept_one_of_its_name_is_refused_before_any_review(
    store: Store, tmp_path: Path
) -> None:
    accepted(store, find(listed(tmp_path / "a" / "names.csv", *FIVE), store, day=DAY))
    other = listed(
        tmp_path / "b" / "names.csv", "Health Canada", "National Defence", "Shared Services Canada"
    )
    with pytest.raises(InputError, match=r"names\.csv: .*another list called names.*--name NAME.*--withdraw"):
        find(other, store, day=DAY)
    few = listed(tmp_path / "c" / "names.csv", "Health Canada")
    with pytest.raises(InputError, match=r"of whose \d entries \d are not here, such as"):
        find(few, store, day=DAY)
    assert accepted(store, find(other, store, name="other", day=DAY)).state == "new"
    graph = api.Graph(store)
    lists = {row["list"] for row in graph.ask("links").records()}
    assert lists == {"names", "other"}


def test_a_new_version_of_a_list_replaces_the_one_before_and_keeps_what_people_decided(
    store: Store, tmp_path: Path
) -> None:
    path = listed(tmp_path / "names.csv", *FIVE)
    links = find(path, store, day=DAY)
    gone = next(each.last for each in standings(links.links) if each.last.subject_label == FIVE[4])
    said = decided(gone, Decision.REJECT, CLERK, DAY)
    accepted(store, sssom.appended(links, [said]))
    listed(path, *FIVE[:3], "National Defence", "Shared Services Canada", "Library and Archives Canada")
    again = find(path, store, day=DAY)
    result = accepted(store, again)
    assert (result.state, result.carried) == ("replaced", 1)
    assert said in keeping.known(store)


# Of which kind

SERVICES = (
    "@prefix dct: <http://purl.org/dc/terms/> . @prefix x: <https://example.org/> . "
    'x:service a <http://purl.org/vocab/cpsv#PublicService> ; dct:title "Health Canada"@en . '
    'x:programme a <https://w3id.org/pscvc/ns#Programme> ; dct:title "Papers"@en . '
    'x:set a <http://www.w3.org/ns/dcat#Dataset> ; dct:title "Health Canada"@en .'
)


def with_services(store: Store) -> Store:
    """The same graph, which also holds a service, a programme and a data set until it is made anew."""
    import pyoxigraph as ox

    triples = ox.serialize(ox.parse(SERVICES, format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES)
    assert triples
    store.load(triples, GRAPH_CURRENT)
    return store


def test_links_of_a_list_to_another_kind_are_refused_when_looked_for_and_when_accepted(
    store: Store, tmp_path: Path
) -> None:
    store, path = with_services(store), listed(tmp_path / "names.csv", "Health Canada")
    to_services = find(path, store, kind="service", day=DAY)
    assert [link.object for link in to_services.links] == [XX + "service"]
    to_organizations = find(path, store, day=DAY)
    with pytest.raises(UsageError, match="of the kind service; link the list with --kind service, or give"):
        find(path, store, day=DAY, earlier=to_services)
    accepted(store, to_organizations)
    with_services(store)
    with pytest.raises(UsageError, match=r"names are to things of the kind organization; .* --kind service"):
        find(path, store, kind="service", day=DAY)
    with pytest.raises(
        InputError, match=r"Health Canada is linked to Health Canada, of the kind service, and"
    ):
        accepted(store, to_services)
    renamed = find(path, store, kind="service", name="services", day=DAY)
    assert accepted(store, renamed).state == "new"


def test_what_was_said_of_things_of_another_kind_stays_out_of_the_links_of_this_one(
    store: Store,
) -> None:
    links = find("dataset", with_services(store), kind="service", day=DAY)
    accepted(store, sssom.appended(links, [decided(links.links[0], Decision.ACCEPT, CLERK, DAY)]))
    to_organizations = find("dataset", with_services(store), kind="organization", day=DAY)
    assert XX + "service" not in {link.object for link in to_organizations.links}


def test_every_kind_that_can_be_linked_to_is_told_apart(store: Store) -> None:
    things = (XX + "service", XX + "programme", XX + "set", CA + "46", XX + "nothing")
    found = kinds_of(with_services(store), things)
    assert set().union(*found.values()) == set(KINDS), "add the classes to queries/state/kinds-of-things.rq"
    assert XX + "nothing" not in found


# Who decides


@pytest.mark.parametrize("by", ["", "  "])
def test_nothing_is_kept_promoted_or_read_back_without_somebody_who_answers_for_it(
    run: Run, registered: Path, names: Path, tmp_path: Path, by: str
) -> None:
    with api.open(registered, create=False) as graph:
        links = api.link(names, graph)
    path = written(links, tmp_path / "names.sssom.tsv")
    before = path.read_bytes()
    book = tmp_path / "review.xlsx"
    book.write_bytes(review_workbook(links, "en"))
    graph_of = ("--store", registered)
    for call in (
        ("--accept", path, *graph_of),
        ("--promote", path, *graph_of),
        ("--review", path, "--decisions", book),
        ("--review", path),
    ):
        status, out, err = run("link", *call, "--by", by)
        assert (status, out) == (2, ""), call
        assert "needs somebody who answers for it; say who decides: --by NAME" in err
    assert path.read_bytes() == before
    with api.open(registered, create=False) as graph:
        assert graph.ask("links").rows == ()


# Questions about lists


def test_an_unknown_list_is_named_with_those_there_are(store: Store, names: Path) -> None:
    accepted(store, find(names, store, day=DAY))
    graph = api.Graph(store)
    for question in ("links", "organizations-of-a-list"):
        assert [choice.label for choice in graph.choices(question, "list")] == ["names"]
        assert graph.ask(question, list="names").rows
        with pytest.raises(UsageError, match=r"nothing called 'nams' is known .* the nearest: names <"):
            graph.ask(question, list="nams")
        with pytest.raises(
            UsageError, match=r"nothing called 'zz' is known .* there is: names <.*>; see all"
        ):
            graph.ask(question, list="zz")


# Promotion


def exact(one: str, other: str) -> Link:
    slots = {"subject_label": one.rpartition("/")[2], "object_label": other.rpartition("/")[2]}
    return Link(one, sssom.EXACT, other, sssom.MANUAL, slots={**slots, "reviewer_label": CLERK})


def test_promotion_says_of_each_link_that_it_refuses_why_and_counts_the_rest(
    run: Run, registered: Path, tmp_path: Path
) -> None:
    import shutil

    folder = Path(shutil.copytree(registered, tmp_path / "graph"))
    with api.open(folder, create=False) as graph:
        register = sorted(
            iri
            for (iri,) in graph.store.query(
                "SELECT DISTINCT ?o { ?o a <http://data.europa.eu/m8g/PublicOrganisation> }"
            ).texts()
        )
    sound = LinkSet({"mapping_set_id": sssom.set_iri("well")}, (exact(DATA + "list/well/a", register[0]),))
    call = ("--store", folder, "--by", CLERK)
    well = written(sound, tmp_path / "well.sssom.tsv")
    told = tmp_path / "kept.json"
    assert run("link", "--accept", well, *call, "-o", told) == (0, "", "")
    assert json.loads(told.read_text(encoding="utf-8"))["accepted"] == 1
    status, out, _ = run("link", "--promote", well, *call)
    assert (status, out) == (0, "Promoted to owl:sameAs: 1. Refused: 0.\n")
    # What a list calls a thing of another register is called an entry of this one in the next list; the two
    # registers are one by then, so that two entries of this one would be.
    others = (
        "@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
    )
    for at in range(7):
        others += f'<{XX}w{at}> a org:Organization ; skos:prefLabel "Thing {at}"@en .\n'
    (tmp_path / "others.ttl").write_text(others, encoding="utf-8")
    assert run("load", tmp_path / "others.ttl", "--store", folder)[0] == 0
    entry = [f"{DATA}list/two/a{at}" for at in range(7)]
    same = [exact(f"{XX}w{at}", iri) for at, iri in enumerate(register[:7])]
    called = [exact(one, f"{XX}w{at}") for at, one in enumerate(entry)]
    again = [exact(one, iri) for one, iri in zip(entry, register[7:14], strict=True)]
    last = [*again, exact(DATA + "list/three/z", register[20])]
    for name, rows in (("one", same), ("two", called), ("three", last)):
        links = LinkSet({"mapping_set_id": sssom.set_iri(name)}, tuple(rows))
        path = written(links, tmp_path / f"{name}.sssom.tsv")
        assert run("link", "--accept", path, *call)[::2] == (0, "")
        status, out, _ = run("link", "--promote", path, *call)
    assert status == 1
    lines = [line for line in out.splitlines() if line.startswith("- ")]
    assert len(lines) == 5
    number = register[7].rpartition("/")[2]
    with api.open(folder, create=False) as graph:
        name = graph.labels([register[0]])[register[0]]
    assert f"- “a0” ≠ {number}: it is already the same as {name}, and both are" in " ".join(out.split())
    assert "both are entries of one register" in " ".join(out.split())
    assert "… and 2 more" in out
    assert "Promoted to owl:sameAs: 1. Refused: 7." in out


# The workbook


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_workbook_shows_every_word_and_keeps_what_belongs_together(
    known: Store, tmp_path: Path, lang: str
) -> None:
    path = listed(tmp_path / "names.csv", "CSC", "Helth Canada", "Service Canada", "Industry Canada")
    links = find(path, known, day=DAY, lang=lang)
    data = review_workbook(links, lang, 'pscvc link --review x --decisions y --by "NAME"')
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet, about = book.worksheets
    words = {key: texts[lang] for key, texts in REVIEW_WORDS.items()}
    heads = [cell.value for cell in sheet[1]]
    wanted = ("subject", "object", "confidence", "reason", "decision", "relation", "comment")
    assert heads[:7] == [words[key] for key in wanted]
    assert (sheet.title, sheet.freeze_panes, sheet.print_title_rows) == (words["sheet"], "B2", "$1:$1")
    rows = list(sheet.iter_rows(min_row=2))
    subjects = [row[0].value for row in rows]
    assert subjects == sorted(subjects, key=subjects.index), "the rows of one name stand together"
    firsts = [row[0].font.bold for row in rows]
    assert firsts == [at == 0 or subjects[at] != subjects[at - 1] for at in range(len(subjects))]
    assert any(len(row[3].value) > 60 for row in rows), "a reason that is wrapped"
    for row in rows:
        assert "%" in row[2].number_format
        assert 0 < row[2].value <= 1
        for cell in row[:5]:
            width = sheet.column_dimensions[cell.column_letter].width
            lines = lines_of(cell.value, width) if isinstance(cell.value, str) else 1
            assert sheet.row_dimensions[row[0].row].height >= 15 * lines, cell.value
        assert row[4].protection.locked is False
        assert row[0].protection.locked is True
    for rule in sheet.data_validations.dataValidation:
        assert rule.error, "what is wrong is said in the language"
    filled = tmp_path / "filled.xlsx"
    rows[0][4].value = words["accept"]
    book.save(filled)
    assert len(api.read_decisions(filled, links, by=CLERK).links) == len(links.links) + 1, "as it was written"
    told = " ".join(str(cell.value) for row in about.iter_rows() for cell in row if cell.value)
    assert "pscvc link --review x --decisions y" in told
    for key in ("accept", "reject", "unsure", "exact", "close", "related"):
        assert words[key] in told


# The review in a terminal


class Terminal:
    """`pscvc` in a pseudo-terminal: what it shows, and what a person types."""

    def __init__(self, *arguments: str | Path) -> None:
        self._own, theirs = pty.openpty()
        self.resize(24, 80)
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from pscvc_kg.cli import main; main()", *map(str, arguments)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={name: text for name, text in os.environ.items() if name not in ("COLUMNS", "LINES")},
            preexec_fn=_own_terminal,
        )
        os.close(theirs)

    def resize(self, rows: int, columns: int) -> None:
        import fcntl
        import struct
        import termios

        fcntl.ioctl(self._own, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def until(self, prompt: str) -> str:
        """What is shown up to *prompt*, or to the end."""
        shown = ""
        end = time.monotonic() + 60
        while not shown.endswith(prompt) and time.monotonic() < end:
            if not select.select([self._own], [], [], 1)[0]:
                continue
            try:
                shown += os.read(self._own, 65536).decode()
            except OSError:  # the other end is closed
                return shown
        return shown

    def type(self, text: str) -> None:
        os.write(self._own, text.encode())

    def close(self) -> int:
        os.close(self._own)
        return self._process.wait(timeout=60)


def _own_terminal() -> None:
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@contextmanager
def terminal(*arguments: str | Path) -> Iterator[Terminal]:
    yield Terminal(*arguments)


def test_a_review_in_the_terminal_can_go_back_change_its_width_and_be_stopped_without_loss(
    known: Store, tmp_path: Path
) -> None:
    path = listed(tmp_path / "names.csv", "CSC", "Helth Canada", "Stats Canada", "Service Canada")
    links = find(path, known, day=DAY, lang="fr")
    assert len(to_review(links)) == 4
    file = written(links, tmp_path / "names.sssom.tsv")
    with terminal("link", "--review", file, "--by", CLERK, "--lang", "fr") as screen:
        assert "1 de 4\u00a0: CSC" in screen.until("> ")
        screen.type("r\n")
        assert "rien à quoi revenir" in screen.until("> ")
        screen.type("n\n")
        assert "2 de 4\u00a0: Helth Canada" in screen.until("> ")
        screen.type("o\n")
        screen.until("> ")
        assert of(file, "Helth Canada") == {State.ACCEPTED}
        screen.type("r\n")
        shown = screen.until("> ")
        assert "«\u00a0Helth Canada\u00a0» est reprise" in shown
        assert "2 de 4" in shown
        assert State.ACCEPTED not in of(file, "Helth Canada"), "the answer is taken back in the file, too"
        screen.resize(24, 120)
        screen.type("i\n")
        assert max(map(len, screen.until("> ").splitlines())) > 80, "as wide as the terminal is now"
        screen.type("\x03")
        assert "Décidés\u00a0: 2. Encore à réviser\u00a0: 3." in screen.until("\0")
        assert screen.close() == 130
    assert of(file, "CSC") == {State.REJECTED}
    after = sssom.read(file)
    assert after.links[: len(links.links)] == links.links
    assert sum(
        "review_date" in link.slots for link in after.links if link.subject_label == "Helth Canada"
    ) == len(to_review(links)[1])


def of(file: Path, name: str) -> set[State]:
    found = standings(sssom.read(file).links)
    return {each.state for each in found if each.last.subject_label == name} - {State.ASIDE}


# What comes next


def test_each_step_says_the_call_of_the_next_one_with_its_own_files(run: Run, tmp_path: Path) -> None:
    store, links = tmp_path / "store", tmp_path / "my list.sssom.tsv"
    names = listed(tmp_path / "names" / "names.csv", "Health Canada", "Helth Canada", "Nobody")
    registers = [STORY / f"organizations-{lang}.csv" for lang in ("en", "fr")]
    assert run("load", *registers, "--store", store)[0] == 0
    keep = f"pscvc link --accept '{links}' --store "
    shown = run("link", names, "--store", store)[1]
    assert "Nothing is written yet" in shown
    assert keep not in shown
    _, shown, told = run("link", names, "--store", store, "-o", links)
    assert told == ""
    assert f"pscvc link --review '{links}' --by \"NAME\"\n" in shown
    assert keep + f'{store} --by "NAME"\n' in shown
    workbook = tmp_path / "review.xlsx"
    french = run("link", "--review", links, "-o", workbook, "--lang", "fr")[1]
    assert '--by "NOM"' in french
    said = run("link", "--review", links, "--decisions", workbook, "--by", CLERK)[1]
    assert keep + "WHERE" in said
    said = run("link", "--accept", links, "--store", store, "--by", CLERK)[1]
    assert f"“names” in the graph. To see its links: pscvc ask links list=names --store {store}\n" in said


def test_a_call_without_a_store_says_what_the_list_is_compared_with(run: Run, tmp_path: Path) -> None:
    names = listed(tmp_path / "names.csv", "Health Canada")
    _, shown, told = run("link", names)
    assert "what the shipped story holds" in told
    assert "Compared with the organizations of the graph: " in shown


def test_links_given_as_a_list_are_named_as_links(run: Run, tmp_path: Path) -> None:
    names, links = listed(tmp_path / "names.csv", "Health Canada"), tmp_path / "links.sssom.tsv"
    assert run("link", names, "-o", links)[0] == 0
    status, _, said = run("link", links)
    assert status == 3
    assert "these are links and not a list" in said


def test_of_what_is_accepted_the_least_sure_is_shown_first(run: Run, tmp_path: Path) -> None:
    names = listed(tmp_path / "names.csv", "Health Canada", "CRA", "Canada Revenue Agency (CRA)")
    shown = run("link", names)[1]
    assert (
        0
        < shown.index("“CRA”")
        < shown.index("“Health Canada”")
        < shown.index("“Canada Revenue Agency (CRA)”")
    )


@pytest.mark.parametrize("header", ["Org", "Nom de l'organisme", "Institution"])
def test_what_organizations_are_called_in_headers_is_known(run: Run, tmp_path: Path, header: str) -> None:
    names = tmp_path / "names.csv"
    names.write_text(f"{header};Note\nHealth Canada;x\n", encoding="utf-8")
    assert "1 name: 1 accepted" in run("link", names)[1]


def test_a_title_above_the_headers_is_named_as_one(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Partners, 2024"], [], ["No", "Organization"], ["7", "Health Canada"]):
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    book.save(tmp_path / "partners.xlsx")
    status, _, said = run("link", tmp_path / "partners.xlsx")
    assert status == 3
    assert "if row 1 is a title, delete what stands above the headers" in said
    two = tmp_path / "two.csv"
    two.write_text("Organization,,Note\nHealth Canada,x,y\n", encoding="utf-8")
    assert run("link", two)[2].rstrip().endswith("name the column, or clear it.")


def test_a_wrong_choice_in_a_french_workbook_is_told_in_the_words_of_that_workbook(
    run: Run, tmp_path: Path
) -> None:
    names, links = listed(tmp_path / "names.csv", "Helth Canada"), tmp_path / "links.sssom.tsv"
    workbook = tmp_path / "revue.xlsx"
    run("link", names, "-o", links)
    run("link", "--review", links, "-o", workbook, "--lang", "fr")
    book = openpyxl.load_workbook(workbook)
    book.active.cell(2, 5).value = "certainement"
    book.save(workbook)
    status, _, said = run("link", "--review", links, "--decisions", workbook, "--by", CLERK)
    assert status == 3
    assert "write one of: accepter, rejeter, incertain" in said
