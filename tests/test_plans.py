from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.case import Case
from dragoman.cli import dragoman
from dragoman.coding import code
from dragoman.errors import DragomanError
from dragoman.plans import Act, Board, PlanDocument, load, supposed
from dragoman.plans.acts import Account, Acts, acts, stems
from dragoman.plans.document import parse
from dragoman.plans.drafting import drafts
from dragoman.plans.questions import blockers, difference, sensitive
from dragoman.plans.values import Value, every, some
from dragoman.readers import read
from dragoman.records import EVENT_TYPES
from dragoman.report import Report
from tests import made
from tests.conftest import ROOT, SAMPLES

PLANS = ROOT / "samples" / "plans"
ACTORS = ("PRK", "USA", "KOR")


def day(n: int) -> str:
    return f"2020-{1 + n // 28:02}-{1 + n % 28:02}"


def act(
    name: str,
    kind: str,
    words: str,
    first: int,
    *accounts: tuple[str, int],
    actor: str = "PRK",
    last: int | None = None,
) -> Act:
    told = tuple(
        Account(f"{name}{n}", words, status, day(known), stems(words))  # type: ignore[arg-type]
        for n, (status, known) in enumerate(accounts)
    )
    days = (day(first), day(first if last is None else last))
    return Act(name, kind, None, frozenset([actor]), frozenset(), *days, told)  # type: ignore[arg-type]


def plan(*steps: dict[str, Any], **values: Any) -> PlanDocument:
    given = {"name": "p", "version": "1", "proposed": {"by": ["RUS"], "on": day(0)}, "steps": list(steps)}
    return PlanDocument.model_validate(given | values)


HALT = {"id": "halt", "actor": "PRK", "act": "RETREAT", "object": "tests", "halt": {},
        "contrary": [{"actor": "PRK", "act": "MOBILIZE", "object": "tests"}]}  # fmt: skip
HAPPENED = ("happened", 5)


def verdicts(document: PlanDocument, *happened: Act, **values: Any) -> dict[str, str]:
    return {a.step.id: a.verdict for a in Board(document, happened, **values).assess()}


@pytest.mark.parametrize(
    ("happened", "values", "verdict"),
    [
        ((), {}, "proposed"),
        ((), {"accepted": [{"by": "PRK", "on": day(1)}]}, "active"),
        ((act("a", "RETREAT", "halts tests", 5, HAPPENED),), {}, "met"),
        ((act("a", "RETREAT", "halts tests", 5, ("planned", 5)),), {}, "proposed"),
        ((act("a", "RETREAT", "halts drills", 5, HAPPENED),), {}, "proposed"),
        ((act("a", "RETREAT", "halts tests", 5, HAPPENED), act("b", "MOBILIZE", "tests", 9, ("happened", 9))), {}, "not met"),
        ((act("a", "RETREAT", "halts tests", 5, HAPPENED), act("b", "MOBILIZE", "tests", 9, ("happened", 9))),
         {"accepted": [{"by": "PRK", "on": day(1)}]}, "breached"),
        ((act("b", "MOBILIZE", "tests", 3, ("happened", 3)), act("a", "RETREAT", "halts tests", 5, HAPPENED)), {}, "met"),
        ((act("a", "RETREAT", "halts tests", 5, HAPPENED),
          act("b", "MOBILIZE", "tests", 9, ("happened", 9), ("denied", 10))), {}, "disputed"),
        ((act("a", "RETREAT", "halts tests", 5, ("happened", 5), ("denied", 6)),), {}, "disputed"),
        ((), {"withdrawn": [{"by": "PRK", "on": day(1)}]}, "withdrawn"),
        ((act("a", "RETREAT", "halts tests", 5, HAPPENED), act("b", "MOBILIZE", "tests", 9, ("happened", 9)),
          act("c", "RETREAT", "halts tests", 20, ("happened", 20))),
         {"accepted": [{"by": "PRK", "on": day(1)}]}, "breached"),
        ((act("a", "RETREAT", "halts tests", 5, HAPPENED), act("b", "MOBILIZE", "tests", 9, ("happened", 9)),
          act("c", "RETREAT", "halts tests", 20, ("happened", 20))),
         {"accepted": [{"by": "PRK", "on": day(1)}, {"by": "PRK", "on": day(18)}]}, "met"),
        ((act("a", "RETREAT", "halts tests", 5, HAPPENED), act("b", "MOBILIZE", "tests", 9, ("happened", 9)),
          act("c", "RETREAT", "halts tests", 20, ("happened", 20))), {}, "met"),
    ],
)  # fmt: skip
def test_verdicts(happened: tuple[Act, ...], values: dict[str, Any], verdict: str) -> None:
    assert verdicts(plan(HALT, **values), *happened) == {"halt": verdict}


