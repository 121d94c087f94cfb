"""Writes what `dragoman explain` shows beside an act: the acts of the corpus's train part with the states of their triggers.

python training/examples.py [CORPUS]
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import numpy as np

from dragoman.corpus.parts import part
from dragoman.extract.examples import FOLDER
from dragoman.extract.learned import load as load_model
from reports import load

ROOT = Path(__file__).parent.parent


def main() -> None:
    corpus = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "corpus/reports"
    reader = load_model().reader
    rows, states = [], []
    for report in (r for r in load(corpus) if part(r) == "train"):
        for sentence in report.sentences:
            for act in sentence.acts:
                asked = reader.ask(sentence.text, act.trigger)
                if asked:
                    mark = f"{act.type}{'/' + act.mode if act.mode else ''} {act.status}"
                    sides = (" ; ".join(sentence.text[a:b] for a, b in side) for side in (act.sources, act.targets))
                    rows.append(
                        [report.id, sentence.text, *act.trigger, f"{mark} | " + " → ".join(s or "—" for s in sides)]
                    )
                    states.append(asked[1])
    found = np.array(states)
    np.save(FOLDER / "examples.npy", np.round(found * (127 / np.abs(found).max())).astype(np.int8))
    with gzip.GzipFile(FOLDER / "examples.json.gz", "wb", mtime=0) as file:
        file.write(json.dumps(rows, ensure_ascii=False).encode())
    print(f"{len(rows)} acts")


if __name__ == "__main__":
    main()
