"""What happens to a store when the work is killed, the power fails or the disk is full, told by trying.

``make faults`` runs it in full and prints the totals; ``tests/test_faults.py`` runs a little of it.

A worker opens a small store, accepts, resubmits, withdraws, closes and opens, and says through a pipe what it
begins and what it has been told is done. It is killed; a checker then opens what it left. Everything said to
be done has to be there, what was being done has to be there whole or not at all, and `verify` has to find no
fault. Workers and checkers are forks of one process that has imported everything and never opens a store
itself. The store is small: two registers, and the ontology without the literature.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pscvc_kg import chain, current, reading, vocabulary
from pscvc_kg import folder as of_store
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import PscvcError
from pscvc_kg.namespaces import DATA, GRAPH_CURRENT, GRAPH_LOG
from pscvc_kg.report import Report
from pscvc_kg.resources import STORY
from pscvc_kg.store import Store, open_store
from pscvc_kg.submissions import accept, load, verify, withdraw

REGISTERS = [STORY / "organization-identifiers.csv", STORY / "organization-names.csv"]
PERIODS = ("2021-2022", "2022-2023", "2023-2024")
KINDS = ("accept", "resubmit", "withdraw", "migrate")
ON_ONE_STORE = 20
"""Kills before a store is made anew: it grows by what survives."""
SLOWEST = 120
"""Seconds after which a worker or a checker hangs."""


@dataclass
class Model:
    """What a store has to hold: each submission's graph, with the name of its services, "" if withdrawn."""

    submissions: dict[str, str] = field(default_factory=dict)

    def pairs(self) -> dict[tuple[str, str], list[str]]:
        """The submissions that are not withdrawn, by organization and period."""
        found: dict[tuple[str, str], list[str]] = {}
        for graph, name in self.submissions.items():
            if name:
                *_, owner, period, _number = graph.split("/")
                found.setdefault((owner, period), []).append(graph)
        return found


@dataclass
class Outcome:
    """What one interruption did. *faults* are sentences; there should be none."""

    kind: str
    acknowledged: int = 0
    whole: int = 0
    nothing: int = 0
    lost: int = 0
    half: int = 0
    reopen: int = 0
    faults: list[str] = field(default_factory=list)


# What a worker does


def _services() -> dict[str, list[dict[str, str]]]:
    with (STORY / "services-2023-2024.csv").open(encoding="utf-8-sig", newline="") as file:
        found: dict[str, list[dict[str, str]]] = {}
        for row in csv.DictReader(file):
            found.setdefault(row["owner_org"], []).append(row)
    return found


SERVICES = _services()


def _file(folder: Path, name: str, owners: list[str], period: str, dice: random.Random) -> Path:
    """A table of some services of *owners*, all called *name*."""
    rows = [
        {**row, "fiscal_yr": period, "service_name_en": name}
        for owner in owners
        for row in SERVICES[owner][: dice.randint(1, 3)]
    ]
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _take(opened: Store, file: Path) -> list[str]:
    report = Report("gc", "0.1.0", "2025-03-01", reading.read([file]).inputs, (), ontology="0.1.0")
    receipt = accept([file], report, opened)
    if receipt.refused:
        raise AssertionError(f"refused: {receipt.refused[0].reason['en']}")
    return [each.graph for each in receipt.accepted]