def test_a_declared_halt_needs_no_more_than_saying_so() -> None:
    said = act("a", "RETREAT", "will halt tests", 5, ("planned", 5))
    assert verdicts(plan(HALT | {"halt": {"declared": True}}), said) == {"halt": "met"}


def test_quiet_counts_only_where_reports_were_read() -> None:
    document = plan(HALT | {"halt": {"quiet": 20}})
    done = act("a", "RETREAT", "halts tests", 5, HAPPENED)
    weeks = frozenset({"2019-12-30", "2020-01-06", "2020-01-13", "2020-01-20", "2020-01-27"})
    assert verdicts(document, done, as_of=day(10), watched=weeks) == {"halt": "unknown"}
    assert verdicts(document, done, as_of=day(27), watched=weeks) == {"halt": "met"}
    assert verdicts(document, done, as_of=day(27)) == {"halt": "unknown"}
    assert verdicts(document, as_of=day(27), watched=weeks) == {"halt": "proposed"}


def test_a_verified_halt_needs_an_act_of_the_verifier_after_it() -> None:
    document = plan(HALT | {"halt": {"verified": {"actor": "IAE", "act": "SUPPORT"}}})
    done = act("a", "RETREAT", "halts tests", 5, HAPPENED)
    seal = act("c", "SUPPORT", "sealed", 8, ("happened", 8), actor="IAE")
    early = act("c", "SUPPORT", "sealed", 2, ("happened", 2), actor="IAE")
    assert [verdicts(document, done, *more)["halt"] for more in ((), (early,), (seal,))] == [
        "unknown",
        "unknown",
        "met",
    ]


def test_both_times_are_kept() -> None:
    """It happened on the fifth and was known on the ninth."""
    done = act("a", "RETREAT", "halts tests", 5, ("happened", 9))
    document = plan(HALT)
    assert verdicts(document, done, as_of=day(4)) == {"halt": "proposed"}
    assert verdicts(document, done, as_of=day(5), known_on=day(8)) == {"halt": "proposed"}
    assert verdicts(document, done, as_of=day(5), known_on=day(9)) == {"halt": "met"}
    assert verdicts(plan(HALT, proposed={"by": ["RUS"], "on": day(7)}), done, as_of=day(6)) == {"halt": "unknown"}


def test_deadlines_parts_and_what_waits() -> None:
    aid = {"id": "aid", "actor": "USA", "act": "AID", "requires": [["halt"]], "deadline": day(20)}
    both = {"id": "both", "act": "RETREAT", "parts": ["halt", "other"]}
    other = HALT | {"id": "other", "object": "launches"}
    document = plan(HALT, other, both, aid, accepted=[{"by": "USA", "on": day(1)}])
    done = act("a", "RETREAT", "halts tests", 5, HAPPENED)
    assert verdicts(document, as_of=day(3)) == {"halt": "proposed", "other": "proposed", "both": "active", "aid": "accepted"}  # fmt: skip
    assert verdicts(document, done, as_of=day(6))["both"] == "partly met"
    assert verdicts(document, done, as_of=day(6))["aid"] == "active"
    assert verdicts(document, done, as_of=day(21))["aid"] == "breached"
    assert verdicts(document, as_of=day(21))["aid"] == "lapsed"
    broken = act("b", "MOBILIZE", "tests", 9, ("happened", 9))
    assert verdicts(document, done, broken, as_of=day(10))["aid"] == "suspended"


# The oracle: the same reading, written down once more as a logic program.

