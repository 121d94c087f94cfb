"""The codebook: event types, statement acts, status cues and contexts, as people edit them, validated when loaded.

Event types follow PLOVER (Open Event Data Alliance, CC BY-SA 4.0), in this project's own words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dragoman.digests import digest
from dragoman.errors import DragomanError
from dragoman.records import EVENT_TYPES, STATUSES, EventType, Status
from dragoman.yamls import load_yaml

FOLDER = Path(__file__).parent
PREPOSITIONS = frozenset(
    "about above across after against ahead along among around as at away back behind between by down for from in inside into near of off on onto out outside over through to together toward towards under up upon via with forth home apart aside".split()
)
HARMFUL: tuple[EventType, ...] = ("ASSAULT", "COERCE", "SANCTION", "THREATEN")
HARM = frozenset({"war", "strike", "violence", "aggression", "bloodshed", "atrocity", "crime", "abuse", "measure"})
Need = Literal["none", "party", "source", "both", "light"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NounFrame(_Strict):
    """Where a noun cue's source and target stand, and what it needs to count: any party, a source, both sides, or a
    light verb that it hangs on."""

    source: list[str] = ["possessor", "adjective", "by"]
    target: list[str] = ["with", "against", "on", "to"]
    needs: Need = "party"


class Entry(_Strict):
    """One entry of the codebook: a way of doing what its type says, with the words that report it.

    A verb cue is a lemma with the words that must stand beside it: particles and prepositions ("call for"), the
    lemma of its object in angle brackets ("file <lawsuit|suit> against"), or other dependents ("find guilty").
    """

    id: str
    definition: str
    mode: str | None = None
    verbs: list[str] = []
    nouns: list[str] = []
    source: list[str] = ["subject"]
    target: list[str] = []
    noun: NounFrame = NounFrame()
    complement: list[str] = []
    subject: list[str] = []
    needs_object: list[str] = []
    needs_infinitive: bool = False
    needs_object_word: list[str] = []
    needs_object_party: bool | Literal["soft"] = False
    party_needed: list[str] = []
    reciprocal: bool = False
    each: bool = False
    transitive: bool | None = None
    alone: bool = False
    passive_source: list[str] = []
    negation_of: list[EventType] = []
    place_target: bool = False
    any_object: bool = False


class EventFile(_Strict):
    """A type with its entries. `hit`: prepositions that, after a noun of harm ("the attack on Kenya"), name whom it hit, who
    is no target of this type."""

    type: EventType
    definition: str
    include: list[str]
    exclude: list[str]
    roles: dict[Literal["source", "target"], str]
    keep: list[str] = []
    hit: list[str] = []
    inner: list[str] = [
        "of",
        "by",
        "from",
        "against",
        "with",
        "between",
        "among",
        "in",
        "on",
        "for",
        "to",
        "over",
        "at",
    ]
    entries: list[Entry] = Field(min_length=1)


class Act(_Strict):
    definition: str
    verbs: list[str]
    nouns: list[str]


class StatusCues(_Strict):
    definition: str
    auxiliaries: list[str] = []
    verbs: list[str] = []
    nouns: list[str] = []
    adjectives: list[str] = []
    adverbs: list[str] = []
    conjunctions: list[str] = []
    phrases: list[str] = []


class PlanWords(_Strict):
    nouns: list[str]
    outcomes: dict[str, EventType]
    forces: dict[str, Literal["must", "will", "could"]]
    enabling: list[str]
    proposing: list[str]
    refusals: list[str]
    first: list[str]
    next: list[str]
    together: list[str]


class ConditionWords(_Strict):
    conjunctions: list[str]
    phrases: list[str]
    inverted: list[str]
    prepositions: list[str]
    bounds: list[str]
    modals: list[str]
    whether: list[str]
    proposing: list[str]


class ChargeWords(_Strict):
    """Verbs by the preposition behind which their object's act stands, and what else opens or marks a charge."""

    charging: dict[str, frozenset[str]]
    others: dict[str, frozenset[str]]
    onto: frozenset[str]
    clauses: frozenset[str]
    nouns: frozenset[str]
    adjectives: frozenset[str]
    adverbs: frozenset[str]


class Context(_Strict):
    words: list[str]
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb cue taken apart: the words beside the lemma, the lemmas its object may have, and its entry."""

    entry: Entry
    type: EventType
    lemma: str
    words: tuple[str, ...] = ()
    objects: frozenset[str] = field(default_factory=frozenset)

    @property
    def own(self) -> str | None:
        """The cue's own preposition, whose object is the first place of the target."""
        return next((w for w in reversed(self.words) if w in PREPOSITIONS), None)

    @property
    def weight(self) -> int:
        """How much the cue asks for: the heavier one is tried first."""
        return (
            2 * len(self.words)
            + 2 * bool(self.objects)
            + bool(self.entry.complement or self.entry.subject or self.entry.needs_object)
        )


_CUE = re.compile(r"<([^>]+)>")


def parse_cue(text: str, entry: Entry, type_: EventType) -> Cue:
    objects = _CUE.search(text)
    words = _CUE.sub(" ", text).split()
    return Cue(entry, type_, words[0], tuple(words[1:]), frozenset(objects.group(1).split("|") if objects else ()))


