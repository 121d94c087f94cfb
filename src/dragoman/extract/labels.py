"""The learned extractor's labels, in the order of its outputs."""

from __future__ import annotations

from dragoman.records import EVENT_TYPES

TYPES = ("none", *EVENT_TYPES)
CUES = (
    "none",
    *"assert promise offer demand threaten accept reject deny welcome condemn hope propose warn call other".split(),
)
ROLES = ("none", "source", "target", "thing", "date", "place", "speaker", "content")
HALVES = ("none", "antecedent", "consequent")
FLAGS = ("bg", "rec", "inner", "alleged")
MODES = (
    "none",
    *(
        f"{kind}/{mode}"
        for kind, modes in {
            "CONSULT": "meet visit host phone letter mediate multilateral third",
            "ACCUSE": "disapprove investigate allege",
            "RETREAT": "withdraw release return disarm ceasefire access resign",
            "PROTEST": "demo riot strike hunger boycott obstruct",
            "SANCTION": "convict expel withdraw discontinue",
            "MOBILIZE": "troops weapons police militia",
            "COERCE": "seize restrict ban censor curfew arrest deport withhold cyber",
            "ASSAULT": "abduct beat execute sexual assassinate firearms explosives heavy-weapons drone aerial unconventional",
        }.items()
        for mode in modes.split()
    ),
)
