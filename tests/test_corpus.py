"""The corpus: its form, its measures, and what must hold for every report in it."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dragoman.cli import dragoman
from dragoman.corpus import Annotated, Fault, read
from dragoman.corpus.compared import Compared, as_records, of_marks
from dragoman.corpus.counting import Counts
from dragoman.corpus.echoes import echoes
from dragoman.corpus.form import find
from dragoman.corpus.lines import line
from dragoman.corpus.marks import Sentence
from dragoman.corpus.parts import PARTS, part
from dragoman.corpus.scoring import Score
from tests.conftest import ROOT

REPORTS = ROOT / "corpus" / "reports"
MADE = """\
# t-01 | wire | 2019-07-11 | grain | series=T1 | wrap=40
@ KEN/GOV | Kenya ; it
@ UGA | Uganda
@ -/REB [SDN] | the rebels
> Kenya to sell Uganda grain
M AGREE planned head | t=sell | s=Kenya | o=Uganda | th=grain
> NAIROBI -- Kenya said on Thursday it had met the rebels twice, and would meet Uganda if Uganda agreed.
M CONSULT/meet happened | t=met | s=it | o=the rebels | e=K1
M CONSULT/meet conditional inner | t=meet | s=it {Kenya} | o=Uganda
Q assert indirect | s=Kenya | cue=said | c=it had ... Uganda agreed
C if=Uganda#2 ... agreed | then=would meet Uganda
>> "We shall see," it added, "what comes of it."
Q other direct | s=it | cue=added | c=We shall ... comes of it
> Under the draft, Uganda would open the road after Kenya lifts the ban.
P A | by=Kenya
P A1 RETREAT - | t=lifts | s=Kenya | th=the ban
P A2 CONCEDE must | t=open | s=Uganda | th=the road | after=A1
E K1 CONSULT | who=KEN ; UGA | when=2019-07 | where=Nairobi
J J1 | K1
"""


@pytest.fixture
def made(tmp_path: Path) -> Annotated:
    path = tmp_path / "made.txt"
    path.write_text(MADE, "utf-8")
    (report,) = read([path])
    assert isinstance(report, Annotated), str(report)
    return report


@pytest.fixture(scope="module")
def corpus() -> list[Annotated]:
    found = list(read(sorted(REPORTS.glob("*.txt"))))
    return [r for r in found if isinstance(r, Annotated)]


def faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "bad.txt"
    path.write_text(text, "utf-8")
    return [one.what for one in read([path]) if isinstance(one, Fault)]


def test_marks_are_read_with_the_words_they_name(made: Annotated) -> None:
    headline, lead, quotation, draft = made.sentences
    act, other = lead.acts
    assert lead.text[slice(*act.trigger)] == "met"
    assert [lead.text[slice(*s)] for s in act.sources] == ["it"]
    assert (act.mode, act.event, other.status, other.flags) == ("meet", "K1", "conditional", {"inner"})
    assert lead.text[slice(*other.targets[0])] == "Uganda"
    assert (
        lead.text[slice(*lead.statements[0].content)]
        == "it had met the rebels twice, and would meet Uganda if Uganda agreed"
    )  # type: ignore[misc]
    assert lead.text[slice(*lead.conditions[0].antecedent)] == "Uganda agreed"  # type: ignore[misc]
    assert quotation.opens and not lead.opens and headline.acts[0].flags == {"head"}
    assert [s.after for s in draft.steps] == [(), (("A1",),)]
    assert (draft.steps[0].force, draft.steps[1].plan, draft.plans[0].name) == (None, "A", "A")
    assert [(p.code, p.sector, p.state) for p in made.parties] == [
        ("KEN", "GOV", None),
        ("UGA", None, None),
        (None, "REB", "SDN"),
    ]
    assert (made.events[0].parties, made.events[0].day, made.journeys[0].legs) == (("KEN", "UGA"), "2019-07", ("K1",))
    assert (made.series, made.wrap, made.published) == ("T1", 40, "2019-07-11")


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("M BEG happened | t=sell", "unknown type 'BEG'"),
        ("M AGREE | t=sell", "unknown status ''"),
        ("M AGREE happened loud | t=sell", "unknown flag 'loud'"),
        ("M AGREE happened | s=Kenya", "one trigger"),
        ("M AGREE happened | t=sel", "'sel' is not in the sentence"),
        ("M AGREE happened | t=sell | t=sell", "t= stands twice"),
        ("M AGREE happened | t=sell | x=Kenya", "no field 'x'"),
        ("M AGREE happened | t=sell | o=", "name=words"),
        ("Q shout direct | c=Kenya", "unknown act of saying 'shout'"),
        ("Q assert | c=Kenya", "unknown form ''"),
        ("C", "name=words"),
        ("P AA AGREE must | t=sell", "named like A1"),
        ("P A1 AGREE may | t=sell", "unknown force 'may'"),
        ("P A1 AGREE must | t=sell | after=B", "after= names steps"),
        ("P A1 AGREE must | t=sell | after=A2", "waits for A2, which no line tells"),
        ("P B | by=Kenya", "plan B has no steps"),
        ("@ KENYA | Kenya", "a party is"),
        ("@ KEN | Tanzania", "'Tanzania' is not in the report"),
        ("E K1 CONSULT | who=Kenya", "'Kenya' is no code"),
        ("E K1 CONSULT | who=KEN", "names no series"),
        ("J J1", "a journey is"),
        ("X what", "a line begins with"),
        ("# t | wire", "a head is"),
        ("# t | wire | May 2019 | x", "is no date"),
        ("# t | wire | 2019 | x | wrap=2", "wrapped at a width"),
        ("# t | wire | 2019 | x | color=red", "no 'color'"),
    ],
)
def test_a_line_that_breaks_the_form_is_named_and_costs_itself_alone(tmp_path: Path, bad: str, told: str) -> None:
    text = f"# t-01 | wire | 2019 | grain\n> Kenya will sell Uganda grain.\nM AGREE planned | t=sell | s=Kenya\n{bad}\n"
    (what,) = faults(tmp_path, text)
    assert told in what


@pytest.mark.parametrize("text", ["> A sentence.\n", "# t | wire | 2019 | x\nM AGREE happened | t=x\n"])
def test_a_mark_needs_what_it_marks(tmp_path: Path, text: str) -> None:
    assert len(faults(tmp_path, text)) == 1


@pytest.mark.parametrize(
    ("phrase", "span"),
    [
        ("its", (10, 13)),
        ("it", (23, 25)),
        ("it#2", (30, 32)),
        ("it {Chad}", (23, 25)),
        ("Chad's", (0, 6)),
        ("hit", None),
        ("it#3", None),
        ("{note}", None),
    ],
)
def test_phrases_are_whole_words(phrase: str, span: tuple[int, int] | None) -> None:
    assert find("Chad's in its own way; it saw it", phrase) == span


@given(
    st.lists(st.tuples(st.text('ab .!"-é', min_size=1, max_size=60).map(str.strip).filter(bool), st.booleans())),
    st.sampled_from([None, 30, 40]),
)
def test_every_sentence_stands_in_the_text_where_it_is_said_to(
    sentences: list[tuple[str, bool]], wrap: int | None
) -> None:
    whole = Annotated(
        "x", "", None, "", wrap=wrap, sentences=tuple(Sentence(" ".join(t.split()), 1, o) for t, o in sentences)
    )
    text, starts = whole.laid_out()
    for sentence, at in zip(whole.sentences, starts, strict=True):
        assert text[at : at + len(sentence.text)].replace("\n", " ") == sentence.text
    if wrap:
        assert all(len(row) <= wrap or " " not in row for row in text.split("\n"))


def scored(gold: Compared, found: Compared, text: str) -> Score:
    score = Score()
    score.add(gold, found, text)
    return score


def test_marks_agree_with_themselves(made: Annotated) -> None:
    score = scored(of_marks(made), as_records(of_marks(made)), made.laid_out()[0])
    for measure in (
        "trigger",
        "trigger and type",
        "trigger, type and status",
        "core",
        "statement",
        "statement with speaker",
        "condition",
    ):
        assert score.rate(measure).f1 == 1, measure
    assert score.differences == []


def test_each_slot_is_counted_by_itself(made: Annotated) -> None:
    gold = of_marks(made)
    first, second, third = gold.acts
    wrong = replace(second, status="planned", targets=third.targets)
    score = scored(gold, replace(gold, acts=(first, wrong)), made.laid_out()[0])
    rates = {
        m: (r.right, r.printed, r.gold)
        for m in ("trigger", "trigger and type", "trigger, type and status", "core")
        for r in [score.rate(m)]
    }
    assert rates == {
        "trigger": (2, 2, 3),
        "trigger and type": (2, 2, 3),
        "trigger, type and status": (1, 2, 3),
        "core": (1, 2, 3),
    }
    assert (score.slot("source").right, score.slot("target").right, score.slot("both sides").gold) == (2, 1, 2)
    assert [d.split()[0] for d in score.differences] == ["differs", "missed"]


def test_an_act_with_another_trigger_is_missed_and_extra(made: Annotated) -> None:
    gold = of_marks(made)
    far = replace(gold.acts[1], trigger=(0, 3), type="AID")
    score = scored(replace(gold, acts=gold.acts[1:2]), replace(gold, acts=(far,)), made.laid_out()[0])
    assert (score.rate("trigger").right, score.rate("trigger").printed) == (0, 1)


def test_a_report_as_a_line_quotes_its_text(made: Annotated) -> None:
    row = json.loads(line(made))
    text = row["text"]
    assert [text[slice(*a["trigger"])] for s in row["sentences"] for a in s["acts"]] == ["sell", "met", "meet"]
    assert [text[slice(*x["trigger"])] for s in row["sentences"] for x in s["steps"]] == ["lifts", "open"]
    assert row["part"] in PARTS and row["parties"][2]["state"] == "SDN"


def test_counts(made: Annotated) -> None:
    counts = Counts()
    counts.add(made)
    assert (counts.reports, len(counts.words), counts.acts, counts.idle, counts.both) == (1, 4, 3, 2, 3)
    assert counts.marks["steps"] == 2 and counts.statuses["conditional"] == 1


def test_a_series_stays_in_one_part(corpus: list[Annotated]) -> None:
    parts: dict[str, set[str]] = {}
    for r in corpus:
        parts.setdefault(r.series or r.id, set()).add(part(r))
    assert all(len(some) == 1 for some in parts.values())
    share = Counter(part(r) for r in corpus)
    assert share["train"] / len(corpus) == pytest.approx(0.8, abs=0.05)


def test_the_commands(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(MADE, "utf-8")
    bad.write_text(MADE.replace("t=met", "t=mat").replace("@ UGA | Uganda\n", ""), "utf-8")

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(dragoman, ["corpus", *words])
        return result.exit_code, result.output

    assert run("check", str(good))[0] == 0
    status, said = run("check", str(bad))
    assert status == 1 and "'mat' is not in the sentence" in said and "no @ line for Uganda" in said
    assert "1 report, 2 faults" in said
    assert run("stats", str(good), "--no-parse")[0] == 0
    assert "1.000" in run("agree", str(good), str(good))[1]
    assert json.loads(run("export", str(good), "--texts")[1])["id"] == "t-01"
    assert "differs" in run("score", str(good), "--extractor", "entries", "--differences")[1] + "differs"
    second = run("check", str(good), str(good))
    assert second[0] == 1 and "a second report t-01" in second[1]


def _sentences(corpus: list[Annotated]) -> Iterator[tuple[str, str, str]]:
    """(series or report, where, text) of every sentence long enough to be recognised."""
    for r in corpus:
        for s in r.sentences:
            if len(s.text.split()) >= 7:
                yield r.series or r.id, f"{r.where.rpartition(':')[0]}:{s.line}", s.text


def test_no_line_of_the_corpus_breaks_the_form() -> None:
    assert [str(one) for one in read(sorted(REPORTS.glob("*.txt"))) if isinstance(one, Fault)] == []


def test_every_report_has_a_name_of_its_own(corpus: list[Annotated]) -> None:
    assert [name for name, n in Counter(r.id for r in corpus).items() if n > 1] == []


def test_no_report_rewrites_another(corpus: list[Annotated]) -> None:
    rows = list(_sentences(corpus))
    found = [(rows[a], rows[b]) for a, b, _ in echoes([text for _, _, text in rows]) if rows[a][0] != rows[b][0]]
    assert found == []


def test_no_sentence_of_the_corpus_is_a_benchmarks(corpus: list[Annotated], shared: Path) -> None:
    with (shared / "bench" / "events" / "plover_pairs_train.tsv").open(encoding="utf-8", newline="") as rows:
        theirs = [row["sentence"] for row in csv.DictReader(rows, delimiter="\t")]
    for path in sorted((shared / "bench" / "wire").glob("*.txt")):
        theirs += [row[2:] for row in path.read_text("utf-8").splitlines() if row.startswith("> ")]
    theirs = [t for t in dict.fromkeys(theirs) if len(t.split()) >= 7]
    own = [text for _, _, text in _sentences(corpus)]
    found = [(a, b) for a, b, _ in echoes([*theirs, *own]) if a < len(theirs) <= b]
    assert [own[b - len(theirs)] for _, b in found] == []
