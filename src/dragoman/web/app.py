"""The workspace as a web application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import to_thread
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from dragoman import __version__
from dragoman.case import Case
from dragoman.coding import DEFAULT
from dragoman.errors import Busy, Damaged, DragomanError, Gone, Missing, Stale, Unwritable
from dragoman.web import pages
from dragoman.web.api import ROUTERS
from dragoman.web.asking import TROUBLES, Trouble
from dragoman.web.desk import Desk
from dragoman.web.guard import Guard
from dragoman.web.worker import WORKER

STATUSES = ((Missing, 404), (Busy, 409), (Stale, 409), (Gone, 410), (Unwritable, 503), (Damaged, 503))
THREADS = 12  # requests worked on at once; each may hold a connection to the case, of which there are fifteen
STATIC = Path(__file__).with_name("static")


def application(case: Case, token: str | None = None, extractor: str = DEFAULT) -> FastAPI:
    """The pages of a case, and the API under /api whose description is /api/openapi.json. Raises DragomanError where the
    package was never built."""
    if not (STATIC / "shell.js").is_file():
        raise DragomanError("the pages were never bundled", str(STATIC), "install the package, or run: make pages")
    app = FastAPI(
        title="Dragoman",
        version=__version__,
        description="What the command line does, over HTTP: a case read, searched, corrected and held against plans.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
        lifespan=_lifespan,
    )
    app.state.desk = Desk(case, extractor)
    api = APIRouter(prefix="/api", responses=TROUBLES)
    for router in ROUTERS:
        api.include_router(router)
    app.include_router(api)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.include_router(pages.router)
    app.add_exception_handler(DragomanError, _trouble)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Guard, token=token)
    return app


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield
    WORKER.stop()


def _answer(request: Request, status: int, what: str, where: str = "", remedy: str = "") -> JSONResponse:
    at: Desk = request.app.state.desk
    body = Trouble(**{k: _plain(at.unplaced(v)) for k, v in (("what", what), ("where", where), ("remedy", remedy))})
    return JSONResponse(body.model_dump(), status)


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _trouble(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DragomanError)
    status = next((code for kind, code in STATUSES if isinstance(error, kind)), 400)
    return _answer(request, status, error.what, error.where, error.remedy)


def _unreadable(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    return _answer(request, 422, str(first["msg"]), ".".join(str(p) for p in first["loc"]))


def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    answer = _answer(request, error.status_code, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


def _broken(request: Request, error: Exception) -> JSONResponse:
    """What nobody foresaw; what it was is told where the program runs, and the answer tells nothing of it."""
    remedy = "what went wrong stands where dragoman serve runs: please tell its makers"
    return _answer(request, 500, "the program failed at this request", "", remedy)