class Worker:
    """Does one thing after another to a store, and says so."""

    def __init__(self, folder: Path, scratch: Path, model: Model, dice: random.Random, pipe: int) -> None:
        self.folder, self.scratch, self.dice, self.pipe = folder, scratch, dice, pipe
        self.model = Model(dict(model.submissions))
        self.opened: Store | None = None
        self.kinds: tuple[str, ...] = ("accept", "resubmit", "withdraw")

    def say(self, **said: Any) -> None:
        said["at"] = time.monotonic()
        os.write(self.pipe, (json.dumps(said) + "\n").encode())

    def logs(self) -> dict[str, int]:
        """The files of the engine's log of writes, and how long each is."""
        return {file.name: file.stat().st_size for file in self.folder.glob("*.log")}

    def run(self, first: str, count: int = 1000, before: int = 0) -> None:
        """Open the store, do up to *before* things, then *first*, and then whatever."""
        self.say(start="migrate" if first == "migrate" else "open")
        self.opened = opened = open_store(self.folder)
        self.say(done="migrate" if first == "migrate" else "open", logs=self.logs())
        kinds = self.kinds
        todo = (
            [] if first == "migrate" else [*self.dice.choices(kinds, k=self.dice.randint(0, before)), first]
        )
        for _ in range(count):
            if not todo and self.dice.random() < 0.1:
                self.say(start="open")
                self.opened = None
                opened.close()
                self.opened = opened = open_store(self.folder)
                self.say(done="open", logs=self.logs())
            self.step(opened, todo.pop(0) if todo else self.dice.choice(kinds))
        opened.close()

    def step(self, opened: Store, kind: str) -> None:
        """One operation; another one where there is nothing to do it to."""
        pairs = self.model.pairs()
        if kind != "accept" and not pairs:
            kind = "accept"
        name = f"name-{self.dice.getrandbits(40):010x}"
        if kind == "accept":
            free = [(owner, when) for owner in SERVICES for when in PERIODS]
            owner, period = self.dice.choice(free)
            others = [each for each in SERVICES if each != owner]
            owners = [owner, *self.dice.sample(others, self.dice.choice((0, 0, 1, 2)))]
            self.taken(opened, kind, name, owners, period)
        elif kind == "resubmit":
            owner, period = self.dice.choice(sorted(pairs))
            by_number = {each: slug for slug, each in NUMBERS.items()}
            self.taken(opened, kind, name, [by_number[owner]], period.removeprefix("fy-"))
        else:
            (owner, period), graphs = self.dice.choice(sorted(pairs.items()))
            one = self.dice.random() < 0.5 and len(graphs) > 1
            number = int(graphs[-1].rpartition("/")[2]) if one else None
            going = graphs[-1:] if one else graphs
            self.say(start=kind, going=going)
            withdraw(opened, owner, f"{DATA}ca/period/{period}", reason="tried", number=number)
            self.model.submissions.update(dict.fromkeys(going, ""))
            self.say(done=kind, submissions=dict.fromkeys(going, ""), logs=self.logs())

    def taken(self, opened: Store, kind: str, name: str, owners: list[str], period: str) -> None:
        file = _file(self.scratch, name, owners, period, self.dice)
        self.say(start=kind, name=name)
        graphs = _take(opened, file)
        self.model.submissions.update(dict.fromkeys(graphs, name))
        self.say(done=kind, submissions=dict.fromkeys(graphs, name), logs=self.logs())
        file.unlink()


NUMBERS: dict[str, str] = {}
"""The identifier of each organization by its short name; filled in before anything is forked."""


# What a checker looks at


def check(
    folder: Path, acknowledged: Model, going: dict[str, Any], first: bool, thorough: bool
) -> dict[str, Any]:
    """What is wrong with the store after an interruption, and what it holds.

    With *first*, it is verified before it is opened, too; *thorough* reads every index.
    """
    lost, half = [], []
    if first:
        found = verify(folder, indexes=False).faults
        half += [f"before reopening: {each.place} {each.what['en']}" for each in found]
    try:
        opened = open_store(folder, create=False)
    except PscvcError as error:
        return {"reopen": [str(error)], "lost": [], "half": half, "holds": {}}
    with opened:
        holds = _holds(opened)
        graphs = opened.graphs()
        for graph, name in acknowledged.submissions.items():
            if graph not in holds:
                lost.append(f"{graph} is not in the log")
            elif not name and holds[graph]:
                lost.append(f"{graph} was withdrawn and is there")
            elif name and name != holds[graph] and graph not in going.get("going", ()):
                lost.append(f"{graph} is called {holds[graph]!r} and not {name!r}")
        for graph in set(holds) - set(acknowledged.submissions):
            if holds[graph] != going.get("name"):
                half.append(f"{graph} came from nowhere")
        gone = [graph for graph in going.get("going", ()) if graph in holds and not holds[graph]]
        if gone and len(gone) < len(going["going"]):
            half.append(f"withdrawn in part: {gone}")
        if current.is_stale(opened):
            half.append("current is out of date after reopening")
        if chain.kept_as(opened)[0] != chain.FORMAT:
            half.append("not migrated after reopening")
        for graph in graphs:
            withdrawn = [each for each, name in holds.items() if not name and graph.startswith(each + "/")]
            if withdrawn:
                half.append(f"{graph} is left of what was withdrawn")
    half += [f"{each.place} {each.what['en']}" for each in verify(folder, indexes=thorough).faults]
    came = [graph for graph in holds if graph not in acknowledged.submissions]
    return {"reopen": [], "lost": lost, "half": half, "holds": holds, "whole": len(came) + len(gone)}


