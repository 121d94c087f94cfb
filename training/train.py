"""Fine-tunes the judge on the sentences of this folder and writes it into the package. `make train` runs it.

  python training/train.py [--limit N] [--epochs N] [--out FOLDER]

In: `sentences/*.txt`, the names of states, and the program's parser for words that are no trigger. Out: `judge.onnx` (int8), `tokenizer.json`, `sheet.yaml` (labels, temperature,
figures on the split held back here), `MODEL_CARD.md`. One MiniLM encoder; the states of the source's, target's and trigger's marks and the mean
of the sentence feed a linear head each for type, status and direction. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
from pathlib import Path

import numpy as np
import torch
from rich.progress import track
from torch import nn

from decoys import decoyed, decoys
from export import LOSS, answers, quantised, reliability, temperature, write_card, write_sheet
from names import Names
from network import DIRECTIONS, MARKS, Judge, Tokenizer, tensors, tokenizer
from sentences import STATUSES, TYPES, Example, Span, corrections, load

OUT = Path(__file__).parent.parent / "src/dragoman/judge/model"
HEADS = ("types", "statuses", "directions")
EPOCHS = 7
BATCH, RATE, WARMUP, SMOOTHING = 32, 2e-4, 0.1, 0.05
HELD_BACK = 0.1
PATIENCE = 3  # epochs without a better type accuracy on the split held back
RARE = 2  # times that a sentence about anything but what happened is seen for once of the others


def marked(text: str, spans: list[Span | None]) -> str:
    """The text with a pair of marks around each span; source, target, trigger."""
    cuts = [(at, n * 2 + end) for n, span in enumerate(spans) if span for end, at in enumerate(span)]
    for at, mark in sorted(cuts, reverse=True):
        text = f"{text[:at]} {MARKS[mark]} {text[at:]}"
    return text


View = tuple[str, int, int, int]  # marked text, type, status, direction; -1 where there is nothing to learn


def view(e: Example, others: tuple[list[Span], list[Span]], rng: random.Random, names: Names) -> View:
    """One way to ask about a sentence: as it is, its sides swapped or one of them unmarked, about another of its verbs,
    names replaced."""
    if rng.random() < 0.15 and (decoy := decoyed(e, *others, rng)):
        return plain(names.replaced(decoy, rng))
    e = names.replaced(e, rng)
    sides = [e.source, e.target]
    direction = "both" if e.both else "forward"
    kind, status = e.type, e.status
    dice = rng.random()
    if dice < 0.06 and e.bystanders and all(sides):
        sides[rng.randrange(2)] = rng.choice(e.bystanders)
        kind = "NONE"
    elif dice < 0.26 and all(sides):
        sides.reverse()
        direction = "both" if e.both else "reverse"
    elif dice < 0.36 and all(sides) and kind != "NONE":
        sides[rng.randrange(2)] = None
    trigger = e.trigger if rng.random() < 0.6 else None
    one_sided = not all(sides) or kind == "NONE"
    return (
        marked(e.text, [*sides, trigger]),
        TYPES.index(kind),
        -1 if kind == "NONE" else STATUSES.index(status),
        -1 if one_sided else DIRECTIONS.index(direction),
    )


def plain(e: Example) -> View:
    none = e.type == "NONE"
    direction = -1 if none or not (e.source and e.target) else DIRECTIONS.index("both" if e.both else "forward")
    return (
        marked(e.text, [e.source, e.target, e.trigger]),
        TYPES.index(e.type),
        -1 if none else STATUSES.index(e.status),
        direction,
    )


def held_back(e: Example) -> bool:
    return int(hashlib.sha256(e.text.encode()).hexdigest(), 16) % 1000 < HELD_BACK * 1000


def logits(model: nn.Module, tok: Tokenizer, texts: list[str]) -> list[torch.Tensor]:
    model.eval()
    outs = []
    with torch.no_grad():
        for i in range(0, len(texts), 64):
            outs.append(model(*tensors(tok, texts[i : i + 64])))
    return [torch.cat(o) for o in zip(*outs, strict=True)]


def right(answers: torch.Tensor, labels: torch.Tensor) -> float:
    known = labels >= 0
    return (answers.argmax(1)[known] == labels[known]).float().mean().item()


def train(examples: list[Example], epochs: int, seed: int = 7) -> tuple[Judge, Tokenizer, list[View]]:
    torch.manual_seed(seed)
    torch.set_num_threads(2)
    rng, names, tok, model = random.Random(seed), Names(), tokenizer(), Judge()
    learn = [e for e in examples if not held_back(e)]
    seen = [
        (e, o) for e, o in zip(learn, decoys(learn), strict=True) for _ in range(1 if e.status == "happened" else RARE)
    ]
    held = [e for e in examples if held_back(e)]
    doubles = [decoyed(e, *o, rng) for e, o in zip(held[::3], decoys(held[::3]), strict=True)]
    check = [plain(e) for e in [*held, *filter(None, doubles)]]
    labels = torch.tensor([v[1:] for v in check]).T
    decay = [p for n, p in model.named_parameters() if p.ndim > 1]
    rest = [p for n, p in model.named_parameters() if p.ndim <= 1]
    steps = (len(seen) + BATCH - 1) // BATCH * epochs
    optimiser = torch.optim.AdamW(
        [{"params": decay, "weight_decay": 0.01}, {"params": rest, "weight_decay": 0.0}], lr=RATE
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, RATE, total_steps=steps + 1, pct_start=WARMUP, anneal_strategy="linear"
    )
    loss_of = nn.CrossEntropyLoss(ignore_index=-1, label_smoothing=SMOOTHING)
    best, best_state, since = -1.0, None, 0
    for epoch in range(epochs):
        views = [view(e, others, rng, names) for e, others in seen]
        rng.shuffle(views)
        views.sort(key=lambda v: len(v[0]) // 12)  # batches of like length
        batches = [views[i : i + BATCH] for i in range(0, len(views), BATCH)]
        rng.shuffle(batches)
        model.train()
        for batch in track(batches, f"epoch {epoch + 1} of {epochs}"):
            out = model(*tensors(tok, [v[0] for v in batch]))
            goal = torch.tensor([v[1:] for v in batch]).T
            loss = sum(w * loss_of(o, g) for w, o, g in zip((1.0, 0.5, 0.3), out, goal, strict=True) if (g >= 0).any())
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
        accuracy = [right(o, g) for o, g in zip(logits(model, tok, [v[0] for v in check]), labels, strict=True)]
        print(
            f"epoch {epoch + 1}: type {accuracy[0]:.3f}, status {accuracy[1]:.3f}, direction {accuracy[2]:.3f}",
            flush=True,
        )
        if accuracy[0] > best:
            best, since = accuracy[0], 0
            best_state = {k: v.clone() for k, v in model.state_dict().items()}
        elif (since := since + 1) >= PATIENCE:
            break
    assert best_state
    model.load_state_dict(best_state)
    return model, tok, check


def export(model: Judge, tok: Tokenizer, check: list[View], count: int, out: Path) -> None:
    """Writes model, tokenizer, sheet and card; stops where quantising costs more than LOSS."""
    out.mkdir(parents=True, exist_ok=True)
    quantised(model, tok, out / "judge.onnx")
    tok.save(str(out / "tokenizer.json"))
    texts, labels = [v[0] for v in check], np.array([v[1:] for v in check]).T
    plain, small = [o.numpy() for o in logits(model, tok, texts)], answers(out / "judge.onnx", tok, texts)
    figures, cooling = {}, {}
    for head, before, after, goal in zip(HEADS, plain, small, labels, strict=True):
        cooling[head] = temperature(after, goal)
        figures[head] = {"accuracy": share(after, goal), "before quantising": share(before, goal)}
        if figures[head]["before quantising"] - figures[head]["accuracy"] > LOSS:
            raise SystemExit(f"quantising costs the {head} head too much: {figures[head]}")
    table = reliability(small[0], labels[0], cooling["types"])
    write_sheet(
        out / "sheet.yaml",
        {
            "marks": MARKS,
            **dict(zip(HEADS, (TYPES, STATUSES, DIRECTIONS), strict=True)),
            "temperature": cooling,
            "sentences": count,
            "held back": len(check),
            "figures": figures,
            "reliability": table,
        },
    )
    write_card(out / "MODEL_CARD.md", count, len(check), figures, table)


def share(logits: np.ndarray, labels: np.ndarray) -> float:
    known = labels >= 0
    return round(float((logits[known].argmax(1) == labels[known]).mean()), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, help="learn from this many sentences")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--extra", type=Path, help="rows that `dragoman case corrections --as training` wrote")
    args = parser.parse_args()
    examples = load() + (corrections(args.extra) if args.extra else [])
    random.Random(1).shuffle(examples)
    examples = examples[: args.limit]
    start = time.time()
    model, tok, check = train(examples, args.epochs)
    print(f"learned in {(time.time() - start) / 60:.0f} minutes")
    export(model, tok, check, len(examples), args.out)


if __name__ == "__main__":
    main()
