"""A report against the last one, and findings that somebody answers for."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import pscvc_kg as pscvc
from pscvc_kg import validation
from pscvc_kg.cli import run
from pscvc_kg.errors import InputError
from pscvc_kg.render.page import Page
from pscvc_kg.render.report import report_json, report_text
from pscvc_kg.report import Report, Waiver
from pscvc_kg.resources import STORY
from pscvc_kg.validation.waiving import waived

Change = Callable[[list[dict[str, str]]], None]
DAY = "2025-03-01"


@pytest.fixture(scope="module")
def store() -> Iterator[pscvc.Graph]:
    with pscvc.open() as graph:
        sources = [file for file in sorted(STORY.glob("*.csv")) if "2023-2024" not in file.name]
        pscvc.load(sources, graph)
        yield graph


def services(folder: Path, change: Change | None = None) -> Path:
    """The shipped inventory of services, changed."""
    with (STORY / "services-2023-2024.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if change:
        change(rows)
    path = folder / "services.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def repair_one_and_break_another(rows: list[dict[str, str]]) -> None:
    rows.reverse()
    for row in rows:
        if row["service_id"] == "3181":
            row["service_id"] = "SRV03181"
    rows[0]["service_name_fr"] = ""


@pytest.fixture
def reports(store: pscvc.Graph, tmp_path: Path) -> tuple[Report, Report, Path]:
    """A first report, the report on a corrected file compared with it, and the first one's file."""
    first = pscvc.validate(services(tmp_path), store=store, as_of=DAY)
    baseline = tmp_path / "first.json"
    baseline.write_text(report_json(first, "en"), encoding="utf-8")
    corrected = services(tmp_path, repair_one_and_break_another)
    return first, pscvc.validate(corrected, store=store, as_of=DAY, baseline=baseline), baseline


def test_what_was_corrected_is_fixed_and_what_was_broken_is_new(reports: tuple[Report, Report, Path]) -> None:
    first, second, _ = reports
    since = second.comparison
    assert since is not None
    assert [past.code for past in since.fixed] == ["qa_unregistered_sid"]
    new = [finding for finding in second.findings if finding.fingerprint in since.new]
    assert [finding.rule.code for finding in new] == ["service-title-french"]
    assert since.remaining == len(first.findings) - 1 == len(second.findings) - 1
    assert since.remaining > 3, "rows moved: what did not change is the same finding all the same"


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "1 new, 1 fixed,"), ("fr", "1\u00a0nouveau, 1\u00a0corrigé,")]
)
def test_the_comparison_is_told(reports: tuple[Report, Report, Path], lang: str, said: str) -> None:
    text = report_text(reports[1], lang, Page())
    assert said in text
    assert "first.json" in text
    assert ("NEW services.csv" if lang == "en" else "NOUVEAU services.csv") in text
    content = json.loads(report_json(reports[1], lang))
    assert content["baseline"] | {"gone": []} == {
        "not_looked_for": [],
        "file": "first.json",
        "as_of": DAY,
        "rules": reports[1].rules,
        "new": 1,
        "fixed": 1,
        "remaining": len(reports[1].findings) - 1,
        "gone": [],
    }
    assert sorted({finding["status"] for finding in content["findings"]}) == ["new", "remaining"]


def test_the_same_file_has_nothing_new(store: pscvc.Graph, tmp_path: Path) -> None:
    file = services(tmp_path)
    baseline = tmp_path / "first.json"
    baseline.write_text(report_json(pscvc.validate(file, store=store, as_of=DAY), "fr"), encoding="utf-8")
    since = pscvc.validate(file, store=store, as_of=DAY, baseline=baseline).comparison
    assert since is not None
    assert (since.new, since.fixed) == (frozenset(), ())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is no report"),
        ('{"version": "2"}', "is no report"),
        ('{"version": "1", "findings": 1}', "lacks"),
        ('{"version": "1", "findings": [{"fingerprint": 1}]}', "lacks"),
        ('{"version": "1", "as_of": "2025-03-01", "findings": []}', "lacks 'inputs'"),
    ],
)
def test_what_is_no_report_is_refused_with_a_sentence(content: str | None, said: str, tmp_path: Path) -> None:
    file = tmp_path / "last.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        pscvc.validate(services(tmp_path), baseline=file)
    assert "last.json" in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": "yesterday"},
        {"severity": "grave"},
        {"location": {"file": None}},
        {"location": {"row": [1]}},
        {"location": {"column": 3}},
        {"fingerprint": None},
        {"findings": "none"},
        {"waived": None},
        {"inputs": [1]},
        {"rules": ""},
        {"title": "\ud800"},
        {"location": {"row": 0}},
        {"location": {"line": True}},
        {"location": 1},
    ],
    ids=str,
)
def test_a_report_that_was_meddled_with_is_refused(
    reports: tuple[Report, Report, Path], tmp_path: Path, change: dict[str, Any]
) -> None:
    content = json.loads(reports[2].read_text(encoding="utf-8"))
    place = content if change.keys() & content.keys() else content["findings"][0]
    if isinstance(change.get("location"), dict):
        place, change = place["location"], change["location"]
    place.update(change)
    file = tmp_path / "meddled.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match=r"meddled\.json: is no report as we write it: \w+ of ") as caught:
        pscvc.validate(services(tmp_path), baseline=file)
    assert str(caught.value).endswith("; write it again")