def _holds(opened: Store) -> dict[str, str]:
    """Each submission that the log knows, and what its services are called; "" where it is withdrawn."""
    query = """PREFIX psc: <https://w3id.org/pscvc/ns#> PREFIX prov: <http://www.w3.org/ns/prov#>
               SELECT ?s ?end { ?s a psc:Submission OPTIONAL { ?s prov:invalidatedAtTime ?end } }"""
    holds = {}
    for graph, end in opened.query(query, graph=GRAPH_LOG).texts():
        names = opened.query(
            'SELECT DISTINCT ?n { ?s <http://purl.org/dc/terms/title> ?n FILTER(LANG(?n) = "en") }',
            graph=f"{graph}/gc-services",
        ).texts()
        holds[graph] = "" if end else " ".join(name for (name,) in names) or "nothing"
    return holds


# Forks


@contextmanager
def forked(work: Callable[[int], None]) -> Iterator[tuple[int, int]]:
    """A process of its own that does *work* with a pipe to write into: its id, and what to read from."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        status = 1
        try:
            os.close(reader)
            work(writer)
            status = 0
        except BaseException:
            os.write(writer, (json.dumps({"crash": traceback.format_exc()}) + "\n").encode())
        finally:
            os._exit(status)
    os.close(writer)
    try:
        yield process, reader
    finally:
        os.close(reader)
        end(process)


def end(process: int) -> None:
    """Kill one of our own forks and wait until it is gone."""
    try:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


class Lines:
    """What a fork says, line by line."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor, self.rest, self.found = descriptor, b"", list[dict[str, Any]]()

    def read(self, seconds: float) -> bool:
        """Read what comes within *seconds*; whether the fork may say more."""
        if not select.select([self.descriptor], [], [], max(seconds, 0))[0]:
            return True
        data = os.read(self.descriptor, 1 << 16)
        *lines, self.rest = (self.rest + data).split(b"\n")
        self.found += [json.loads(line) for line in lines]
        return bool(data)

    def until_end(self) -> bool:
        """Read until the fork ends; False where it hangs."""
        limit = time.monotonic() + SLOWEST
        while self.read(limit - time.monotonic()):
            if time.monotonic() > limit:
                return False
        return True

    def wait(
        self, until: Callable[[dict[str, Any]], bool], seconds: float = SLOWEST
    ) -> dict[str, Any] | None:
        """The first line that *until* likes; None where the fork ends or is silent."""
        limit, looked = time.monotonic() + seconds, 0
        while True:
            for each in self.found[looked:]:
                looked += 1
                if until(each):
                    return each
            if not self.read(limit - time.monotonic()) or time.monotonic() > limit:
                return next((each for each in self.found[looked:] if until(each)), None)


def in_fork(work: Callable[[], Any]) -> Any:
    """What *work* gives, done in a process of its own."""

    def tell(pipe: int) -> None:
        text = json.dumps({"result": work()}) + "\n"
        os.write(pipe, text.encode())

    with forked(tell) as (_, reader):
        lines = Lines(reader)
        said = lines.wait(lambda each: "result" in each or "crash" in each)
    if said is None:
        raise AssertionError("a checker hangs")
    if "crash" in said:
        raise AssertionError(said["crash"])
    return said["result"]


# Stores to begin with


@dataclass(frozen=True)
class Templates:
    """A store of this version and one of an earlier one, and what both hold."""

    now: Path
    before: Path
    model: Model


def make_templates(folder: Path) -> Templates:
    """Make the two stores, each in a process of its own."""

    def make() -> dict[str, str]:
        dice = random.Random(0)
        held = {}
        with open_store(folder / "now") as opened:
            load(REGISTERS, opened)
            for owner, period in zip(list(SERVICES)[:4], PERIODS * 2, strict=False):
                name = f"name-{owner}"
                held |= dict.fromkeys(_take(opened, _file(folder, name, [owner], period, dice)), name)
        shutil.copytree(folder / "now", folder / "before")
        for name in ("pscvc-seal.json", "pscvc-open"):
            (folder / "before" / name).unlink(missing_ok=True)
        with EmbeddedStore(folder / "before") as opened:
            opened.commit({}, {GRAPH_LOG: b"".join(_of_now(opened))})
            opened.flush()
        (folder / "before" / "pscvc-seal.json").unlink()
        for _ in range(2):  # the second opening removes what the engine keeps of the first
            with open_store(folder / "now"):
                pass
        return held

    return Templates(folder / "now", folder / "before", Model(in_fork(make)))


