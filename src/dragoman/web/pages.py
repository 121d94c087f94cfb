"""The pages: a frame that the server fills, in which a module of each page draws what it asks the API for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, select_autoescape

from dragoman import __version__
from dragoman.web.desk import Desk, desk

router = APIRouter(include_in_schema=False)
At = Annotated[Desk, Depends(desk)]
PAGES = {
    "timeline": ("/", "Timeline"),
    "map": ("/map", "Map"),
    "network": ("/network", "Who with whom"),
    "statements": ("/statements", "Statements"),
    "plans": ("/plans", "Plans"),
    "reports": ("/reports", "Reports"),
}
_templates = Environment(
    loader=PackageLoader("dragoman.web", "templates"), autoescape=select_autoescape(("html",)), trim_blocks=True
)


def page(name: str, at: Desk, title: str, **values: object) -> HTMLResponse:
    return HTMLResponse(
        _templates.get_template(f"{name}.html").render(
            page=name, title=title, pages=PAGES, case=at.name, version=__version__, **values
        )
    )


@router.get("/")
def timeline(at: At) -> HTMLResponse:
    return page("timeline", at, "Timeline")


@router.get("/find")
def find(at: At) -> HTMLResponse:
    return page("find", at, "Find")


@router.get("/reports/{report_id}")
def reader(at: At, report_id: str) -> HTMLResponse:
    own = at.case.report_heads([report_id]).get(report_id)
    title = " ".join((own.title or own.source_id).split()) if own else "No such report"
    response = page("reader", at, title, report=report_id)
    response.status_code = 200 if own else 404
    return response


@router.get("/{name}")
def others(request: Request, at: At, name: str) -> HTMLResponse:
    if name not in PAGES or name == "timeline":
        response = page("missing", at, "No such page")
        response.status_code = 404
        return response
    return page(name, at, PAGES[name][1])