def test_what_was_not_looked_for_is_not_called_fixed(
    reports: tuple[Report, Report, Path], tmp_path: Path
) -> None:
    """Without the registers two rules cannot be checked, and standards say nothing of services."""
    first, _, baseline = reports
    without = pscvc.validate(services(tmp_path), as_of=DAY, baseline=baseline)
    since = without.comparison
    assert since is not None
    assert not since.fixed
    unchecked = {each.rule.code for each in without.not_checked}
    assert {past.code for past in since.not_looked_for} <= unchecked
    assert len(since.not_looked_for) + since.remaining == len(first.findings)
    assert f"{len(since.not_looked_for)} not looked for this time" in report_text(without, "en", Page())
    other = pscvc.validate(STORY / "standards-2023-2024.csv", as_of=DAY, baseline=baseline).comparison
    assert other is not None
    assert not other.fixed
    assert len(other.not_looked_for) == len(first.findings)


def of_owner(folder: Path, owner: str, name: str, keep: str = "all") -> Path:
    """A table of one owner with a finding in its only row; corrected, it has none of that kind."""

    def only_of_owner(rows: list[dict[str, str]]) -> None:
        del rows[1:]
        rows[0] |= {
            "service_id": owner,
            "owner_org": owner,
            "service_type": "NONE" if keep == "all" else "GNC",
        }

    return services(folder, only_of_owner).rename(folder / name)


def test_a_table_that_is_left_out_is_not_looked_at_and_a_renamed_one_is(tmp_path: Path) -> None:
    tax, post = of_owner(tmp_path, "cra-arc", "a.csv"), of_owner(tmp_path, "cpc-scp", "b.csv")
    baseline = tmp_path / "first.json"
    baseline.write_text(report_json(pscvc.validate([tax, post], as_of=DAY), "en"), encoding="utf-8")
    mended = of_owner(tmp_path, "cra-arc", "a.csv", keep="none")

    def told(*files: Path) -> tuple[set[str], set[str]]:
        since = pscvc.validate(files, as_of=DAY, baseline=baseline).comparison
        assert since is not None
        fixed, unseen = (
            {past.location.file for past in some} for some in (since.fixed, since.not_looked_for)
        )
        return fixed, unseen

    assert told(mended) == ({"a.csv"}, {"b.csv"})
    assert told(mended, post.rename(tmp_path / "c.csv")) == ({"a.csv"}, set())
    other = mended.rename(tmp_path / "d.csv")
    assert told(other)[0] == set(), "of two that are missing, nobody knows which it was"
    assert told(other, tmp_path / "c.csv") == ({"a.csv"}, set())


def test_what_a_supplied_shape_finds_no_more_is_fixed_and_of_one_left_out_is_not(tmp_path: Path) -> None:
    def shapes(name: str, asked: str) -> Path:
        head = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://e.org/> .\n"
        path = tmp_path / f"{name}.ttl"
        path.write_text(f"{head}ex:{name} sh:targetClass ex:T ; sh:property [ {asked} ] .", encoding="utf-8")
        return path

    both = [shapes(name, f"sh:path ex:{name} ; sh:minCount 1 ; sh:maxCount 3") for name in ("one", "two")]
    data, baseline = tmp_path / "data.ttl", tmp_path / "first.json"
    text = "@prefix ex: <https://e.org/> .\nex:a a ex:T"
    data.write_text(f"{text} .", encoding="utf-8")
    first = validation.validate([data], shapes=both, as_of=DAY)
    baseline.write_text(report_json(first, "en"), encoding="utf-8")
    data.write_text(f"{text} ; ex:one 1 ; ex:two 2 .", encoding="utf-8")
    for given, fixed, unseen in ((both, 2, 0), (both[:1], 1, 1)):
        since = validation.validate([data], shapes=given, as_of=DAY, baseline=baseline).comparison
        assert since is not None
        assert (len(since.fixed), len(since.not_looked_for)) == (fixed, unseen)


def test_of_records_of_a_store_only_those_that_are_looked_at_again_can_be_fixed(tmp_path: Path) -> None:
    with pscvc.shipped() as graph:
        found = pscvc.validate([STORY / "services-2023-2024.csv"], store=graph, as_of=DAY)
        focus = found.findings[-1].focus
        content = json.loads(report_json(found, "en"))
        for number, each in enumerate(content["findings"]):
            each["fingerprint"] = f"{number:016x}"
        baseline = tmp_path / "first.json"
        baseline.write_text(json.dumps(content), encoding="utf-8")
        since = pscvc.validate(store=graph, as_of=DAY, focus=[focus], baseline=baseline).comparison
    assert since is not None
    assert focus in {past.focus for past in since.fixed}
    assert since.not_looked_for


