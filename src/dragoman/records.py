"""The record contract: everything that the program prints, stores or hands from room to room is one of these types.

Every model is frozen and prints its keys in the order of declaration. A span is a pair of character offsets
`[start, end)` into the report's original text, so `text[start:end]` is the quoted words. Dates are ISO 8601 strings,
`edtf` is Extended Date/Time Format level 1, actors are ISO 3166 alpha-3 codes or the directory's organisation codes.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from dragoman.days import edtf_range, iso_day


def _forward(span: tuple[int, int]) -> tuple[int, int]:
    if span[0] > span[1]:
        raise ValueError(f"a span that ends before it begins {span}")
    return span


CONTRACT = 1  # the major version: additions leave it
Offset = Annotated[int, Field(ge=0)]
Span = Annotated[tuple[Offset, Offset], AfterValidator(_forward)]
Day = Annotated[str, AfterValidator(iso_day)]
Id = Annotated[str, Field(pattern=r"^[0-9A-Za-z_.:-]{1,64}$")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
GeoNames = Annotated[int, Field(ge=0, lt=2**53)]
Confidence = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
EventType = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "COOPERATE",
    "AID",
    "CONCEDE",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
Status = Literal["happened", "ongoing", "planned", "proposed", "conditional", "hypothetical", "negated", "denied"]
STATUSES: tuple[Status, ...] = get_args(Status)
Precision = Literal["minute", "hour", "day", "week", "month", "season", "quarter", "year", "decade", "century", "vague"]
Anchor = Literal["published", "dated", "text", "mention", "none"]
Form = Literal["direct", "indirect", "mixed"]
Force = Literal["must", "will", "could"]


def content_id(*parts: object) -> str:
    """A short, stable id: the first 16 hexadecimal digits of the SHA-256 of the parts."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Passage(Model):
    """Words of a report and where they stand."""

    text: str
    span: Span


class Content(Passage):
    """What was said; `parts` are its pieces where the attribution interrupts it."""

    parts: list[Span] | None = None


class Party(Model):
    """Someone who speaks, acts or is acted on, as the text names them and as the directory knows them.

    `actor` is the code of the state or organisation, `sector` a PLOVER sector, `entity` the directory's slug,
    `post` the office held at the time, and `how` what decided it; each is null where nothing did. `state` is the state that the party
    is, belongs to or acts in, also where it has no code of its own ("Sudanese rebels").
    """

    actor: str | None
    sector: str | None
    entity: str | None
    post: str | None
    text: str
    span: Span
    how: str
    state: str | None = None


class Participant(Party):
    role: Literal["source", "target"]


class Clue(Passage):
    why: str


class Dated(Model):
    """What the text itself proves about when it was written: ISO dates, either null where that side is open."""

    earliest: Day | None
    latest: Day | None
    basis: list[Clue]


class When(Passage):
    """A date as a range: `earliest` and `latest` are ISO dates, null where the range is open or has no anchor."""

    edtf: str | None
    earliest: Day | None
    latest: Day | None
    precision: Precision
    anchor: Anchor


class Where(Passage):
    """A place: ISO country, degrees north and east (WGS 84), GeoNames id."""

    name: str | None
    country: str | None
    lat: Latitude | None
    lon: Longitude | None
    geonames: GeoNames | None
    precision: str | None


class MadeBy(Model):
    """What made a report's records: the program's version, hashes of the codebook and of the directory with the user's own
    people, and the extractor's name, with a hash where the name does not say all."""

    dragoman: str
    codebook: str
    directory: str
    extractor: str


