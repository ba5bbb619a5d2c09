"""What the package knows of its own words."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pscvc_kg import vocabulary
from pscvc_kg.errors import PscvcError
from pscvc_kg.namespaces import CODE, PSC
from pscvc_kg.resources import ONTOLOGY

HASH = "import hashlib, pscvc_kg.vocabulary as v; print(hashlib.sha256(v.ontology_triples()).hexdigest())"


def test_the_ontology_is_the_same_bytes_in_every_process() -> None:
    runs = {
        subprocess.run([sys.executable, "-c", HASH], capture_output=True, check=True).stdout for _ in "ab"
    }
    assert len(runs) == 1


def test_a_code_is_called_by_its_label_in_the_language_asked_for() -> None:
    assert vocabulary.label(CODE + "channel/EML", "fr") == "Courriel"
    assert vocabulary.label(PSC + "ChainLink") == "chain link"


def test_a_language_that_lacks_falls_back_to_english() -> None:
    assert vocabulary.label(CODE + "channel/EML", "de") == "Email"


def test_an_unknown_term_has_no_label() -> None:
    assert vocabulary.label("urn:unknown") is None


def test_modules_and_code_lists_have_one_version() -> None:
    assert set(vocabulary.versions().values()) == {vocabulary.version()}


def test_a_file_that_is_not_turtle_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("<a> <b>", encoding="utf-8")
    with pytest.raises(PscvcError, match=r"broken\.ttl: not Turtle"):
        vocabulary.ontology_triples(tmp_path)


def test_a_missing_ontology_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PscvcError, match="install pscvc-kg again"):
        vocabulary.ontology_triples(tmp_path)


def test_the_literature_and_alignments_are_left_out_wherever_the_ontology_lies(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(ONTOLOGY, tmp_path / "literature" / "ontology"))
    without = vocabulary.ontology_triples(copy, whole=False)
    assert without == vocabulary.ontology_triples(whole=False)
    assert not [
        line for line in without.splitlines() if line.startswith(b"<https://w3id.org/pscvc/literature/")
    ]
    named = {line for line in without.splitlines() if b"_:" not in line}
    assert named < set(vocabulary.ontology_triples(copy).splitlines())
