"""A plan file proposed from what the reports say: a person checks it before it is held against anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import yaml

from dragoman.errors import printable
from dragoman.records import Plan, ReportRecord

if TYPE_CHECKING:
    from dragoman.case import Case

CONTRARY = {"RETREAT": ["MOBILIZE", "ASSAULT"], "CONCEDE": ["MOBILIZE", "ASSAULT"]}
_LEADING = re.compile(r"^(?:(?:its|their|his|her|all|any|the|a|an|these|those|such|further)\s+)+(?=\S)", re.IGNORECASE)
HEADER = """# Drafted from {source}. Check every step: who acts, which words its reports must hold, what counts as a halt
# (declared, quiet for so many days, verified), what breaks it, and which act means that a party accepted.
"""


class _Written(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def drafts(case: Case) -> Iterator[tuple[str, str]]:
    """(name, YAML) of a draft for each plan that the case's reports hold."""
    heads = {r.id: r for r in case.reports()}
    for plan in case.plans():
        yield plan.id, draft(plan, heads[plan.report])


def draft(plan: Plan, head: ReportRecord) -> str:
    """One extracted plan as a plan file. Where nothing in the report dates the proposal, its own date stands, and 1900
    where it has none: a date that a person must put right."""
    source = head.title or head.source_id
    document: dict[str, Any] = {
        "name": " ".join(plan.name.split()),
        "version": (head.published or "undated")[:7],
        "source": f"{source} ({head.published or 'undated'}): {' '.join(plan.sentence.text.split())}",
        "proposed": {
            "by": sorted({p.actor for p in plan.proposers if p.actor}),
            "on": head.published or "1900-01-01",
        },
        "steps": _once([_step(s.model_dump()) for s in plan.steps]),
    }
    text = yaml.dump(document, Dumper=_Written, sort_keys=False, allow_unicode=True, width=120)
    return HEADER.format(source=printable(source)) + text


def _step(s: dict[str, Any]) -> dict[str, Any]:
    act = s["act"] or "CONSULT"
    words = [" ".join(p["text"].split()) for p in (s, s["object"]) if p]
    text = words[0] if words[-1] in words[0] else " ".join(words)
    step: dict[str, Any] = {"id": s["id"], "text": text, "actor": s["actor"], "act": [act]}
    if s["object"]:
        step["object"] = [_LEADING.sub("", words[1])]
    if s["requires"]:
        step["requires"] = s["requires"]
    step["force"] = s["force"] or "will"
    if act in CONTRARY:
        contrary = {"actor": s["actor"], "act": CONTRARY[act], "object": step.get("object")}
        step["halt"] = {"declared": False}
        step["contrary"] = [{k: v for k, v in contrary.items() if v}]
    return {k: v for k, v in step.items() if v is not None}


def _once(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Steps that ask the same of the same party are one: of "nuclear and missile tests" each half holds all the words."""
    kept: dict[str, dict[str, Any]] = {}
    become: dict[str, str] = {}
    for s in steps:
        meaning = repr([s.get(k) for k in ("actor", "act", "object")])
        become[s["id"]] = kept.setdefault(meaning, s)["id"]
    for s in kept.values():
        if "requires" in s:
            s["requires"] = [
                list(dict.fromkeys(become[i] for i in group if become[i] != s["id"])) for group in s["requires"]
            ]
    return list(kept.values())