class ReportRecord(Model):
    """What is known of a report. `contract` is the major version of the record contract and `made_by` the parts that made its
    records; both are null in records of earlier versions and of other coders. `sketch` stands for its text where that stays behind: smallest hashes of its runs of words, by
    which copies of one story find each other; empty for a text too short to tell."""

    record: Literal["report"] = "report"
    id: Id
    source_id: str
    path: str | None
    title: str | None
    byline: str | None
    publisher: str | None
    url: str | None
    published: Day | None
    dated: Dated | None
    language: str | None
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    length: Offset
    sketch: list[Annotated[int, Field(ge=0, lt=2**32)]] | None = Field(default=None, max_length=1000)
    contract: Annotated[int, Field(ge=1, le=CONTRACT)] | None = None
    made_by: MadeBy | None = None

    @property
    def told(self) -> tuple[str | None, str | None]:
        """The ISO days between which it was written: its date, else what its text proves; None where that side is open."""
        if self.published or self.dated is None:
            return self.published, self.published
        return self.dated.earliest, self.dated.latest


class Mention(Model):
    """One report's account of one event. `inner`: it is only the content of a promise, demand, refusal, threat, plan or
    charge. `alleged`: it is told only as the charge of somebody, whom `reported_by` names if the report does; then it never
    counts as happened."""

    record: Literal["mention"] = "mention"
    id: Id
    report: Id
    type: EventType
    mode: str | None
    contexts: list[str]
    status: Status
    background: bool
    reciprocal: bool
    participants: list[Participant]
    when: When | None
    where: Where | None
    trigger: Passage
    sentence: Passage
    reported_by: Party | None
    inner: bool = False
    alleged: bool = False
    rule: str
    confidence: Confidence | None

    @property
    def counts(self) -> Status:
        """The status for whoever counts or decides: what is only alleged, is only thought of."""
        return "hypothetical" if self.alleged else self.status


class Statement(Model):
    record: Literal["statement"] = "statement"
    id: Id
    report: Id
    speaker: Party | None
    addressee: Party | None
    cue: Passage | None
    content: Content
    form: Form
    act: str
    sentence: Passage
    rule: str
    confidence: Confidence | None


class Step(Model):
    """One party's one act on one object. `requires`: a disjunction of conjunctions of step ids."""

    id: str
    text: str
    span: Span
    actor: str | None
    act: EventType | None
    object: Passage | None
    requires: list[list[str]]
    force: Force | None


class Plan(Model):
    record: Literal["plan"] = "plan"
    id: Id
    report: Id
    name: str
    proposers: list[Party]
    endorsers: list[Party]
    steps: list[Step]
    sentence: Passage
    rule: str
    confidence: Confidence | None


class Side(Model):
    """A party of an event, as its mentions together know it: the fields of `Participant` without a span."""

    role: Literal["source", "target"]
    actor: str | None
    sector: str | None
    entity: str | None
    post: str | None
    text: str


class Site(Model):
    """A place without its words: ISO country, degrees north and east (WGS 84), GeoNames id."""

    name: str | None
    country: str | None
    lat: Latitude | None
    lon: Longitude | None
    geonames: GeoNames | None
    precision: str | None


class Told(Model):
    """One of several accounts, and the mentions that give it."""

    value: str
    mentions: list[str]


class Conflict(Model):
    """What the reports of one event disagree on: every account is kept."""

    field: Literal["status", "date", "where"]
    values: list[Told]


class Known(Model):
    """What a mention told of an event, and the ISO days between which it did, either null where that side is open: its
    report's date, else what its text proves. `known` is the last, by which it could be known for certain."""

    known: str | None
    earliest: str | None = None
    status: Status
    mention: str

    @property
    def told(self) -> str | None:
        """When it was told, as EDTF."""
        return edtf_range(self.earliest, self.known)


class Event(Model):
    """Mentions of one happening, merged. `reports` counts the reports, `sources` the families of them: copies of one
    story count once. `alleged`: every account is only a charge; `status` is then hypothetical. `maybe`: ids of events that
    may be the same, which nothing decided."""

    record: Literal["event"] = "event"
    id: str
    type: EventType
    mode: str | None
    contexts: list[str]
    status: Status
    background: bool
    alleged: bool = False
    reciprocal: bool
    participants: list[Side]
    earliest: str | None
    latest: str | None
    edtf: str | None
    where: Site | None
    mentions: list[str]
    reports: int
    sources: int
    history: list[Known]
    conflicts: list[Conflict]
    maybe: list[str]
    reviewed: bool

    @property
    def first_told(self) -> Known | None:
        """The first account that is known to have been told by some day; without one, after some day."""
        by = next((h for h in self.history if h.known), None)
        return by or next((h for h in self.history if h.earliest), None)

    @property
    def told(self) -> str | None:
        """When it was first told, as EDTF: a day, or the range that an undated report proves."""
        return self.first_told.told if self.first_told else None