def test_a_thousand_waivers_take_no_longer_than_the_findings(store: pscvc.Graph, tmp_path: Path) -> None:
    """Each finding is looked up, and not compared with every waiver."""
    found = pscvc.validate(services(tmp_path), store=store, as_of=DAY)
    many = tuple(Waiver(f"row {n}", "why", "who", "2099-12-31", f"{n:016x}") for n in range(20_000))
    own = Waiver("row 1", "why", "who", "2099-12-31", found.findings[0].fingerprint)
    report = waived(replace(found, findings=found.findings * 500), (*many, own))
    assert len(report.waived) == 500
    assert len(report.idle_waivers) == len(many)
    of_one_rule = [replace(each, fingerprint="", rule=found.findings[0].rule.code) for each in many]
    again = waived(replace(found, findings=found.findings[:1] * 20_000), of_one_rule)
    assert {one.waiver.place for one in again.waived} == {"row 0"}


def waivers(folder: Path, *rows: str, header: str = "fingerprint,rule,reason,owner,expires") -> Path:
    file = folder / "waivers.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


def test_a_waived_finding_is_set_apart_and_no_reason_to_fail(store: pscvc.Graph, tmp_path: Path) -> None:
    file = services(tmp_path)
    all_found = pscvc.validate(file, store=store, as_of=DAY)
    worst = [finding for finding in all_found.findings if finding.rule.severity == "violation"]
    table = waivers(
        tmp_path, *(f"{finding.fingerprint},,Registered in June,A. Tremblay,2025-03-01" for finding in worst)
    )
    report = pscvc.validate(file, store=store, as_of=DAY, waivers=table)
    assert worst
    assert all_found.reaches("violation")
    assert not report.reaches("violation")
    assert [one.finding for one in report.waived] == worst
    assert len(report.findings) == len(all_found.findings) - len(worst)
    assert not report.conforms
    for lang, said in (("en", "Registered in June (A. Tremblay, until"), ("fr", "A. Tremblay, jusqu'au")):
        assert said in report_text(report, lang, Page())
    content = json.loads(report_json(report, "en"))
    assert [one["waiver"]["owner"] for one in content["waived"]] == ["A. Tremblay"] * len(worst)


def test_a_rule_is_waived_by_its_code_or_name_and_a_waiver_ends(store: pscvc.Graph, tmp_path: Path) -> None:
    file = services(tmp_path)
    before = pscvc.validate(file, store=store, as_of=DAY)
    code = before.findings[0].rule.code
    name = before.findings[-1].rule.iri.rpartition("#")[2]
    table = waivers(
        tmp_path,
        f",{code},Known,Me,2025-02-28",
        f",{name},Known,Me,2025-12-31",
        ",no-such-rule,Known,Me,2025-12-31",
        f"0123456789abcdef,{code},Known,Me,2025-12-31",
    )
    report = pscvc.validate(file, store=store, as_of=DAY, waivers=table)
    assert code in {finding.rule.code for finding in report.findings}
    assert {one.finding.rule.iri for one in report.waived} == {before.findings[-1].rule.iri}
    assert [waiver.place for waiver in report.expired_waivers] == ["waivers.csv, row 2"]
    assert [waiver.place for waiver in report.idle_waivers] == ["waivers.csv, row 4", "waivers.csv, row 5"]
    text = report_text(report, "en", Page())
    assert "expired" in text
    assert "remove them" in text


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("fingerprint,rule,reason,owner", "a,,b,c", "needs the columns 'expires'"),
        ("reason,owner,expires", "a,b,2025-01-01", "needs the columns 'fingerprint' or 'rule'"),
        ("rule,reason,owner,expires", "a,,me,2025-01-01", "row 2: the waiver has no reason"),
        ("rule,reason,owner,expires", "a,b,,2025-01-01", "row 2: the waiver has no owner"),
        ("rule,reason,owner,expires", "a,b,me,tomorrow", "'tomorrow' is not a day"),
        ("rule,reason,owner,expires", ",b,me,2025-01-01", "names no fingerprint and no rule"),
    ],
)
def test_a_faulty_table_of_waivers_is_refused_at_its_place(
    header: str, row: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=said):
        pscvc.validate(services(tmp_path), waivers=waivers(tmp_path, row, header=header))


def test_the_command_line_takes_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(services(tmp_path))
    first = tmp_path / "first.json"
    assert run(["validate", file, "--as-of", DAY, "--format", "json", "--output", str(first)]) in (0, 1)
    table = waivers(tmp_path, ",name-agrees,Known,Me,2099-12-31")
    arguments = ["--baseline", str(first), "--waivers", str(table), "--as-of", DAY]
    assert run(["validate", file, *arguments]) in (0, 1)
    assert "0 new, 0 fixed" in capsys.readouterr().out
    assert run(["validate", file, "--baseline", str(tmp_path / "none.json")]) == 3
    assert "none.json" in capsys.readouterr().err