class Codebook:
    """The files of this folder. Raises DragomanError, naming file and key, where one breaks its schema."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    @cached_property
    def digest(self) -> str:
        """A hash of its files; how sure the extractor is, is no part of the codebook."""
        return digest(self._folder, (p for p in self._folder.rglob("*.yaml") if p.name != "confidence.yaml"))

    def _yaml(self, name: str) -> Any:
        return load_yaml(self._folder / name)

    def _valid(self, name: str, model: type[_Strict], data: Any) -> Any:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise DragomanError(f"{place}: {first['msg']}", f"codebook/{name}") from None

    @cached_property
    def events(self) -> dict[str, EventFile]:
        found = {}
        for path in sorted((self._folder / "events").glob("*.yaml")):
            name = f"events/{path.name}"
            file: EventFile = self._valid(name, EventFile, self._yaml(name))
            found[file.type] = file
        return {t: found[t] for t in EVENT_TYPES if t in found}

    @cached_property
    def entries(self) -> dict[str, Entry]:
        return {e.id: e for file in self.events.values() for e in file.entries}

    @cached_property
    def verbs(self) -> dict[str, tuple[Cue, ...]]:
        """Verb lemma -> its cues, the most demanding first."""
        found: dict[str, list[Cue]] = {}
        for file in self.events.values():
            for entry in file.entries:
                for text in entry.verbs:
                    cue = parse_cue(text, entry, file.type)
                    found.setdefault(cue.lemma, []).append(cue)
        return {lemma: tuple(sorted(cues, key=lambda c: -c.weight)) for lemma, cues in found.items()}

    @cached_property
    def nouns(self) -> dict[str, tuple[Cue, ...]]:
        """Last lemma of a noun cue -> its cues, those of several words first."""
        found: dict[str, list[Cue]] = {}
        for file in self.events.values():
            for entry in file.entries:
                for text in entry.nouns:
                    *before, last = text.split()
                    found.setdefault(last, []).append(Cue(entry, file.type, last, tuple(before)))
        return {lemma: tuple(sorted(cues, key=lambda c: -c.weight)) for lemma, cues in found.items()}

    @cached_property
    def harms(self) -> dict[str, frozenset[str]]:
        """Nouns of what one party does to another's harm -> the words after which they name whom they hit ("killing of")."""
        entries = (e for kind in HARMFUL for e in self.events[kind].entries)
        own = {n.split()[-1]: frozenset(e.noun.target) for e in entries for n in e.nouns}
        return dict.fromkeys(HARM, frozenset[str]()) | own

    @cached_property
    def refusals(self) -> dict[EventType, tuple[EventType, Entry]]:
        """Type -> the type and entry that a declared "will not" of it comes under."""
        return {
            negated: (file.type, entry)
            for file in self.events.values()
            for entry in file.entries
            for negated in entry.negation_of
        }

    @cached_property
    def acts(self) -> dict[str, Act]:
        return {name: self._valid("acts.yaml", Act, act) for name, act in self._yaml("acts.yaml").items()}

    @cached_property
    def act_verbs(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Lemma of a verb of saying -> (act, the words that must stand beside it)."""
        return {
            v.split()[0]: (name, tuple(v.split()[1:])) for name, act in reversed(self.acts.items()) for v in act.verbs
        }

    @cached_property
    def act_nouns(self) -> dict[str, str]:
        return {n: name for name, act in self.acts.items() for n in act.nouns}

    @cached_property
    def _status_file(self) -> dict[str, Any]:
        loaded: dict[str, Any] = self._yaml("status.yaml")
        return loaded

    @cached_property
    def statuses(self) -> dict[Status, StatusCues]:
        return {
            s: self._valid("status.yaml", StatusCues, self._status_file[s]) for s in STATUSES if s in self._status_file
        }

    def status_words(self, part: str) -> dict[str, Status]:
        """Words of one part of speech (verbs, nouns, auxiliaries …) -> the status that they give."""
        return {word: status for status, cues in self.statuses.items() for word in getattr(cues, part)}

    @cached_property
    def transparent(self) -> frozenset[str]:
        return frozenset(self._status_file["transparent"])

    @cached_property
    def occurring(self) -> frozenset[str]:
        return frozenset(self._status_file["occurring"])

    @cached_property
    def light(self) -> dict[str, str]:
        """Lemma of a light verb -> `active` or `receptive`."""
        return {lemma: kind for kind, lemmas in self._yaml("light_verbs.yaml").items() for lemma in lemmas}

    @cached_property
    def conditions(self) -> ConditionWords:
        words: ConditionWords = self._valid("conditions.yaml", ConditionWords, self._yaml("conditions.yaml"))
        return words

    @cached_property
    def charges(self) -> ChargeWords:
        words: ChargeWords = self._valid("charges.yaml", ChargeWords, self._yaml("charges.yaml"))
        return words

    @cached_property
    def plans(self) -> PlanWords:
        words: PlanWords = self._valid("plans.yaml", PlanWords, self._yaml("plans.yaml"))
        return words

    @cached_property
    def targets(self) -> frozenset[str]:
        """Lemmas of the things that force is used on."""
        return frozenset(self._yaml("targets.yaml"))

    @cached_property
    def contexts(self) -> dict[str, tuple[str, ...]]:
        """Lemma -> the contexts that it marks."""
        found: dict[str, list[str]] = {}
        for name, data in self._yaml("contexts.yaml").items():
            context: Context = self._valid("contexts.yaml", Context, data)
            for word in context.words:
                found.setdefault(word, []).append(name)
        return {word: tuple(names) for word, names in found.items()}


@lru_cache(maxsize=1)
def codebook() -> Codebook:
    """The codebook that comes with the package."""
    return Codebook()