VisitStage = Literal["invited", "accepted", "announced", "departed", "held", "ended", "cancelled"]


class Leg(Model):
    """One destination of a journey. `stage` is how far it came, `history` when each stage was known."""

    place: str | None
    country: str | None
    earliest: str | None
    latest: str | None
    stage: VisitStage
    history: list[tuple[VisitStage, str | None]]
    events: list[str]
    mentions: list[str]


class Visit(Model):
    """One journey. `ordered` is true where the dates of its legs give their order. `finding` says what a reader should
    look at, such as a visit that was announced and that no report saw."""

    record: Literal["visit"] = "visit"
    id: str
    traveller: Side
    from_: str | None = Field(alias="from")
    purpose: str | None
    legs: list[Leg]
    ordered: bool
    finding: str | None


Verdict = Literal["accept", "reject", "set", "merge", "split"]


class Review(Model):
    """What a person decided about a record, or with `name` about a name wherever reports have it; `target` is then the name's id.
    `number` counts the decisions of a case; a later one wins."""

    record: Literal["review"] = "review"
    number: int
    target: Id
    verdict: Verdict
    field: str | None
    value: str | None
    by: str | None
    note: str | None
    name: str | None = None


class Timex(Model):
    """A TIMEX3 type and value."""

    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str


class ActorExpression(Model):
    record: Literal["expression"] = "expression"
    kind: Literal["actor"] = "actor"
    id: Id
    report: Id
    text: str
    span: Span
    actor: str | None
    sector: str | None
    entity: str | None
    post: str | None
    how: str
    state: str | None = None


class DateExpression(Model):
    record: Literal["expression"] = "expression"
    kind: Literal["date"] = "date"
    id: Id
    report: Id
    text: str
    span: Span
    timex: Timex
    edtf: str | None
    earliest: Day | None
    latest: Day | None
    precision: Precision
    anchor: Anchor


class PlaceExpression(Model):
    record: Literal["expression"] = "expression"
    kind: Literal["place"] = "place"
    id: Id
    report: Id
    text: str
    span: Span
    name: str | None
    country: str | None
    lat: Latitude | None
    lon: Longitude | None
    geonames: GeoNames | None
    precision: str | None


class ConditionExpression(Model):
    record: Literal["expression"] = "expression"
    kind: Literal["condition"] = "condition"
    id: Id
    report: Id
    text: str
    span: Span
    antecedent: Passage
    consequent: Passage | None


Expression = Annotated[
    ActorExpression | DateExpression | PlaceExpression | ConditionExpression, Field(discriminator="kind")
]
Record = Annotated[
    ReportRecord | Mention | Statement | Plan | Expression | Event | Visit | Review,
    Field(
        discriminator="record", description="One line of `dragoman code --format jsonl` or `dragoman export --to jsonl`"
    ),
]
AnyRecord = (
    ReportRecord | Mention | Statement | Plan | ActorExpression | DateExpression | PlaceExpression | ConditionExpression
)
CaseRecord = Event | Visit | Review

_ADAPTER: TypeAdapter[AnyRecord | CaseRecord] = TypeAdapter(Record)


def parse_record(line: str | bytes) -> AnyRecord | CaseRecord:
    """One JSONL line back to its record. Raises pydantic's ValidationError where the line breaks the contract."""
    return _ADAPTER.validate_json(line, strict=True)


def to_json(record: AnyRecord | CaseRecord) -> str:
    """One record as one line of JSON, keys in the contract's order."""
    return record.model_dump_json()


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every printed line obeys."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Dragoman records, one a line",
        **_ADAPTER.json_schema(mode="serialization"),
    }