PROGRAM = """
seen(E) :- ev(E,_,_,F,_,K), F <= N, K <= M, asof(N), knownon(M).
said(S,E) :- ev(E,S,for,_,L,_), seen(E), since(D), L >= D.
for(S,E) :- said(S,E), not late(S,E).
newest(A,D) :- D = #max { X : inforce(A,X) }, inforce(A,_).
breach(S,L) :- halt(S), against(S,E), ev(E,S,_,F,L,_), said(S,G), ev(G,S,_,_,X,_), X < F, actor(S,A), newest(A,D), L >= D.
first(S,B) :- B = #min { L : breach(S,L) }, breach(S,_).
late(S,E) :- first(S,B), ev(E,S,for,F,_,_), F > B.
against(S,E) :- ev(E,S,against,_,L,_), seen(E), since(D), L >= D.
lastfor(S,L) :- L = #max { X,E : for(S,E), ev(E,S,_,_,X,_) }, for(S,_).
lastagainst(S,L) :- L = #max { X,E : against(S,E), ev(E,S,_,_,X,_) }, against(S,_).
beginfor(S,F) :- lastfor(S,L), F = #max { X,E : for(S,E), ev(E,S,_,X,L,_) }.
beginagainst(S,F) :- lastagainst(S,L), F = #max { X,E : against(S,E), ev(E,S,_,X,L,_) }.
later(S) :- beginfor(S,F), lastagainst(S,L), F > L.
undone(S) :- beginagainst(S,F), lastfor(S,L), F > L.
both(S) :- for(S,_), against(S,_), not later(S), not undone(S).
yes(S) :- leaf(S), for(S,_), not against(S,_).
yes(S) :- leaf(S), later(S).
yes(S) :- leaf(S), both(S).
no(S) :- leaf(S), against(S,_), not for(S,_).
no(S) :- leaf(S), undone(S).
no(S) :- leaf(S), both(S).
yes(S) :- sum(S), yes(P) : part(S,P).
no(S) :- part(S,P), no(P).
true(S) :- step(S), yes(S), not no(S).
false(S) :- step(S), no(S), not yes(S).
open(S,A) :- alt(S,A), yes(R) : req(S,A,R).
shut(S,A) :- req(S,A,R), no(R).
readyyes(S) :- open(S,_).
readyyes(S) :- step(S), not alt(S,_).
readyno(S) :- alt(S,_), shut(S,A) : alt(S,A).
ready(S) :- readyyes(S), not readyno(S).
blocked(S) :- readyno(S), not readyyes(S).
inforce(A,D) :- accepted(A,D), D <= N, asof(N).
bound(S) :- actor(S,A), inforce(A,_).
gone(S) :- actor(S,A), withdrawn(A,D), D <= N, asof(N).
early :- asof(N), proposed(D), N < D.
verdict(S,unknown) :- step(S), early.
verdict(S,disputed) :- torn(S), not early.
verdict(S,met) :- not early, true(S).
some(S) :- part(S,P), true(P).
torn(S) :- yes(S), no(S), not some(S).
short(S) :- step(S), not early, not true(S), not torn(S).
verdict(S,withdrawn) :- short(S), gone(S).
verdict(S,partly) :- short(S), not gone(S), some(S).
rest(S) :- short(S), not gone(S), not some(S).
broke(S) :- false(S), halt(S), for(S,_), actor(S,A), inforce(A,D), lastagainst(S,L), L >= D.
verdict(S,breached) :- rest(S), broke(S).
verdict(S,notmet) :- rest(S), false(S), not broke(S).
open(S) :- rest(S), not no(S).
due(S) :- open(S), deadline(S,D), asof(N), N > D.
verdict(S,breached) :- due(S), bound(S), not could(S), ready(S).
verdict(S,lapsed) :- due(S), not bound(S).
verdict(S,lapsed) :- due(S), could(S).
verdict(S,lapsed) :- due(S), not ready(S).
live(S) :- open(S), not due(S).
verdict(S,suspended) :- live(S), blocked(S), bound(S).
verdict(S,active) :- live(S), bound(S), ready(S).
verdict(S,accepted) :- live(S), bound(S), not ready(S), not blocked(S).
verdict(S,proposed) :- live(S), not bound(S).
#show verdict/2.
"""
NAMES = {"notmet": "not met", "partly": "partly met"}

