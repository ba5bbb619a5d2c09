"""The shape of the program, held by reading it: who may import whom, and where the knowledge lives."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import SKOS

from pscvc_kg import resources
from pscvc_kg.namespaces import BASE, CODE, PSC

PACKAGE = Path(__file__).parent.parent / "pscvc_kg"

# From the top down. A module imports from its own line or from lines below it; no job imports another job.
LAYERS = {
    "faces": {"__init__", "api", "cli", "render", "web"},
    "jobs": {"exporting", "linking", "questions", "submissions", "template", "terms", "validation"},
    "graph": {
        "cells",
        "chain",
        "change",
        "closure",
        "current",
        "documents",
        "embedded",
        "endpoint",
        "folder",
        "following",
        "forms",
        "imports",
        "layouts",
        "locating",
        "log_terms",
        "mapping",
        "limiting",
        "migration",
        "outbound",
        "provenance",
        "reading",
        "past",
        "rederiving",
        "registers",
        "seal",
        "sending",
        "sources",
        "store",
        "tables",
        "vocabulary",
        "workbooks",
    },
    "base": {
        "cache",
        "days",
        "errors",
        "headers",
        "namespaces",
        "quality",
        "report",
        "resources",
        "row_heights",
        "settling",
    },
}
ORDER = list(LAYERS)
LAYER_OF = {module: layer for layer, modules in LAYERS.items() for module in modules}

# What the machinery itself must write or read, each with the reason why it cannot live in a query or a shape.
TERMS_PYTHON_MAY_NAME = {
    "needsRegister": "a shape names the register that it needs; validation copies it beside the data",
    "fix": "a rule's remedy; every finding carries it",
    "leavesOut": "a profile says which rules it does not take over; they are never read",
    "suppressesBelow": "a profile says below which count values are left out; accept does it",
    "recordsHeld": "the log says of each acceptance how many records were held",
    "minimumYears": "a shape says how many earlier years it needs; validation counts them before asking it",
    "coversPeriod": "how validation counts those years",
    "QualityFinding": "the log keeps which findings were waived when a submission was accepted",
    "isFoundBy": "as QualityFinding: by which check",
    "isSubmittedBy": "the log says of each submission whose it is; nothing but the machinery knows it",
    "forPeriod": "as isSubmittedBy: for which period",
    "thisRun": "the subject of the one fact about a run that rules may read, its day",
    "asOf": "the day that rules take for today",
    "hasMissingColumn": "a table's missing column is a fact about the file, made before any mapping",
    "hasUnknownColumn": "as hasMissingColumn",
    "hasRepeatedColumn": "as hasMissingColumn",
    "nearestColumn": "as hasMissingColumn: the known name nearest to an unknown one",
    "hasEmptyKey": "a cell of a filled-in template that cannot be read is a fact about the file",
    "repeatsRow": "as hasEmptyKey",
    "repeatsCell": "as hasEmptyKey: the cell of the earlier row with the same key",
    "unreadableNumber": "as hasEmptyKey",
    "unreadableDate": "as hasEmptyKey",
    "unlistedCode": "as hasEmptyKey",
    "unmatchedName": "as hasEmptyKey",
    "unreadableText": "as hasEmptyKey",
    "otherTemplate": "as hasEmptyKey",
    "nearestValue": "as hasEmptyKey: the known value nearest to one that is not known",
    "givesWay": "a rule says so of itself; validation then leaves out what another rule says of the cell",
}


def module_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def top_module(file: Path) -> str:
    """The name that a file has in the table of layers: its folder, or itself at the top of the package."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def own_imports(file: Path) -> Iterator[tuple[int, str]]:
    """Every import of our own modules in a file, wherever it stands: line and name in the table of layers."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "pscvc_kg":
            names = [f"pscvc_kg.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            parts = ["pscvc_kg", *file.relative_to(PACKAGE).parts[: -node.level]]
            names = [".".join([*parts, node.module or ""])]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        for name in names:
            package, _, rest = name.partition(".")
            if package == "pscvc_kg":
                module = rest.partition(".")[0] or "__init__"
                yield node.lineno, module if module in LAYER_OF or _is_module(module) else "__init__"


def _is_module(name: str) -> bool:
    return (PACKAGE / f"{name}.py").exists() or (PACKAGE / name).is_dir()


@pytest.mark.parametrize("file", module_files(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_point_down(file: Path) -> None:
    module = top_module(file)
    assert module in LAYER_OF, f"pscvc_kg/{module} has no layer: add it to LAYERS in {Path(__file__).name}"
    layer = LAYER_OF[module]
    for line, imported in own_imports(file):
        if imported in (module, "__init__"):
            continue  # Within one module, or the version from the package itself.
        assert imported in LAYER_OF, f"pscvc_kg/{imported} has no layer: add it to LAYERS"
        below = ORDER.index(LAYER_OF[imported]) > ORDER.index(layer)
        beside = LAYER_OF[imported] == layer and layer != "jobs"
        assert below or beside, (
            f"{file.name}:{line}: {module} ({layer}) imports {imported} ({LAYER_OF[imported]}); "
            "imports point down and no job imports another. Move what both need to a layer below, or compose "
            "the two in a face."
        )


def test_every_module_of_the_table_exists() -> None:
    missing = [module for module in LAYER_OF if not _is_module(module)]
    assert not missing, f"LAYERS names modules that are not there: {missing}"


def string_constants(file: Path) -> Iterator[tuple[int, str]]:
    """Every string in a file that is no docstring."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


