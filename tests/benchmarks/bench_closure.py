"""How long the closure takes over a graph of the size of the federal inventory, beside loading that graph."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

import pyoxigraph as ox
from pytest_benchmark.fixture import BenchmarkFixture

from pscvc_kg import closure
from pscvc_kg.namespaces import CODE, DATA
from pscvc_kg.vocabulary import ontology_triples

SERVICES, ORGANIZATIONS, CHAINS, STAGES = 1_720, 80, 300, 6
PREFIXES = f"""
PREFIX cpsv: <http://purl.org/vocab/cpsv#>
PREFIX cv: <http://data.europa.eu/m8g/>
PREFIX d: <{DATA}ca/>
PREFIX indicator: <{CODE}indicator/>
PREFIX group: <{CODE}client-group/>
PREFIX point: <{CODE}interaction-point/>
PREFIX psc: <https://w3id.org/pscvc/ns#>
"""
VOLUMES = (
    *("phone-enquiries", "website-visits", "applications-by-phone", "applications-online"),
    *("applications-in-person", "applications-by-mail", "applications-by-email", "applications-by-fax"),
    *("applications-by-other", "applications-total"),
)
RESULTS = ("standard-performance", "standard-volume", "target-met")


def inventory() -> Iterator[str]:
    """Services with a report of ten volumes, and four standards for three services, each with a report."""
    for number in range(SERVICES):
        organization = f"d:o{number % ORGANIZATIONS}"
        yield f"""d:s{number} a cpsv:PublicService ; psc:serves group:PERSON , group:ECONOM ;
            cv:hasCompetentAuthority {organization} .
            {organization} a cv:PublicOrganisation ."""
        yield from report(f"d:r{number}", "Service", f"d:s{number}", organization, VOLUMES)
        yield f"d:r{number} psc:isUnderProgramme d:p{number % 500} ; psc:hasCharacteristic point:decision ."
        for standard in range(1 + (number % 3 == 0)):
            name = f"d:t{number}-{standard}"
            yield f"d:s{number} psc:hasServiceStandard {name} ."
            yield from report(f"d:q{number}-{standard}", "Standard", name, organization, RESULTS)


def report(
    name: str, kind: str, subject: str, organization: str, indicators: tuple[str, ...]
) -> Iterator[str]:
    yield f"""{name} a psc:{kind}Report ; psc:isReportOn {subject} ; psc:coversPeriod d:fy-2023-2024 ;
        psc:isReportedBy {organization} ."""
    for key in indicators:
        observation = f"{name}-{key} a psc:Observation ; psc:inReport {name}"
        yield f"{observation} ; psc:ofIndicator indicator:{key} ; psc:value 12.0 ."


def chains() -> Iterator[str]:
    """Chains of six stages of six organizations, ten chains to a wider one."""
    for chain in range(CHAINS):
        yield f"d:c{chain} psc:isLedBy d:o{chain % ORGANIZATIONS} ; psc:isSubChainOf d:w{chain // 10} ."
        for stage in range(STAGES):
            here = f"d:c{chain}-{stage}"
            yield f"d:o{(chain + stage) % ORGANIZATIONS} psc:performs {here} ."
            yield f"{here} psc:isStageOf d:c{chain} ; psc:realizes d:s{chain * STAGES % SERVICES + stage} ."
            if stage:
                yield f"{here}-link psc:linksFrom d:c{chain}-{stage - 1} ; psc:linksTo {here} ."
                yield f"{here}-link psc:isLinkOf d:c{chain} ."


def test_closure_of_an_inventory(benchmark: BenchmarkFixture) -> None:
    data = "\n".join((PREFIXES, *inventory(), *chains())).encode()
    loading = []

    def loaded() -> tuple[tuple[ox.Store], dict[str, object]]:
        start, store = perf_counter(), ox.Store()
        store.bulk_load(data, format=ox.RdfFormat.TURTLE)
        store.bulk_load(ontology_triples(), format=ox.RdfFormat.N_TRIPLES)
        loading.append(perf_counter() - start)
        return (store,), {}

    (store,), _ = loaded()
    before = len(store)
    benchmark.pedantic(closure.close, setup=loaded, rounds=3)
    closure.close(store)
    ratio = benchmark.stats.stats.min / min(loading)
    print(f"\nclosure: {before:,} triples to {len(store):,} in {ratio:.1f} times the time to load them")
