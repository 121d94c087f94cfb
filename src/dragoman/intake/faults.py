"""What a shape can't hold, in a person's words."""

from __future__ import annotations

from pydantic import ValidationError

from dragoman.intake.trees import Place

_WORDS = {
    "model_type": "write a mapping (key: value)",
    "model_attributes_type": "write a mapping (key: value)",
    "dict_type": "write a mapping (key: value)",
    "list_type": "write a list",
    "string_type": "write a text",
    "missing": "is missing",
    "extra_forbidden": "is no field here",
}


def first_fault(error: ValidationError) -> tuple[Place, str]:
    """Where the first fault is, and what is wrong with it."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    what = _WORDS.get(first["type"]) or first["msg"].removeprefix("Value error, ")
    key = ".".join(map(str, first["loc"]))
    return first["loc"], f"{key}: {what}" if key else what