THINGS = "apples bricks chalks dwarfs eagles fields garden".split()
_step = st.fixed_dictionaries(
    {
        "actor": st.sampled_from(ACTORS),
        "halt": st.booleans(),
        "force": st.sampled_from(["must", "will", "could"]),
        "deadline": st.one_of(st.none(), st.integers(2, 20)),
        "requires": st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=2), max_size=2),
        "parts": st.lists(st.integers(0, 6), max_size=2),
    }
)
_event = st.tuples(
    st.integers(0, 6), st.sampled_from(["for", "denied", "contrary", "planned"]), st.integers(1, 20), st.integers(0, 2), st.integers(0, 3)
)  # fmt: skip
_history = st.fixed_dictionaries(
    {
        "steps": st.lists(_step, min_size=1, max_size=6),
        "events": st.lists(_event, max_size=8),
        "accepted": st.lists(st.tuples(st.sampled_from(ACTORS), st.integers(1, 18)), max_size=4),
        "withdrawn": st.dictionaries(st.sampled_from(ACTORS), st.integers(1, 15), max_size=1),
        "as_of": st.integers(0, 25),
        "known_on": st.integers(0, 25),
    }
)


def _generated(h: dict[str, Any]) -> tuple[PlanDocument, list[Act], list[str]]:
    """A plan and a history as the engine reads them, and as facts of the logic program."""
    steps, facts = [], [f"proposed(1). since(1). asof({h['as_of']}). knownon({h['known_on']})."]
    for n, s in enumerate(h["steps"]):
        parts = sorted({p for p in s["parts"] if p < n})
        requires = [sorted({r for r in group if r < n}) for group in s["requires"]]
        requires = [group for group in requires if group]
        contrary = [{"actor": s["actor"], "act": "MOBILIZE", "object": THINGS[n]}]
        step: dict[str, Any] = {"id": f"s{n}", "actor": s["actor"], "act": "RETREAT", "object": THINGS[n],
                                "force": s["force"], "requires": [[f"s{r}" for r in group] for group in requires]}  # fmt: skip
        if parts:
            step["parts"] = [f"s{p}" for p in parts]
            facts.append(f"sum({n}).")
        else:
            step |= {"contrary": contrary} | ({"halt": {}} if s["halt"] else {})
            facts += [f"leaf({n}).", f"halt({n})." if s["halt"] else ""]
        if s["deadline"]:
            step["deadline"] = day(s["deadline"])
            facts.append(f"deadline({n},{s['deadline']}).")
        facts += [f"step({n}). actor({n},{s['actor'].lower()}).", f"could({n})." if s["force"] == "could" else ""]
        facts += [f"part({n},{p})." for p in parts]
        facts += [f"alt({n},{a}). req({n},{a},{r})." for a, group in enumerate(requires) for r in group]
        steps.append(step)
    happened = []
    for k, (n, kind, first, width, lag) in enumerate(h["events"]):
        if n >= len(steps) or "parts" in steps[n]:
            continue
        status = {"for": "happened", "contrary": "happened", "denied": "negated", "planned": "planned"}[kind]
        type_ = "MOBILIZE" if kind == "contrary" else "RETREAT"
        known = first + lag
        happened.append(
            act(f"e{k}", type_, THINGS[n], first, (status, known), actor=steps[n]["actor"], last=first + width)
        )
        if kind != "planned":
            side = "for" if kind == "for" else "against"
            facts.append(f"ev({k},{n},{side},{first},{first + width},{known}).")
    facts += [f"accepted({a.lower()},{d})." for a, d in h["accepted"]]
    facts += [f"withdrawn({a.lower()},{d})." for a, d in h["withdrawn"].items()]
    made = plan(*steps, proposed={"by": ["RUS"], "on": day(1)},
                accepted=[{"by": a, "on": day(d)} for a, d in h["accepted"]],
                withdrawn=[{"by": a, "on": day(d)} for a, d in h["withdrawn"].items()])  # fmt: skip
    return made, happened, facts


def _solved(facts: list[str]) -> dict[str, str]:
    clingo = pytest.importorskip("clingo")
    control = clingo.Control(["--warn=none"])
    control.add("base", [], PROGRAM + "\n".join(facts))
    control.ground([("base", [])])
    found: dict[str, str] = {}
    with control.solve(yield_=True) as handle:
        models = [m.symbols(shown=True) for m in handle]
    assert len(models) == 1
    for symbol in models[0]:
        name = f"s{symbol.arguments[0]}"
        assert name not in found, f"two verdicts on {name}"
        found[name] = NAMES.get(symbol.arguments[1].name, symbol.arguments[1].name)
    return found


