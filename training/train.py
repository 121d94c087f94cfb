"""Teaches the extractor on the train part of the corpus and writes it into the package. `make train` runs it.

  python training/train.py [CORPUS] [--epochs N] [--seed N] [--out FOLDER] [--extra FILE]

In: annotated reports, the single-act sentences of `sentences/` and the copy without marks of `unmarked/`. A teacher (MPNet) learns the reports first and says of every word of all three what it finds likely.
Then the extractor learns from both: the last two as a first course, then `EPOCHS` times the reports with some of them. One MiniLM encoder reads each sentence plain, and once for each trigger and cue with marks
about it. Out: `extractor.onnx` (int8), `tokenizer.json`, `sheet.yaml` (thresholds, what it was taught by). Seeds are fixed; bfloat16 where the processor has it.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path
from sysconfig import get_path

import torch

from course import teach
from dragoman.corpus.parts import part
from export import quantised, write_sheet
from lessons import lesson, of_example, of_text
from network import MODEL, Network, encoding
from reports import load
from sentences import corrections, unmarked
from sentences import load as sentences
from teacher import EPOCHS as teacher_epochs
from teacher import learned, weights

ROOT = Path(__file__).parent.parent
OUT = ROOT / "src/dragoman/extract/weights"
TEACHER = ROOT / ".venv-train/teacher"  # where its weights are joined; `make clean` takes them away
EPOCHS, RATE, BATCH, SEED = 5, 2e-4, 16, 1
MIXED = 3  # one in so many of the other sentences stands among the corpus's in each epoch


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
    rng = random.Random(given.seed)
    copy = [of_text(line) for line in unmarked()]
    others = [of_example(e) for e in sentences()] + copy
    teacher = learned(weights(Path(get_path("purelib")), TEACHER), lessons, given.seed)
    lessons, others = teacher.mark(lessons), teacher.mark(others)
    mixed = [lessons + rng.sample(others, len(others) // MIXED) for _ in range(given.epochs)]
    teach(network, made, [others, *mixed], RATE, BATCH, given.seed)
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
                "teacher": f"all-mpnet-base-v2, {teacher_epochs} epochs",
                "unmarked": len(copy),
            },
        },
    )
    print(f"taught in {(time.time() - start) / 60:.0f} minutes")


if __name__ == "__main__":
    main()
