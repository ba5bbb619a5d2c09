"""Hand-overs that nobody stated and that something speaks for: candidates, each with its evidence."""

from __future__ import annotations

import functools
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pscvc_kg import resources
from pscvc_kg.linking.gathering import organizations
from pscvc_kg.linking.hand_overs.mentions import Mention, Names
from pscvc_kg.linking.hand_overs.patterns import Pattern, pattern, patterns
from pscvc_kg.namespaces import DATA, key_segment
from pscvc_kg.report import Text
from pscvc_kg.store import Store, Term

Progress = Callable[[int, int, str], None]
_LANGUAGES = ("en", "fr")
AROUND = 80
"""So many signs are quoted on each side of a name."""


@dataclass(frozen=True, order=True)
class End:
    """An end of a hand-over: an organization, and the service where one is known (IRIs, or empty)."""

    organization: str
    service: str = ""

    @property
    def iri(self) -> str:
        """What names it best: the service, else the organization."""
        return self.service or self.organization


@dataclass(frozen=True)
class Evidence:
    """A statement of the graph that speaks for a candidate, and the words of it that do.

    ``named`` is the name of the other organization as it stands in the words.
    """

    subject: str
    path: str
    value: Term
    quotation: str = ""
    named: str = ""


@dataclass(frozen=True)
class Supposed:
    """A candidate hand-over: what speaks for it (the strongest first), how likely it is, and why.

    ``way`` is ``to`` where what speaks for it says which way it goes, ``with`` where it says that both work
    together, else ``untold``; ``through`` is the event or programme through which the two are joined.
    """

    pattern: str
    giver: End
    receiver: End
    evidence: tuple[Evidence, ...]
    reason: Text
    likelihood: float | None = None
    object: str = ""
    about: tuple[str, str] = field(default=("", ""))
    way: str = "untold"
    through: str = ""

    @property
    def identity(self) -> str:
        """A name that stays as long as it is between the same two, whichever way and whatever the words."""
        first, second = self.about if any(self.about) else (self.giver.iri, self.receiver.iri)
        return hashlib.sha256("\x1f".join((self.pattern, first, second)).encode()).hexdigest()[:16]

    @property
    def iri(self) -> str:
        """The IRI that the layout of candidates gives it."""
        return f"{DATA}candidate/{key_segment(self.pattern)}/{self.identity}"


class Called:
    """What things are called in each language."""

    def __init__(self, store: Store) -> None:
        """Ask *store*, as things are needed."""
        self._store = store
        self._known: dict[str, dict[str, str]] = {}

    def ask(self, iris: Iterable[str]) -> None:
        """Ask for the names of several things at once."""
        lacking = sorted({iri for iri in iris if iri} - self._known.keys())
        if not lacking:
            return
        values = {"thing": [Term(iri) for iri in lacking]}
        self._known |= {iri: {} for iri in lacking}
        for thing, _rank, title, language in self._store.query(asked("titles"), values=values).texts():
            self._known[thing].setdefault(language.partition("-")[0], " ".join(title.split()))

    def name(self, iri: str, language: str) -> str:
        """What *iri* is called in *language*, else in any, else the end of its address."""
        self.ask([iri])
        names = self._known.get(iri, {})
        for each in (language, "", *_LANGUAGES):
            if each in names:
                return names[each]
        return next(iter(names.values()), self.ending(iri))

    @staticmethod
    def ending(iri: str) -> str:
        """The end of the address *iri*, which tells it from others."""
        return iri.rstrip("/").rpartition("/")[2].rpartition("#")[2]


def propose(
    store: Store, names: Sequence[str] = (), progress: Progress = lambda _done, _total, _about: None
) -> tuple[Supposed, ...]:
    """The candidates that the patterns of these *names* (all when none) find in what holds now, sorted.

    What somebody stated already is none. What a person decided is among them.

    Raises:
        UsageError: There is no pattern of that name.
    """
    chosen = [pattern(name) for name in names] if names else list(patterns().values())
    context = _Context(store)
    found: list[Supposed] = []
    for number, each in enumerate(chosen):
        progress(number, len(chosen), each.name)
        supposed = _from_texts(each, context) if each.kind == "text" else _from_graph(each, context)
        found += [one for one in supposed if not context.is_stated(one)]
    return tuple(
        sorted(
            found, key=lambda one: (one.pattern, -(one.likelihood or 0), one.giver, one.receiver, one.object)
        )
    )


