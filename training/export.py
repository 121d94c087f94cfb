"""The taught network as files of the package: int8 ONNX, its tokenizer, and what the program must know about it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import onnx
import torch
import yaml
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model

from dragoman.extract.encoding import Encoding, words
from dragoman.extract.model import HEADS
from network import Network, tensors

SIZE = 45 * 2**20  # bytes: the file is committed


def quantised(network: Network, encoding: Encoding, path: Path) -> None:
    """Writes the int8 model, a sixth faster for its fused norms. Its scales are found for each batch, so it is to be asked one sentence at a time."""
    network.eval()
    texts = ["A sentence.", "Another one, somewhat longer."]
    given = tensors(encoding.plain(texts, [words(t) for t in texts]))
    axes = {0: "batch", 1: "tokens"}
    by_row = {"at": {0: "batch"}, **{head: {0: "batch"} for head in ("statuses", "modes", "flags", "state")}}
    by_word = dict.fromkeys(("ids", "mask", "types", "cues", "halves", "roles"), axes)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            network, given, str(plain), dynamo=False, opset_version=17,
            input_names=["ids", "mask", "at"], output_names=list(HEADS), dynamic_axes={**by_word, **by_row},
        )  # fmt: skip
        fusions = FusionOptions("bert")
        fusions.enable_embed_layer_norm = fusions.enable_bias_gelu = False  # the one is not found, the other slower
        heads, width = network.encoder.config.num_attention_heads, network.encoder.config.hidden_size
        fused = optimize_model(str(plain), "bert", heads, width, opt_level=0, optimization_options=fusions)
        fused.save_model_to_file(str(plain))
        quantize_dynamic(
            plain, path, weight_type=QuantType.QInt8, per_channel=True,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip
    if path.stat().st_size > SIZE:
        raise SystemExit(f"{path} has {path.stat().st_size} bytes; at most {SIZE} may be committed")


def write_sheet(path: Path, sheet: dict[str, object]) -> None:
    head = "# What the program must know about the model beside it; made by training/, not by hand.\n"
    path.write_text(head + yaml.safe_dump(sheet, sort_keys=False, allow_unicode=True), "utf-8")
