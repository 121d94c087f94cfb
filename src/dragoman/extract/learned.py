"""The learned extractor as it comes with the package: its files, loaded once a process."""

from __future__ import annotations

import os
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from dragoman.digests import digest
from dragoman.document import Document
from dragoman.errors import DragomanError
from dragoman.extract.acts import Findings
from dragoman.extract.encoding import Encoding
from dragoman.extract.model import Reader, Settings
from dragoman.finders.arguments import Parties
from dragoman.yamls import load_yaml

# From 1.29 on onnxruntime calls home unless it reads this when it is imported. The release that is asked for does not; this is
# for those who install another.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

FOLDER = Path(__file__).parent / "weights"
FILES = ("sheet.yaml", "tokenizer.json", "extractor.onnx")
REMEDY = "the entries carry on alone; `make train` makes it anew, and --extractor entries asks for the entries"


class Learned:
    """Reads every sentence of a text with the encoder."""

    name = "model"

    def __init__(self, reader: Reader, folder: Path = FOLDER) -> None:
        self.reader, self.folder = reader, folder

    @cached_property
    def digest(self) -> str:
        return hashed(self.folder)

    def at_least(self, probability: float) -> Learned:
        """The same, which does not ask about words that are triggers with less than this probability."""
        return Learned(self.reader.at_least(probability), self.folder)

    def extract(self, document: Document, parties: Parties) -> Findings:
        tree = document.tree
        spans = [(tree.tokens[a].start, tree.tokens[b - 1].end) for a, b in tree.sentences]
        found = self.reader.read([tree.text[a:b] for a, b in spans])
        return Findings.of(f.moved(at) for f, (at, _) in zip(found, spans, strict=True))


@lru_cache(maxsize=1)
def hashed(folder: Path = FOLDER) -> str:
    """A hash of the model's files; empty where one is missing, so that it can't be had."""
    try:
        return digest(folder, [folder / name for name in FILES])
    except OSError:
        return ""


@lru_cache(maxsize=1)
def load(folder: Path = FOLDER) -> Learned:
    """The package's model. Raises DragomanError where a file is missing, broken or of another version."""
    try:
        import onnxruntime
        from tokenizers import Tokenizer

        for name in FILES:
            if not (folder / name).is_file():
                raise DragomanError(f"the extractor's file {name} is missing", str(folder), REMEDY)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        session: Any = onnxruntime.InferenceSession(
            str(folder / "extractor.onnx"), options, providers=["CPUExecutionProvider"]
        )
        sheet = load_yaml(folder / "sheet.yaml")
        settings = Settings(float(sheet["trigger"]), float(sheet["cue"]))
        encoding = Encoding(Tokenizer.from_file(str(folder / "tokenizer.json")))
    except DragomanError as error:
        raise error if error.remedy else DragomanError(error.what, error.where, REMEDY) from None
    except Exception as error:  # each of the two libraries has exceptions of its own, without a common base
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DragomanError(f"the extractor can't be loaded: {first[:120]}", str(folder), REMEDY) from None

    def network(ids: np.ndarray, mask: np.ndarray, at: np.ndarray) -> list[np.ndarray]:
        found: list[np.ndarray] = session.run(None, {"ids": ids, "mask": mask, "at": at})
        return found

    return Learned(Reader(network, encoding, settings), folder)