@settings(max_examples=2000)
@given(_history)
def test_the_oracle_agrees_and_blockers_are_smallest(h: dict[str, Any]) -> None:
    document, happened, facts = _generated(h)
    board = Board(document, happened, as_of=day(h["as_of"]), known_on=day(h["known_on"]))
    assert {a.step.id: a.verdict for a in board.assess()} == _solved(facts)
    assert [(b.step.id, set(b.sets)) for b in blockers(board)] == list(_by_hand(board))


def _by_hand(board: Board) -> Any:
    """The smallest sets by trying all, smallest first: the steps that could be done are those without parts."""
    found = {a.step.id: a for a in board.assess()}
    able = sorted(name for name, a in found.items() if not a.step.parts and a.value is not Value.TRUE)

    def true(name: str, done: frozenset[str]) -> Value:
        parts = found[name].step.parts
        return Value.TRUE if name in done else every(true(p, done) for p in parts) if parts else found[name].value

    for name, a in found.items():
        if a.value is Value.TRUE or a.ready is Value.TRUE or not a.step.requires:
            continue
        for size in range(1, len(able) + 1):
            opens = {
                chosen
                for chosen in itertools.combinations(able, size)
                if any(all(true(r, frozenset(chosen)) is Value.TRUE for r in g) for g in a.step.requires)
            }
            if opens:
                yield name, opens
                break


@given(st.lists(st.sampled_from(Value), max_size=4))
def test_four_values(values: list[Value]) -> None:
    turned = [Value((f, t)) for t, f in (v.value for v in values)]
    assert every(values).value == some(turned).value[::-1]
    assert (every(values) is Value.TRUE) == all(v is Value.TRUE for v in values)


def test_some_parts_met_is_partly_met_whatever_the_others_are() -> None:
    things = THINGS[:3]
    parts = [HALT | {"id": t, "object": t, "contrary": [HALT["contrary"][0] | {"object": t}]} for t in things]
    document = plan(*parts, {"id": "all", "act": "RETREAT", "parts": things})
    halts = [act(t, "RETREAT", f"halts {t}", 5, HAPPENED) for t in things]
    broken = act("b", "MOBILIZE", things[0], 9, ("happened", 9))
    for met, happened in enumerate(([broken], [broken, *halts[:2]], [broken, *halts])):
        (whole,) = (a for a in Board(document, happened).assess() if a.step.parts)
        assert (whole.verdict, whole.met_parts) == ("partly met" if met else "not met", met)


def test_a_dead_deal_is_not_met_by_what_was_said_years_later() -> None:
    document = load(PLANS / "leap-day-2012.yaml")
    said = [
        ("2012-02-29", "planned", "RETREAT"),
        ("2012-04-13", "happened", "MOBILIZE"),
        ("2018-04-21", "planned", "RETREAT"),
    ]
    told = []
    for on, status, kind in said:
        words = "North Korea and its long-range missile"
        account = Account(on, words, status, on, stems(words))  # type: ignore[arg-type]
        told.append(Act(on, kind, None, frozenset(["PRK"]), frozenset(), on, on, (account,)))  # type: ignore[arg-type]
    verdict = verdicts(document, *told)
    assert verdict["launch-moratorium"] == "breached" and verdict["halts"] == "not met"


def test_what_is_supposed_opens_what_it_should() -> None:
    aid = {"id": "aid", "actor": "USA", "act": "AID", "requires": [["halt"]]}
    document = plan(HALT, aid, accepted=[{"by": "USA", "on": day(1)}])
    (blocker,) = blockers(Board(document, []))
    assert blocker.sets == (("halt",),)
    more = supposed("PRK RETREAT tests 2020-01-09")
    assert {a.step.id: a.verdict for a in Board(document, [more]).assess()} == {"halt": "met", "aid": "active"}
    for text in ("PRK", "PRK DANCE tests 2020-01-09", "PRK RETREAT tests soon"):
        with pytest.raises(DragomanError, match="no act"):
            supposed(text)


def test_sensitive_names_the_sentence_that_decides() -> None:
    done = act("a", "RETREAT", "halts tests", 5, HAPPENED)
    (one,) = sensitive(Board(plan(HALT), [done]))
    assert (one.evidence.account.mention, one.changes) == ("a0", (("halt", "met", "proposed"),))
    again = act("b", "RETREAT", "halts tests", 6, ("happened", 6))
    assert sensitive(Board(plan(HALT), [done, again])) == []


