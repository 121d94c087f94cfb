"""Teaches the extractor on the train part of the corpus and writes it into the package. `make train` runs it.

  python training/train.py [CORPUS] [--epochs N] [--seed N] [--out FOLDER] [--extra FILE]

In: annotated reports, and the single-act sentences of `sentences/` as a first course. Out: `extractor.onnx` (int8), `tokenizer.json`, `sheet.yaml` (thresholds, what it was taught by). One MiniLM
encoder reads each sentence plain, and once for each trigger and cue with marks about it. Seeds are fixed; bfloat16 where the processor has it.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import torch

from course import teach
from dragoman.corpus.parts import part
from export import quantised, write_sheet
from lessons import lesson, of_example
from network import MODEL, Network, encoding
from reports import load
from sentences import corrections
from sentences import load as sentences

ROOT = Path(__file__).parent.parent
OUT = ROOT / "src/dragoman/extract/weights"
EPOCHS, RATE, BATCH, SEED = 6, 2e-4, 16, 1
MIXED = 3  # one in so many of the single-act sentences stands among the corpus's in each epoch


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("corpus", type=Path, nargs="?", default=ROOT / "corpus/reports")
    asked.add_argument("--epochs", type=int, default=EPOCHS)
    asked.add_argument("--seed", type=int, default=SEED)
    asked.add_argument("--out", type=Path, default=OUT)
    asked.add_argument("--extra", type=Path, help="rows that `dragoman case corrections --as training` wrote")
    given = asked.parse_args()
    torch.set_num_threads(2)
    reports = [r for r in load(given.corpus) if part(r) == "train"]
    lessons = [lesson(s) for r in reports for s in r.sentences]
    lessons += [of_example(e) for e in corrections(given.extra)] if given.extra else []
    print(f"{len(lessons)} sentences, {sum(len(one.asked) for one in lessons)} acts and sayings", flush=True)
    torch.manual_seed(given.seed)
    network, start, made = Network(), time.time(), encoding()
    single, rng = [of_example(e) for e in sentences()], random.Random(given.seed)
    mixed = [lessons + rng.sample(single, len(single) // MIXED) for _ in range(given.epochs)]
    teach(network, made, [single, *mixed], RATE, BATCH, given.seed)
    given.out.mkdir(parents=True, exist_ok=True)
    quantised(network, made, given.out / "extractor.onnx")
    (given.out / "tokenizer.json").write_bytes((MODEL / "tokenizer.json").read_bytes())
    write_sheet(
        given.out / "sheet.yaml",
        {
            "trigger": 0.2,
            "cue": 0.5,
            "taught by": {
                "reports": len(reports),
                "sentences": len(lessons),
                "epochs": given.epochs,
                "seed": given.seed,
            },
        },
    )
    print(f"taught in {(time.time() - start) / 60:.0f} minutes")


if __name__ == "__main__":
    main()
