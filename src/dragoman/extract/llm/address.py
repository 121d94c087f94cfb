"""An OpenAI-compatible address: one question goes out, one answer comes back, or a line that says why not."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from dragoman.errors import DragomanError

LOCAL = "http://127.0.0.1:11434/v1"
KEY = "OPENAI_API_KEY"
CONNECT = 10.0  # seconds until somebody is there
PATIENCE = 300.0  # seconds for a whole answer
LARGEST = 512 * 1024  # bytes of an answer
START = "start it, or name another with --base-url"


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: list[_Choice]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a language model answers: this machine, unless a person names another. Raises DragomanError where it is no
    address, or where httpx, an extra, is not installed."""

    base: str = LOCAL
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        _checked(self.base)
        try:
            import httpx  # noqa: F401
        except ImportError:
            raise DragomanError("httpx is not installed", "", "pip install 'dragoman[llm]'") from None

    def answer(self, question: Mapping[str, object]) -> str:
        """The words that the model answers a chat completion with. Raises DragomanError where none come."""
        import httpx
        from anyio.from_thread import start_blocking_portal

        headers = _headers()
        try:
            # In a loop of its own, where the whole of an answer can have a limit of time: a page of Jupyter has one already.
            with start_blocking_portal() as portal:
                status, told = portal.call(self._posted, question, headers)
        except TimeoutError:
            raise self._refused(
                f"no answer within {self.patience:g} seconds", "a smaller model answers sooner"
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise self._refused(f"it can't be asked ({error or type(error).__name__})", START) from None
        if len(told) > LARGEST:
            raise self._refused(f"its answer is longer than {LARGEST} bytes")
        if status != 200:
            raise self._refused(f"it answers {status}{_why(told)}", "see that it has the model and speaks OpenAI's way")
        try:
            return _Completion.model_validate_json(told).choices[0].message.content
        except (ValidationError, IndexError):
            raise self._refused("its answer is no chat completion", "is this the address that ends in /v1?") from None

    async def _posted(self, question: Mapping[str, object], headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Status and body, the body no further than one piece beyond LARGEST."""
        import anyio
        import httpx

        told = bytearray()
        timeout = httpx.Timeout(None, connect=CONNECT)
        with anyio.fail_after(self.patience):
            # What is asked of this machine goes through no proxy.
            async with (
                httpx.AsyncClient(trust_env=not loopback(self.base), timeout=timeout, follow_redirects=False) as client,
                client.stream(
                    "POST", f"{self.base.rstrip('/')}/chat/completions", json=question, headers=headers
                ) as answer,
            ):
                async for piece in answer.aiter_raw():
                    told += piece
                    if len(told) > LARGEST:
                        break
                return answer.status_code, bytes(told)

    def _refused(self, what: str, remedy: str = "") -> DragomanError:
        return DragomanError(what, self.base, remedy)


def loopback(address: str) -> bool:
    """Whether an address is on this machine."""
    return urlsplit(address).hostname in ("127.0.0.1", "localhost", "::1")


def _checked(address: str) -> None:
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise DragomanError("no address", address, f"write it as in {LOCAL}") from None
    if parts.username is not None or parts.password is not None:  # which no message may repeat
        raise DragomanError("an address holds no name and no password", parts.hostname or "", f"put the key into {KEY}")
    if not whole or parts.query or parts.fragment or not address.isprintable():
        raise DragomanError("no address", address, f"write it as in {LOCAL}")


def _headers() -> dict[str, str]:
    """Uncompressed answers, for they are measured as they come; the key where there is one."""
    key = os.environ.get(KEY, "").strip()
    if not (key.isascii() and key.isprintable()):
        raise DragomanError("no key (it holds what no header can)", KEY, "set it anew")
    return {"Accept-Encoding": "identity", **({"Authorization": f"Bearer {key}"} if key else {})}


def _why(told: bytes) -> str:
    """What a server says of its error, where it says so in OpenAI's way."""
    try:
        return f" ({json.loads(told)['error']['message']})"
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