def test_versions_side_by_side() -> None:
    old, new = (load(PLANS / f"dual-freeze-{year}.yaml") for year in ("2017", "2018"))
    parted = {(d.new or d.old).step.id: d.fields for d in difference(Board(old, []), Board(new, []))}  # type: ignore[union-attr]
    assert parted["treaty"] == ("added",)
    assert "requires" in parted["talks"]
    assert parted["test-halt"] == ()


BAD = [
    ("steps: []\n", "name", 1),
    ("name: a\nversion: b\nproposed: {by: RUS, on: 2020-01-05}\nsteps:\n  - {id: a, act: AID, requires: [[b]]}\n  - {id: b, act: AID, requires: [[a]]}\n", "circle", 5),
    ("name: a\nversion: b\nproposed: {by: RUS, on: 2020-01-05}\nsteps:\n  - id: a\n    act: AID\n    actor: XXX\n", "no actor 'XXX'", 7),
    ("name: a\nversion: b\nproposed: {by: RUS, on: 2020-01-05}\nsteps:\n  - id: a\n    act: AID\n    requires: [[a]]\n", "waits for itself", 7),
    ("name: a\nversion: b\nproposed: {by: RUS, on: 2020-01-05}\nsteps:\n  - id: a\n    act: AID\n    deadline: 2019-01-01\n", "due before", 7),
    ("name: a\nversion: b\nproposed: {by: RUS, on: 2020-01-05}\nsteps:\n  - id: a\n    act: AID\n    requires: [[z]]\n", "no step", 7),
    ("name: a\nversion: b\nproposed: {by: RUS, on: 2020-01-05}\nsteps:\n  - {id: a, act: AID}\n  - {id: a, act: AID}\n", "two steps", 6),
    ("name: a\nversion: b\nproposed: {by: RUS, on: soon}\nsteps:\n  - {id: a, act: AID}\n", "no date", 3),
    ("name: a\nversion: b\ncolour: red\nproposed: {by: RUS, on: 2020-01-05}\nsteps:\n  - {id: a, act: AID}\n", "colour", 3),
    ("name: a\nversion: b\nproposed: {by: RUS, on: 2020-01-05}\nsteps:\n  - {id: a, act: DANCE}\n", "act", 5),
    ("name: a\nversion: b\nproposed: {by: RUS, on: 2020-01-05}\nsteps:\n  - id: a\n    act: AID\n    halt: {}\n", "nothing is contrary", 7),
    ("name: [\n", "", 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says", "line"), BAD, ids=[says or "no YAML" for _, says, _ in BAD])
def test_a_bad_plan_is_one_line_with_its_place(text: str, says: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DragomanError) as error:
        load(path)
    assert says in error.value.line()
    assert error.value.where == f"{path}:{line}"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("plans") / "c")
    with Case(path) as case:
        for coded in code((r for r in read([SAMPLES]) if isinstance(r, Report)), extractor="entries"):
            case.add(coded.report, coded.records)
    return path


def _checked(samples: str, name: str, **values: Any) -> dict[str, str]:
    with Case(samples) as case:
        return verdicts(load(PLANS / f"{name}.yaml"), *acts(case), **values)


def test_the_dual_freeze(samples: str) -> None:
    steps = ("test-halt", "usa-drill-halt", "kor-drill-halt")
    before, after = (_checked(samples, "dual-freeze-2018", as_of=d) for d in ("2018-03-31", "2018-06-30"))
    assert [before[s] for s in steps] == ["not met", "proposed", "proposed"]
    assert [after[s] for s in steps] == ["met", "met", "met"]


def test_the_leap_day_deal_is_breached_in_april_2012(samples: str) -> None:
    march, may = (_checked(samples, "leap-day-2012", as_of=d) for d in ("2012-03-10", "2012-05-01"))
    assert (march["launch-moratorium"], march["food-aid"]) == ("met", "active")
    assert (may["launch-moratorium"], may["test-moratorium"]) == ("breached", "met")
    assert may["enrichment-halt"] == "unknown"


@pytest.mark.parametrize("name", ["dual-freeze-2017", "dual-freeze-2018", "leap-day-2012"])
def test_the_events_that_a_plan_can_be_about_decide_as_all_do(samples: str, name: str) -> None:
    document = load(PLANS / f"{name}.yaml")
    with Case(samples) as case:
        few, every = acts(case, document), acts(case)
    assert len(few) < len(every)
    for day in (None, "2012-03-10", "2018-03-31", "2018-06-30"):
        assert Board(document, few, day).assess() == Board(document, every, day).assess()


WORDS = st.lists(
    st.sampled_from(["nuclear", "tests", "drill", "treaty", "office", "é", "talks with", "aid"]), max_size=2
)
FITS = st.fixed_dictionaries(
    {
        "act": st.lists(st.sampled_from(EVENT_TYPES), min_size=1, max_size=3, unique=True),
        "actor": st.sampled_from([None, "PRK", "USA", "RUS", "IAE"]),
        "with": st.sampled_from([[], ["KOR"], ["RUS"]]),
        "object": WORDS,
    }
)


@given(st.lists(FITS, min_size=1, max_size=3))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_act_that_fits_is_missed(samples: str, fits: list[dict[str, Any]]) -> None:
    steps = [{"id": f"s{n}", **f} for n, f in enumerate(fits)]
    document = PlanDocument.model_validate(
        {"name": "p", "version": "1", "proposed": {"by": ["RUS"], "on": "2000-01-01"}, "steps": steps}
    )
    with Case(samples) as case:
        few, every = Acts(acts(case, document)), Acts(acts(case))
    for step in document.steps:
        found, wanted = ({a.event for a, _ in held.fitting(step)} for held in (few, every))
        assert found == wanted


def test_a_status_that_a_person_sets_for_an_event_counts_for_all_its_accounts(tmp_path: Path) -> None:
    text = "name: p\nversion: '1'\nproposed: {by: [RUS], on: 2018-01-01}\nsteps: [{id: meeting, actor: PRK, act: CONSULT, with: RUS}]\n"
    document = parse(text, "plan")
    with Case(tmp_path / "c") as case:
        for n in range(2):
            source = made.report(str(n), "2018-04-12", "The ministers met for talks.")
            case.add(source, made.records(source, made.mention(source, n, when=("2018-04-10", "2018-04-10"))))
        (event,) = case.events()
        assert verdicts(document, *acts(case, document)) == {"meeting": "met"}
        case.review(event.id, "accept")
        assert verdicts(document, *acts(case, document)) == {"meeting": "met"}
        case.review(event.id, "set", "status", "planned")
        assert verdicts(document, *acts(case, document)) == {"meeting": "proposed"}
        case.take_back()
        assert verdicts(document, *acts(case, document)) == {"meeting": "met"}


def test_drafts_are_plan_files(samples: str, tmp_path: Path) -> None:
    with Case(samples) as case:
        made = list(drafts(case))
    assert made
    for name, text in made:
        (tmp_path / name).write_text(text, "utf-8")
        assert load(tmp_path / name).steps


def test_the_commands(samples: str) -> None:
    old, new = (str(PLANS / f"dual-freeze-{year}.yaml") for year in ("2017", "2018"))
    for args in (
        ["check", samples, new, "--as-of", "2018-06"],
        ["check", samples, new, "--suppose", "PRK MOBILIZE missile 2018-07-01", "--format", "json"],
        ["blockers", samples, new, "--as-of", "2018-03-31"],
        ["sensitive", samples, new],
        ["diff", samples, old, new],
        ["draft", samples],
    ):
        result = CliRunner().invoke(dragoman, ["plan", *args])
        assert result.exit_code == 0, result.output
        assert result.stdout
    assert '"verdict": "not met"' in CliRunner().invoke(dragoman, ["plan", "check", samples, new, "--suppose", "PRK MOBILIZE missile 2018-07-01", "--format", "json"]).stdout  # fmt: skip


def test_the_briefing_draws_a_plan_with_its_sentences(samples: str, tmp_path: Path) -> None:
    path = tmp_path / "b.html"
    new = str(PLANS / "leap-day-2012.yaml")
    result = CliRunner().invoke(dragoman, ["briefing", samples, str(path), "--plan", new, "--as-of", "2012-05-01"])
    assert result.exit_code == 0, result.output
    page = path.read_text("utf-8")
    assert page.count('class="step ') == 5
    assert page.count('class="arrow') == 5
    assert "broke apart over the Yellow Sea" in page[page.index('id="step-1-launch-moratorium"') :]