def ontology() -> Graph:
    graph = Graph()
    for file in sorted(resources.ONTOLOGY.rglob("*.ttl")):
        graph.parse(file)
    return graph


def test_python_names_no_term_of_the_ontology_beyond_what_it_must_write() -> None:
    graph = ontology()
    subjects = {str(subject) for subject in graph.subjects()}
    # A single word such as "value" or "Target" may well stand in Python for something else.
    names = {
        name for iri in subjects if iri.startswith(PSC) and re.search(".[A-Z]", name := iri.removeprefix(PSC))
    }
    codes = {
        str(code)
        for concept, code in graph.subject_objects(SKOS.notation)
        if str(concept).startswith(CODE) and re.fullmatch("[A-Z]{2,}[0-9]*", str(code))
    }
    assert names, "the ontology has no terms"
    found = []
    for file in module_files():
        for line, text in string_constants(file):
            used = set(re.findall(rf"(?:\bpsc:|{re.escape(PSC)})(\w+)", text)) | ({text} & names)
            found += [(file, line, f"psc:{name}") for name in sorted(used - TERMS_PYTHON_MAY_NAME.keys())]
            if text in codes or re.search(rf"\bcode:\w|{re.escape(CODE)}\w", text):
                found.append((file, line, f"the code {text!r}"))
    assert not found, "\n".join(
        f"{file.relative_to(PACKAGE.parent)}:{line} names {what}. What a thing means lives in ontology/, "
        "what a submission must say in shapes/, what people ask in queries/; Python finds it there. If the "
        "machinery itself must write it, add it with the reason to TERMS_PYTHON_MAY_NAME."
        for file, line, what in found
    )


def test_the_list_of_terms_that_python_may_name_is_no_longer_than_it_must_be() -> None:
    text = "\n".join(string for file in module_files() for _, string in string_constants(file))
    unused = [term for term in TERMS_PYTHON_MAY_NAME if not re.search(rf"\b{term}\b", text)]
    assert not unused, f"no module names these any more; take them off TERMS_PYTHON_MAY_NAME: {unused}"


def test_our_addresses_are_written_in_one_module() -> None:
    for file in module_files():
        if file.name == "namespaces.py":
            continue
        for line, text in string_constants(file):
            assert BASE not in text, f"{file.name}:{line}: take the address from pscvc_kg.namespaces"


@pytest.mark.parametrize("module", ["typer", "rich", "rdflib", "pyoxigraph", "yaml", "pscvc_kg.api"])
def test_importing_the_package_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, pscvc_kg; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_only_a_face_prints() -> None:
    for file in module_files():
        if LAYER_OF.get(top_module(file)) == "faces":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            prints = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
            )
            assert not prints, f"{file.name}: return what there is to say; a face shows it"


# Where each change goes (CONTRIBUTING.md): a folder of files, and what a new one must bring with it.


@pytest.mark.parametrize(
    ("folder", "pattern", "golden", "how"),
    [
        (
            resources.QUERIES / "questions",
            "*.rq",
            "questions/{}.csv",
            "run: pytest tests/test_questions.py --accept",
        ),
    ],
)
def test_each_change_brings_its_golden_file(folder: Path, pattern: str, golden: str, how: str) -> None:
    tests = Path(__file__).parent
    files = sorted(folder.glob(pattern))
    assert files, f"{folder.name} is empty"
    for file in files:
        wanted = tests / golden.format(file.stem)
        assert wanted.is_file(), (
            f"{file.name} needs {wanted.relative_to(tests.parent)}; {how}, read it, commit it"
        )


def test_no_module_holds_what_has_no_name_of_its_own() -> None:
    empty = re.compile(r"(utils?|helpers?|common|misc|manager|base)(\.py)?")
    bad = [path for path in PACKAGE.rglob("*") if empty.fullmatch(path.name)]
    assert not bad, f"name a module after what it holds: {bad}"
