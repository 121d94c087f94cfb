"""The project's own YAML (what people hand in is read in `intake`): only `true` and `false` are booleans, so that a preposition "on" stays a word; a date stays text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from dragoman.errors import DragomanError

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    yaml_implicit_resolvers = {  # noqa: RUF012  (the library's own attribute)
        first: [
            (tag, pattern)
            for tag, pattern in rows
            if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
        ]
        for first, rows in _Base.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def load_yaml(path: Path) -> Any:
    """The file's data. Raises DragomanError with file and line where it is no YAML."""
    try:
        return yaml.load(path.read_bytes(), Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise DragomanError(getattr(error, "problem", None) or "no YAML", where) from None
