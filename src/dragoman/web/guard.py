"""Who may ask, how much, and what a browser may do with the answer: an ASGI layer about the whole workspace."""

from __future__ import annotations

import hmac
import json
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 24_000_000  # bytes of one request
DRAINED = 256_000_000  # bytes of a refused request that are read, so that the browser hears the answer
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
COOKIE = "dragoman"
SAFE = ("GET", "HEAD", "OPTIONS")
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}


class Refusal(Exception):
    def __init__(self, status: int, what: str, remedy: str = "") -> None:
        self.status, self.what, self.remedy = status, what, remedy


class Welcome(Exception):
    """The address brought the token: it is put into a cookie, and out of the `address`."""

    def __init__(self, cookie: str, address: str) -> None:
        self.cookie, self.address = cookie, address


class Guard:
    """Lets through requests to a name of this machine (with a token: to any name, if they carry it) from its own pages, links
    that lead to them from elsewhere, and bodies of at most LARGEST bytes. A token may come as `Authorization: Bearer …` or once as `?token=…`,
    which leaves a cookie."""

    def __init__(self, app: ASGIApp, token: str | None = None) -> None:
        self.app, self.token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            headers = Headers(scope=scope)
            self._host(headers)
            self._admitted(scope, headers)
            _origin(scope, headers)
            _size(headers)
        except Welcome as welcome:
            answer = RedirectResponse(welcome.address, 303, {"set-cookie": welcome.cookie})
            await answer(scope, receive, guarded)
            return
        except Refusal as refusal:
            await _drain(Headers(scope=scope), receive)
            await _refuse(refusal, guarded)
            return
        await self.app(scope, receive, guarded)

    def _host(self, headers: Headers) -> None:
        """A page of another site can't reach the workspace by a name of its own that resolves to this machine."""
        if self.token is None and _name(headers.get("host", "")) not in LOOPBACK:
            raise Refusal(421, "the workspace answers to localhost alone", "serve it with --host and --token")

    def _admitted(self, scope: Scope, headers: Headers) -> None:
        if self.token is None:
            return
        words = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        given = [headers.get("authorization", "").removeprefix("Bearer "), _cookie(headers.get("cookie", ""))]
        if any(name == "token" and self._right(value) for name, value in words):
            kept = urlencode([(name, value) for name, value in words if name != "token"])
            address = quote("/" + scope["path"].lstrip("/\\")) + (f"?{kept}" if kept else "")
            raise Welcome(f"{COOKIE}={self.token}; HttpOnly; SameSite=Strict; Path=/", address)
        if not any(map(self._right, given)):
            raise Refusal(401, "this workspace asks for its token", "open the address that dragoman serve printed")

    def _right(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), (self.token or "").encode())


def _origin(scope: Scope, headers: Headers) -> None:
    """Another site may lead a reader to a page, and nothing else: what it asks for in passing costs time, and could write."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    foreign = (origin is not None and _place(origin) != headers.get("host")) or site in ("cross-site", "same-site")
    link = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == ("navigate", "document")
    if foreign and not (link and scope["method"] in SAFE and not scope["path"].startswith("/api/")):
        raise Refusal(403, "another site may not ask or write here", "open the workspace in a page of its own")


def _place(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _size(headers: Headers) -> None:
    length = headers.get("content-length")
    if length is None:
        if headers.get("transfer-encoding"):
            raise Refusal(411, "the length of the request is unknown", "send Content-Length")
    elif not length.isdecimal() or int(length) > LARGEST:
        raise Refusal(413, f"a request holds at most {LARGEST // 1_000_000} MB", "add fewer reports at once")


async def _drain(headers: Headers, receive: Receive) -> None:
    length = headers.get("content-length", "")
    left = int(length) if length.isdecimal() and int(length) <= DRAINED else 0
    while left > 0:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body"):
            return
        left -= len(message.get("body", b""))


async def _refuse(refusal: Refusal, send: Send) -> None:
    body = json.dumps({"what": refusal.what, "where": "", "remedy": refusal.remedy}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