@functools.cache
def asked(name: str) -> str:
    """The text of ``queries/linking/<name>.rq``."""
    return (resources.QUERIES / "linking" / f"{name}.rq").read_text(encoding="utf-8")


class _Context:
    """What the store says of services and hand-overs, for all patterns."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.called = Called(store)
        self.owners: dict[str, set[str]] = defaultdict(set)
        for service, owner in store.query(asked("service-owners")).texts():
            self.owners[service] |= {owner} - {""}
        self._stated: dict[tuple[str, str], set[str]] = defaultdict(set)
        for giver, giving, receiver, receiving, of in store.query(asked("stated-hand-overs")).texts():
            for pair in ((giving, receiver), (giving, receiving), (giver, receiving)):
                self._stated[pair].add(of)
        self.succession = {(row[0], row[1]) for row in store.query(asked("successors")).texts()}

    def end(self, iri: str) -> End:
        """The end of a hand-over that *iri*, a service or an organization, is."""
        if iri in self.owners:
            return End(min(self.owners[iri], default=""), iri)
        return End(iri)

    def is_stated(self, one: Supposed) -> bool:
        """Whether somebody stated the hand-over; that *one* itself was accepted does not count."""
        giver, receiver = one.giver, one.receiver
        pairs = {(giver.service, receiver.service)}
        if not (giver.service and receiver.service):
            pairs = {(giver.service, receiver.organization), (giver.organization, receiver.service)}
        own = {one.iri}
        return any(all(pair) and self._stated.get(pair, own) - own for pair in pairs)


def _from_graph(each: Pattern, context: _Context) -> Iterator[Supposed]:
    """One candidate for each pair of ends and each thing handed over, with all that speaks for it."""
    answer = context.store.query(each.query)
    groups: dict[tuple[str, str, str], list[dict[str, Term]]] = defaultdict(list)
    for row in answer.rows:
        bound = {name: term for name, term in zip(answer.columns, row, strict=True) if term is not None}
        key = (bound["from"].value, bound["to"].value, bound["object"].value if "object" in bound else "")
        groups[key].append(bound)
    context.called.ask(term.value for rows in groups.values() for row in rows for term in row.values())
    for (first, second, handed), rows in groups.items():
        evidence = [
            Evidence(row["subject"].value, row["path"].value, row["value"], _stated(row, context.called))
            for row in rows
        ]
        gaps = {name: term.value for name, term in rows[0].items()}
        yield Supposed(
            each.name,
            context.end(first),
            context.end(second),
            tuple(dict.fromkeys(evidence)),
            {
                language: each.reason[language].format_map(
                    {name: context.called.name(value, language) for name, value in gaps.items()}
                )
                for language in _LANGUAGES
            },
            object=handed,
            way=each.way,
            through=rows[0]["through"].value if "through" in rows[0] else "",
            about=(first, f"{second}\x1e{handed}" if handed else second),
        )


def _stated(row: Mapping[str, Term], called: Called) -> str:
    """A statement in words: what it is about, the end of its property's address, and what it says."""
    about, said = (called.name(row[name].value, _LANGUAGES[0]) for name in ("subject", "value"))
    return f"{about} → {called.ending(row['path'].value)} → {said}"


class _Text(NamedTuple):
    service: str
    organization: str
    path: str
    value: Term

    @property
    def language(self) -> str:
        return (self.value.language or "").partition("-")[0].casefold()


class _Said(NamedTuple):
    text: _Text
    mention: Mention

    @property
    def rank(self) -> tuple[bool, bool, str, str, int]:
        """The strongest first: a name in full, with words that say which way it goes."""
        mention = self.mention
        told = mention.way in ("to", "from")
        return (mention.acronym, not told, self.text.language, self.text.path, mention.start)


