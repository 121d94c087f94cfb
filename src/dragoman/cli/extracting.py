"""Which extractor a command works with: one that comes with the package, or a language model by its name and address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import click

from dragoman.cli import streams
from dragoman.codebook import codebook
from dragoman.coding import DEFAULT, around, settled
from dragoman.errors import DragomanError
from dragoman.extract import EXTRACTORS
from dragoman.extract.llm import Answers, LanguageModel
from dragoman.extract.llm.address import KEY, LOCAL, Address
from dragoman.pipeline import Coder

F = TypeVar("F", bound=Callable[..., Any])
LLM = "llm"
HELP = "What finds acts and statements: the learned model, the codebook's entries, or both weighed"
EXTRACTOR = click.option(
    "--extractor", type=click.Choice(list(EXTRACTORS)), default=DEFAULT, show_default=True, help=f"{HELP}."
)
OPTIONS = (
    click.option(
        "--extractor",
        type=click.Choice([*EXTRACTORS, LLM]),
        default=DEFAULT,
        show_default=True,
        help=f"{HELP}; llm asks the language model of --model.",
    ),
    click.option("--model", metavar="NAME", help="With --extractor llm: the model, as its address calls it."),
    click.option(
        "--base-url",
        metavar="URL",
        help=f"With --extractor llm: an OpenAI-compatible address, {LOCAL} if none is given; {KEY} holds its key.",
    ),
)


def any_extractor(command: F) -> F:
    """The options `extractor`, `model` and `base_url`, for `chosen`."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def chosen(extractor: str, model: str | None = None, base_url: str | None = None) -> str | Coder:
    """The extractor that can be had; a line on stderr where it is not the one that was asked for. Raises DragomanError where
    a language model lacks its name, its address is none, or another extractor is given one."""
    if extractor == LLM:
        if not model:
            raise DragomanError("no language model is named", "--extractor llm", "name one with --model")
        return around(LanguageModel(model, codebook(), Address(LOCAL if base_url is None else base_url)))
    for option, value in (("--model", model), ("--base-url", base_url)):
        if value is not None:
            raise DragomanError("a language model's alone", option, "add --extractor llm")
    name, error = settled(extractor)
    if error:
        streams.say(f"dragoman: {error.line()}")
    return name


def remembering(own: str | Coder, answers: Answers) -> str | Coder:
    """The same; a language model looks into these answers before it is asked, and puts its own there."""
    if isinstance(own, Coder) and isinstance(own.extractor, LanguageModel):
        return replace(own, extractor=replace(own.extractor, answers=answers))
    return own


def dropped(number: int) -> str:
    """What is said of quotations that a model made up; nothing of none."""
    return f", {number} quotation{'s' * (number != 1)} dropped that stand nowhere" if number else ""