def _of_now(opened: Store) -> Iterator[bytes]:
    """What an earlier version did not write into the log."""
    ours = (f"<{GRAPH_LOG}", *(f"<{graph}> <{chain.TRIPLES}>" for graph in opened.graphs()))
    sums = [f"<{graph}> <{chain.CHECKSUM}>" for graph in opened.graphs()]
    parts = [f"<{graph}> <http://purl.org/dc/terms/isPartOf>" for graph in opened.graphs()]
    for line in opened.dump(GRAPH_LOG).splitlines(keepends=True):
        if line.decode().startswith((*ours, *sums, *parts)):
            yield line


def copy(template: Path, to: Path) -> None:
    """A store like *template*; files that are written once are shared."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    for file in template.iterdir():
        if file.suffix == ".sst" and template.stat().st_dev == to.stat().st_dev:
            os.link(file, to / file.name)
        else:
            shutil.copy2(file, to / file.name)


# Interruptions


class Trial:
    """Interrupts workers on one store after the other."""

    def __init__(self, folder: Path, templates: Templates, seed: int) -> None:
        self.folder, self.templates = folder, templates
        self.dice = random.Random(seed)
        self.scratch = folder / "scratch"
        self.scratch.mkdir(parents=True)
        self.store = folder / "store"
        self.model = Model()
        self.done = 0
        self.means = {"accept": 0.15, "resubmit": 0.15, "withdraw": 0.15, "migrate": 0.6}

    def renew(self, before: bool = False) -> None:
        copy(self.templates.before if before else self.templates.now, self.store)
        self.model = Model(dict(self.templates.model.submissions))

    def kill(self, kind: str, *, cut: bool = False) -> Outcome:
        """Kill a worker at some moment of what it does first, or soon after it."""
        if kind == "migrate":
            self.renew(before=True)
        elif self.done % ON_ONE_STORE == 0 or not self.store.exists():
            self.renew()
        self.done += 1
        worker = self.worker()
        with forked(lambda pipe: worker(pipe).run(kind, before=2)) as (process, reader):
            lines = Lines(reader)
            if cut:
                lines.wait(lambda each: "crash" in each or each.get("done") in KINDS)
            began = lines.wait(lambda each: "crash" in each or each.get("start") == kind)
            begun = time.monotonic()
            stop = begun + self.dice.uniform(0, 1.15 * self.means[kind] * (2 if cut else 1))
            while began and time.monotonic() < stop and lines.read(stop - time.monotonic()):
                if any("crash" in each for each in lines.found):
                    break
            end(process)
            while lines.read(0) and select.select([reader], [], [], 0)[0]:
                pass
        return self.judge(lines, kind, cut=cut)

    def calibrate(self) -> None:
        """Find out how long each operation takes when nothing stops it."""
        took: dict[str, list[float]] = {kind: [] for kind in KINDS}
        for _ in range(2):
            self.renew(before=True)
            make = self.worker()
            with forked(lambda pipe, make=make: make(pipe).run("migrate", 12)) as (_, reader):
                lines = Lines(reader)
                lines.until_end()
            for began, ended in itertools.pairwise(lines.found):
                if ended.get("done") in took:
                    took[ended["done"]].append(ended["at"] - began["at"])
        for kind, seconds in took.items():
            if seconds:
                self.means[kind] = sum(seconds) / len(seconds)
        self.renew()

    def worker(self) -> Callable[[int], Worker]:
        dice = random.Random(self.dice.getrandbits(64))
        return lambda pipe: Worker(self.store, self.scratch, self.model, dice, pipe)

    def judge(self, lines: Lines, kind: str, *, cut: bool = False) -> Outcome:
        """Open what is left, and compare it with what was said."""
        going: dict[str, Any] = {}
        logs: dict[str, int] = {}
        outcome = Outcome(kind)
        for said in lines.found:
            if "crash" in said:
                outcome.faults.append(said["crash"])
            if "start" in said:
                going = said
            elif "done" in said:
                going, logs = {}, said["logs"]
                outcome.acknowledged += said["done"] != "open"
                self.model.submissions.update(said.get("submissions", {}))
        outcome.kind = going.get("start", "between")
        if cut:
            self.cut(logs)
        first, thorough = self.done % 5 == 0, self.done % 25 == 0
        found = in_fork(lambda: check(self.store, self.model, going, first, thorough))
        outcome.lost, outcome.half, outcome.reopen = (len(found[each]) for each in ("lost", "half", "reopen"))
        outcome.faults += [f"{each}: {text}" for each in ("lost", "half", "reopen") for text in found[each]]
        outcome.whole = int(bool(found.get("whole")))
        outcome.nothing = int(not outcome.whole and outcome.kind in KINDS)
        self.model = Model(found["holds"])
        if outcome.faults:
            self.keep(outcome)
            self.done = 0
        return outcome

    def cut(self, logs: dict[str, int]) -> None:
        """Take from the newest log of writes what was not yet synced, or a piece of it: the power failed."""
        found = sorted(self.store.glob("*.log"))
        if not found:
            return
        size = found[-1].stat().st_size
        synced = min(logs.get(found[-1].name, 0), size)
        length = synced if self.dice.random() < 0.5 else self.dice.randint(synced, size)
        os.truncate(found[-1], length)

    def keep(self, outcome: Outcome) -> None:
        """Keep what is left where something is wrong, to be looked at."""
        if self.store.exists():
            shutil.copytree(self.store, self.folder / f"kept-{time.time_ns()}")
        self.done = 0

    def fill(self, kind: str) -> Outcome:
        """Let the disk become full under a worker; then give it room again."""
        disk = self.folder / "disk"
        disk.mkdir(exist_ok=True)
        template = self.templates.before if kind == "migrate" else self.templates.now
        size = sum(file.stat().st_size + 4096 for file in template.iterdir())
        room = self.dice.randint(100_000, 2_000_000)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size + room}", "tmpfs", disk], check=True)
        before, self.store, model = self.store, disk / "store", self.model
        try:
            self.done += 1
            self.renew(before=kind == "migrate")
            make, careless = self.worker(), self.dice.random() < 0.7
            with forked(lambda pipe: until_full(make(pipe), kind, careless)) as (_, reader):
                lines = Lines(reader)
                told = lines.wait(lambda each: "error" in each or "crash" in each)
                hangs = not lines.until_end()
            subprocess.run(["mount", "-o", f"remount,size={size + 200_000_000}", disk], check=True)
            outcome = self.judge(lines, kind)
            outcome.kind = kind
            if hangs:
                outcome.faults.append(f"a worker hangs: {lines.found[-2:]}")
            if not told or told.get("status") != 3 or not _is_about_room(told["error"]):
                outcome.faults.append(f"no sentence of a full disk: {told}")
            elif told["read"] not in ("reads", "was never open"):
                outcome.faults.append(f"does not read when the disk is full: {told['read']}")
            make = self.worker()
            with forked(lambda pipe: make(pipe).run("accept", 1)) as (_, reader):
                again = Lines(reader)
                if not again.wait(lambda each: each.get("done") == "accept"):
                    outcome.faults.append(f"does not work again with room: {again.found}")
            return outcome
        finally:
            self.store, self.model = before, model
            subprocess.run(["umount", disk], check=True)


def until_full(worker: Worker, kind: str, careless: bool) -> None:
    """Work until an error comes; *careless* of the room that there is, so that it comes in the middle."""
    if careless:
        of_store._SPARE = of_store._GROWTH = 0
    # What is withdrawn makes room again.
    worker.kinds = ("accept", "accept", "resubmit")
    try:
        worker.run(kind)
    except PscvcError as error:
        read = "was never open"
        if worker.opened:
            try:
                read = "reads" if worker.opened.size(GRAPH_CURRENT) else "is empty"
            except PscvcError as other:
                read = str(other)
        worker.say(error=str(error), status=error.exit_status, read=read)


def _is_about_room(sentence: str) -> bool:
    return ("is full" in sentence and "make room" in sentence) or "MB free, and this needs" in sentence


def can_mount(folder: Path) -> str | None:
    """Why no small disk can be made here; None where it can."""
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.which("mount") is None:
        return "there is no mount"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return " ".join(done.stderr.split()) or "mounting is not allowed"
    subprocess.run(["umount", folder], check=True)
    return None


# The whole


def one_job(folder: Path, templates: Templates, seed: int, plan: list[tuple[str, str]], pipe: int) -> None:
    """Do what *plan* says, one after the other, and say what came of each."""
    trial = Trial(folder, templates, seed)
    trial.calibrate()
    print(
        "seconds without interruptions:",
        {kind: round(mean, 3) for kind, mean in trial.means.items()},
        file=sys.stderr,
    )
    for number, (what, kind) in enumerate(plan):
        began = time.monotonic()
        try:
            outcome = trial.fill(kind) if what == "disk" else trial.kill(kind, cut=what == "cut")
        except AssertionError as error:
            outcome = Outcome(kind, reopen=1, faults=[str(error)])
            trial.keep(outcome)
        os.write(
            pipe,
            (
                json.dumps(
                    {"what": what, "number": number, "took": time.monotonic() - began, **vars(outcome)}
                )
                + "\n"
            ).encode(),
        )


def plans(kills: int, cuts: int, disks: int, jobs: int, seed: int) -> list[list[tuple[str, str]]]:
    """What each job is to do: all kinds of operations alike."""
    todo = [("kill", KINDS[each % 4]) for each in range(kills)]
    todo += [("cut", KINDS[each % 3]) for each in range(cuts)]
    todo += [("disk", KINDS[each % 4]) for each in range(disks)]
    random.Random(seed).shuffle(todo)
    return [todo[each::jobs] for each in range(jobs)]


def table(outcomes: list[dict[str, Any]]) -> str:
    """The totals, by what was done and which operation it hit."""
    columns = ("times", "acknowledged", "lost", "half", "failed reopens", "found whole", "found not begun")
    keys = (None, "acknowledged", "lost", "half", "reopen", "whole", "nothing")
    lines = [f"{'':24}" + "".join(f"{column:>16}" for column in columns)]
    for what, title in (("kill", "kill -9"), ("cut", "log of writes cut"), ("disk", "disk full")):
        ours = [each for each in outcomes if each["what"] == what]
        if not ours:
            continue
        counts = Counter(each["kind"] for each in ours)
        for kind in [*sorted(counts, key=[*KINDS, "open", "between"].index), None]:
            these = [each for each in ours if kind in (None, each["kind"])]
            values = [len(these) if key is None else sum(each[key] for each in these) for key in keys]
            name = f"{title}: {kind}" if kind else f"{title}: total"
            lines.append(f"{name:24}" + "".join(f"{value:>16,}" for value in values))
    return "\n".join(lines)


def main() -> int:
    """Run what the arguments ask for, print the totals, and give 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("kills", 1000), ("cuts", 200), ("disks", 50), ("jobs", 2), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="pscvc-faults-"))
    reason = can_mount(folder / "mount") if asked.disks else None
    if reason:
        print(f"No full disks are tried: {reason}")
        asked.disks = 0
    # Everything that is worked out once is worked out before the first fork.
    small = current.named(vocabulary.ontology_triples(whole=False))
    current.ontology = lambda: small
    chain.ontology_version()
    with open_store() as memory:
        load(REGISTERS, memory)
        NUMBERS.update({owner: _number(memory, folder, owner) for owner in SERVICES})
    assert len(os.listdir("/proc/self/task")) == 1, "a process with threads must not fork"  # noqa: PTH208
    templates = make_templates(folder)
    outcomes: list[dict[str, Any]] = []
    readers: dict[int, Lines] = {}
    for job, plan in enumerate(plans(asked.kills, asked.cuts, asked.disks, asked.jobs, asked.seed)):
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.close(reader)
            seed = asked.seed * 1000 + job
            one_job(folder / f"job-{job}", templates, seed, plan, writer)
            os._exit(0)
        os.close(writer)
        readers[reader] = Lines(reader)
    while readers:
        for reader in select.select(list(readers), [], [])[0]:
            lines = readers[reader]
            if not lines.read(0):
                del readers[reader]
            while lines.found:
                outcomes.append(lines.found.pop(0))
                for fault in outcomes[-1]["faults"]:
                    print(f"{outcomes[-1]['what']} {outcomes[-1]['kind']}: {fault}", flush=True)
                if len(outcomes) % 100 == 0:
                    print(f"{len(outcomes)} done after {time.monotonic() - began:,.0f} s", file=sys.stderr)
    for _ in range(asked.jobs):
        os.wait()
    print(table(outcomes))
    wrong = sum(bool(each["faults"]) for each in outcomes)
    missing = asked.kills + asked.cuts + asked.disks - len(outcomes)
    print(
        f"seed {asked.seed}: {len(outcomes):,} interruptions in {time.monotonic() - began:,.0f} s, "
        f"{wrong} with faults" + (f", {missing} not made" if missing else "")
    )
    if wrong:
        print(f"What they left is in {folder}")
    else:
        shutil.rmtree(folder)
    return int(bool(wrong or missing))


def _number(memory: Store, folder: Path, owner: str) -> str:
    file = _file(folder, "number", [owner], PERIODS[0], random.Random(0))
    return _take(memory, file)[0].split("/")[-3]


if __name__ == "__main__":
    sys.exit(main())