def _from_texts(each: Pattern, context: _Context) -> Iterator[Supposed]:
    """One candidate for each service and each other organization that its texts name."""
    rows = context.store.query(each.query).rows
    texts = [
        _Text(service.value, owner.value, path.value, text)
        for service, owner, path, text in rows
        if service and owner and path and text
    ]
    pairs: dict[tuple[str, str], list[_Said]] = defaultdict(list)
    for text, mention in _mentions(each, texts, context):
        pairs[text.service, mention.organization].append(_Said(text, mention))
    context.called.ask(iri for pair in pairs for iri in pair)
    for (service, other), said in sorted(pairs.items()):
        yield _named(each, service, other, sorted(said, key=lambda one: one.rank), context)


def _mentions(each: Pattern, texts: Sequence[_Text], context: _Context) -> Iterator[tuple[_Text, Mention]]:
    """Where *texts* name an organization that is another one than the service's own."""
    names = Names(organizations(context.store), each.words)
    written: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        written[text.organization].append(text.value.value)
    phrases = names.phrases_in(text.value.value for text in texts)
    otherwise = names.meant_otherwise(written)
    providers = {owner for owners in context.owners.values() for owner in owners}
    found: list[tuple[_Text, Mention]] = []
    own: set[tuple[str, str]] = set()
    for text in texts:
        excluded = otherwise[text.organization]
        mentions = list(names.mentions(text.value.value, text.language, phrases=phrases, otherwise=excluded))
        for mention in _beside_owner(text, mentions, names, context.owners[text.service]):
            if mention.opens and mention.organization not in providers:
                # What has no services of its own and is what a text begins with is a part of the owner.
                own.add((text.organization, mention.organization))
            found.append((text, mention))
    for text, mention in found:
        pair = (text.organization, mention.organization)
        follows = pair in context.succession or pair[::-1] in context.succession
        if mention.organization not in context.owners[text.service] and pair not in own and not follows:
            yield text, mention


def _beside_owner(
    text: _Text, mentions: Sequence[Mention], names: Names, owners: Iterable[str]
) -> Iterator[Mention]:
    """*mentions* as they read where *text* names the *owners* of its service, too.

    What is named as the owner's is a part of it; what does the work with it works beside it.
    """
    own = [mention for mention in mentions if mention.organization in {text.organization, *owners}]
    shared = {mention.list for mention in own}
    for mention in mentions:
        if any(names.owned(text.value.value, mention, other, text.language) for other in own):
            continue
        if mention.list in shared and names.is_agent(mention.cue, text.language):
            mention = mention._replace(way="beside", cue="")
        yield mention


def _named(each: Pattern, service: str, other: str, said: Sequence[_Said], context: _Context) -> Supposed:
    first = said[0]
    way = first.mention.way
    ends = (context.end(service), End(other))
    giver, receiver = ends[::-1] if way == "from" else ends
    evidence = dict.fromkeys(
        Evidence(one.text.service, one.text.path, one.text.value, _quoted(one), _written(one)) for one in said
    )
    called = context.called
    # Each reader is shown the words of their own language, where they say the same.
    shown = {
        language: next(
            (one for one in said if one.text.language == language and one.mention.way == way), first
        )
        for language in _LANGUAGES
    }
    return Supposed(
        each.name,
        giver,
        receiver,
        tuple(evidence),
        {
            language: each.reason[language].format(
                service=called.name(service, language),
                owner=called.name(first.text.organization, language),
                other=called.name(other, language),
                quotation=_quoted(shown[language]),
                way=each.ways[way][language].format(
                    cue=shown[language].mention.cue,
                    owner=called.name(first.text.organization, language),
                ),
            )
            for language in _LANGUAGES
        },
        likelihood=each.likelihood.get("told" if way in ("to", "from") else "untold"),
        about=(service, other),
        way={"from": "to", "beside": "with"}.get(way, way),
    )


def _written(said: _Said) -> str:
    """The name as it stands in the words."""
    return " ".join(said.text.value.value[said.mention.start : said.mention.end].split())


def _quoted(said: _Said) -> str:
    """The words around a name, cut between words."""
    text, mention = said.text.value.value, said.mention
    start, end = max(mention.start - AROUND, 0), min(mention.end + AROUND, len(text))
    before, after = text[start : mention.start], text[mention.end : end]
    if start:
        before = "…" + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + "…"
    return " ".join(f"{before}{text[mention.start : mention.end]}{after}".split())
