"""YAML as mappings, lists and texts, each with its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from dragoman.errors import DragomanError

DEEPEST = 20  # mappings and lists within each other
Place = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """What a YAML text holds. Every scalar is a text as it is written, but a bare `null`, `~` or nothing, which is None: what
    else a word means, whoever asks for it knows."""

    data: Any
    name: str
    root: Any

    def at(self, place: Place) -> str:
        """NAME:LINE of what stands there, or of the nearest thing above it."""
        node, line = self.root, 1
        for part in place:
            found = _child(node, part)
            if found is None:
                break
            node, line = found
        return f"{self.name}:{line}"


def parse_yaml(text: str, name: str, most: int) -> Tree:
    """Raises DragomanError with NAME:LINE where the text is no YAML, holds more than so many values and keys, nests deeper than
    DEEPEST, repeats a key, or has a tag, an anchor or an alias."""
    loader: Any = None
    try:
        loader = _Loader(text, most)
        root = loader.get_single_node()
        return Tree(None if root is None else _value(root), name, root)
    except _Refused as error:
        raise DragomanError(error.what, f"{name}:{error.mark.line + 1}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DragomanError(error.problem or "no YAML", f"{name}:{mark.line + 1}" if mark else name) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DragomanError("a character that no YAML holds", f"{name}:{line}") from None
    except (ValueError, OverflowError):  # an escape for a character that is none
        raise DragomanError("a character that no YAML holds", f"{name}:{loader.get_mark().line + 1}") from None


class _Refused(Exception):
    def __init__(self, what: str, mark: Any) -> None:
        self.what, self.mark = what, mark


class _Loader(yaml.SafeLoader):
    """The library's own parser: libyaml's overflows the stack on what nests deep, and takes what this one refuses."""

    def __init__(self, text: str, most: int) -> None:
        super().__init__(text)
        self.depth, self.left = 0, most

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        self.left -= 1
        if event.anchor is not None:
            raise _Refused("an anchor or alias (&name, *name): write the value out", event.start_mark)
        if event.tag is not None:
            raise _Refused(f"a tag ({event.tag}): leave it out", event.start_mark)
        if self.depth == DEEPEST:
            raise _Refused("nested too deep", event.start_mark)
        if self.left < 0:
            raise _Refused("more values than are read", event.start_mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _value(node: Any) -> Any:
    if isinstance(node, yaml.ScalarNode):
        if _Loader.NON_PRINTABLE.search(node.value):
            raise _Refused("a character that no text holds", node.start_mark)
        return None if node.style is None and node.value in ("", "~", "null") else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    made: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Refused("a key that is no word", key.start_mark)
        if key.value in made:
            raise _Refused(f"{key.value!r} twice", key.start_mark)
        made[key.value] = _value(value)
    return made


def _child(node: Any, part: int | str) -> tuple[Any, int] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((v, k.start_mark.line + 1) for k, v in node.value if k.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part].start_mark.line + 1
    return None
