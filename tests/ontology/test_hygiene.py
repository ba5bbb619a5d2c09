"""Every term, code and file has what a reader needs, and nothing uses a term that does not exist."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
import rdflib
from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, TIME
from rdflib.namespace import DefinedNamespace

from pscvc_kg.namespaces import CODE, PSC
from pscvc_kg.resources import ONTOLOGY, QUERIES, SHAPES
from pscvc_kg.vocabulary import version

MODULES = sorted(ONTOLOGY.glob("*.ttl"))
CODELISTS = sorted((ONTOLOGY / "codelists").glob("*.ttl"))
FILES = sorted(ONTOLOGY.rglob("*.ttl"))
DOCUMENT = "https://w3id.org/pscvc/ontology/"
LICENCE = rdflib.URIRef("https://creativecommons.org/licenses/by/4.0/")
EXAMPLE, TEXTS = (
    SKOS.example,
    {RDFS.label: "label (rdfs:label)", SKOS.definition: "definition (skos:definition)"},
)
LANGUAGES = {"en": "English", "fr": "French"}
KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual}


def name_of(file: Path) -> str:
    return file.stem


def place(file: Path) -> str:
    """A file as contributors know it: ``ontology/measure.ttl``."""
    return file.relative_to(ONTOLOGY.parent).as_posix()


def short(iri: object) -> str:
    """A term or code as files write it: ``psc:Report``, ``code:indicator/applications-online``."""
    text = str(iri)
    for prefix, start in (("psc:", PSC), ("code:", CODE)):
        if text.startswith(start):
            return prefix + text.removeprefix(start)
    return text


def lacking(graph: rdflib.Graph, subject: rdflib.term.Node, predicate: rdflib.URIRef, what: str) -> list[str]:
    """What *subject* lacks of one text in each language, in words."""
    found = languages(graph, subject, predicate)
    gaps = [f"no {LANGUAGES[tag]} {what}" for tag in LANGUAGES if tag not in found]
    return gaps or ([f"more than one {what} in a language"] if found != ["en", "fr"] else [])


def refuse(sentences: Iterable[str]) -> None:
    """Fail with *sentences*, one a line, when there are any."""
    if lines := sorted(set(sentences)):
        pytest.fail("\n".join(lines), pytrace=False)


def parsed(file: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(file, format="turtle")


def declared(graph: rdflib.Graph, start: str = PSC) -> set[rdflib.URIRef]:
    """The terms under *start* that *graph* declares."""
    return {
        subject
        for subject, kind in graph.subject_objects(RDF.type)
        if kind in KINDS and isinstance(subject, rdflib.URIRef) and str(subject).startswith(start)
    }


def used(graph: rdflib.Graph, start: str) -> set[rdflib.URIRef]:
    return {
        node
        for triple in graph
        for node in triple
        if isinstance(node, rdflib.URIRef) and str(node).startswith(start) and str(node) != start
    }


@pytest.fixture(scope="module")
def whole() -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in FILES:
        graph.parse(file, format="turtle")
    return graph


def languages(graph: rdflib.Graph, subject: rdflib.term.Node, predicate: rdflib.URIRef) -> list[str | None]:
    return sorted(str(text.language) for text in graph.objects(subject, predicate))


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_each_term_is_named_and_defined_in_english_and_french_with_an_example(file: Path) -> None:
    graph = parsed(file)
    terms = declared(graph)
    assert terms, f"{place(file)} declares no term"
    module = rdflib.URIRef(DOCUMENT + file.stem)
    sentences = []
    for term in terms:
        gaps = [gap for predicate, what in TEXTS.items() for gap in lacking(graph, term, predicate, what)]
        gaps += ["no English example (skos:example)"] * ("en" not in languages(graph, term, EXAMPLE))
        gaps += [f"no rdfs:isDefinedBy ontology:{file.stem}"] * (
            (term, RDFS.isDefinedBy, module) not in graph
        )
        sentences += [f"{short(term)} has {gap} in {place(file)}" for gap in gaps]
    refuse(sentences)


@pytest.mark.parametrize("file", [*MODULES, ONTOLOGY / "external" / "stubs.ttl"], ids=name_of)
def test_each_module_has_a_version_a_licence_and_a_title_in_both_languages(file: Path) -> None:
    graph = parsed(file)
    (module,) = graph.subjects(RDF.type, OWL.Ontology)
    assert (module, DCTERMS.license, LICENCE) in graph
    assert graph.value(module, OWL.versionIRI) == rdflib.URIRef(f"{module}/{version()}")
    assert (
        languages(graph, module, DCTERMS.title)
        == languages(graph, module, DCTERMS.description)
        == ["en", "fr"]
    )


def test_no_two_terms_share_a_label(whole: rdflib.Graph) -> None:
    bearers = defaultdict(set)
    for term in declared(whole):
        for text in whole.objects(term, RDFS.label):
            bearers[str(text).casefold(), text.language].add(term)
    refuse(
        f"the label “{label}” ({language}) is that of several terms: {', '.join(sorted(map(short, terms)))}"
        for (label, language), terms in bearers.items()
        if len(terms) > 1
    )


def test_classes_are_upper_camel_and_properties_lower_camel(whole: rdflib.Graph) -> None:
    refuse(
        f"{short(term)}: a class begins with a capital, a property with a small letter"
        for term in declared(whole)
        if str(term)[len(PSC)].isupper() != ((term, RDF.type, OWL.Class) in whole)
    )


def test_a_module_uses_only_terms_of_its_own_and_of_what_it_imports() -> None:
    graphs = {DOCUMENT + file.stem: parsed(file) for file in MODULES}
    graphs[DOCUMENT + "external"] = parsed(ONTOLOGY / "external" / "stubs.ttl")

    def reach(module: str, path: tuple[str, ...] = ()) -> set[str]:
        assert module not in path, f"circular imports: {path}"
        found = {module}
        for other in graphs[module].objects(rdflib.URIRef(module), OWL.imports):
            found |= reach(str(other), (*path, module))
        return found

    for module, graph in graphs.items():
        known = set().union(*(declared(graphs[other]) for other in reach(module)))
        name = module.removeprefix(DOCUMENT)
        refuse(
            f"ontology/{name}.ttl uses {short(term)}, which neither it nor a module that it imports "
            "declares: declare it there, or name its module under owl:imports"
            for term in used(graph, PSC) - known
        )


@pytest.mark.parametrize("file", CODELISTS, ids=name_of)
def test_each_code_has_a_notation_of_its_own_and_labels_in_both_languages(file: Path) -> None:
    graph = parsed(file)
    scheme = rdflib.URIRef(CODE + file.stem)
    members = set(graph.subjects(SKOS.inScheme, scheme))
    assert members, f"{place(file)}: no code says skos:inScheme code:{file.stem}"
    assert (scheme, DCTERMS.license, LICENCE) in graph, f"{place(file)}: code:{file.stem} has no dct:license"
    sentences = [
        f"code:{file.stem} has {gap}" for gap in lacking(graph, scheme, SKOS.prefLabel, "skos:prefLabel")
    ]
    bearers = defaultdict(set)
    years = file.stem == "fiscal-year"
    label, called = (RDFS.label, "rdfs:label") if years else (SKOS.prefLabel, "skos:prefLabel")
    for member in members:
        gaps = lacking(graph, member, label, called)
        notations = [str(notation) for notation in graph.objects(member, SKOS.notation)]
        gaps += (
            [] if len(notations) == 1 else ["no skos:notation" if not notations else "several skos:notation"]
        )
        sentences += [f"{short(member)} has {gap}" for gap in gaps]
        if not years and not str(member).startswith(f"{scheme}/"):
            sentences.append(f"{short(member)} is in code:{file.stem} and is not called code:{file.stem}/…")
        for notation in notations:
            bearers[notation].add(short(member))
    sentences += [
        f"the notation “{notation}” is that of several codes: {', '.join(sorted(names))}"
        for notation, names in bearers.items()
        if len(names) > 1
    ]
    refuse(f"{sentence} in {place(file)}" for sentence in sentences)


def test_each_indicator_says_its_unit_and_which_values_are_better(whole: rdflib.Graph) -> None:
    psc = rdflib.Namespace(PSC)
    coded = {rdflib.URIRef(CODE + "indicator/target-met")}
    sentences = []
    for indicator in set(whole.subjects(RDF.type, psc.Indicator)):
        if whole.value(indicator, psc.hasPolarity) is None:
            sentences.append(
                f"{short(indicator)} has no psc:hasPolarity: say whether more is better, or neither"
            )
        if whole.value(indicator, psc.hasUnit) is None and indicator not in coded:
            sentences.append(f"{short(indicator)} has no psc:hasUnit: add one of ontology/codelists/unit.ttl")
        if whole.value(indicator, psc.hasUnit) is not None and indicator in coded:
            sentences.append(f"{short(indicator)} has a psc:hasUnit, and its values are codes")
    refuse(sentences)


@pytest.mark.parametrize(
    ("start", "vocabulary"),
    [(str(space), space) for space in (FOAF, ORG, PROV, SKOS, TIME)],
    ids=["foaf", "org", "prov", "skos", "time"],
)
def test_foreign_terms_exist(whole: rdflib.Graph, start: str, vocabulary: type[DefinedNamespace]) -> None:
    refuse(
        f"ontology/ uses <{term}>, which that vocabulary does not have"
        for term in used(whole, start)
        if term not in vocabulary
    )


@pytest.mark.shared
def test_terms_of_the_european_vocabularies_exist(whole: rdflib.Graph, shared: Path) -> None:
    known = rdflib.Graph()
    for file in ("cpsv-ap-3.2.0.ttl", "cpov-2.1.2.ttl"):
        known.parse(shared / "data" / "vocabularies" / file, format="turtle")
    for start in ("http://purl.org/vocab/cpsv#", "http://data.europa.eu/m8g/"):
        assert not used(whole, start) - used(known, start)


def written(file: Path) -> set[str]:
    """The IRIs that a file names; in a query, those that its prefixes and angle brackets spell out."""
    if file.suffix == ".ttl":
        graph = parsed(file)
        inside = {iri for query in graph.objects(None, SH.select) for iri in spelled_out(str(query))}
        return inside | {str(node) for triple in graph for node in triple if isinstance(node, rdflib.URIRef)}
    return spelled_out(file.read_text(encoding="utf-8"))


def spelled_out(query: str) -> set[str]:
    """The IRIs in a query's text; a constraint inside a shape takes our prefixes from the shapes file."""
    text = re.sub(r"(?m)^\s*#.*$|\"[^\"\n]*\"", "", query)
    prefixes = {"psc": PSC, "code": CODE} | dict(re.findall(r"(?i)\bPREFIX\s+([\w-]*):\s*<([^>]*)>", text))
    body = re.sub(r"(?i)\bPREFIX\s+[\w-]*:\s*<[^>]*>", "", text)
    names = re.findall(
        r"(?<![\w?$/:-])([A-Za-z][\w-]*):((?:[\w%-]|\\.|\.(?=\w))+)", re.sub(r"<[^>\s]*>", " ", body)
    )
    spelled = {prefixes[prefix] + local.replace("\\", "") for prefix, local in names if prefix in prefixes}
    return spelled | set(re.findall(r"<(https?://[^>\s]+)>", body))


@pytest.mark.parametrize("folder", [ONTOLOGY, SHAPES, QUERIES], ids=["ontology", "shapes", "queries"])
def test_nothing_uses_a_term_or_code_that_does_not_exist(whole: rdflib.Graph, folder: Path) -> None:
    known = {str(term) for term in declared(whole)} | {str(subject) for subject in whole.subjects()}
    refuse(
        f"{place(file)} uses {short(iri)}, which does not exist: {where_to_add(iri)}"
        for file in (*folder.rglob("*.ttl"), *folder.rglob("*.rq"))
        for iri in written(file)
        if iri.startswith((PSC, CODE))
        and iri not in (PSC, CODE)
        and iri not in known
        # a prefix such as code:channel/ is the beginning of codes that a query puts together
        and not (iri.endswith("/") and iri[:-1] in known)
    )


def where_to_add(iri: str) -> str:
    """Where the term or code *iri* would stand if it is meant."""
    scheme = iri.removeprefix(CODE).partition("/")[0]
    file = (
        f"ontology/codelists/{scheme}.ttl"
        if iri.startswith(CODE)
        else "the module of ontology/ it belongs to"
    )
    return f"correct it, or add it to {file}"
