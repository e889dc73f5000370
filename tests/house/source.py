"""What the house tests read: the apps with their floors, modules and pages that exist so far."""

import ast
import importlib
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FLOOR = {
    "kit": 0,
    "schools": 1,
    "brands": 2,
    "activities": 3,
    "honors": 3,
    "selection": 4,
    "portal": 5,
}
TEMPLATES = ROOT / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
MODULES = sorted(
    path for app in FLOOR for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def name(path: Path) -> str:
    """The path as a reader of a failing test wants it."""
    return path.relative_to(ROOT).as_posix()


def floor(path: Path) -> int:
    return FLOOR[path.relative_to(ROOT).parts[0]]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def import_everything() -> list:
    """Registries fill on import: load every module of every app."""
    commands = ("management", "__main__.py")
    return [
        importlib.import_module(
            name(path).removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        )
        for path in MODULES
        if not set(commands) & set(path.parts)
        and path.name != "wsgi.py"
        and name(path) != "portal/settings.py"
    ]


def each(items, label=name):
    """Makes a rule about one thing a test about all of them, which tells every one that breaks it.

    Thousands of tests of a millisecond cost more to start than to run.
    """

    def spread(rule):
        def test():
            broken = []
            for item in items:
                try:
                    rule(item)
                except AssertionError as error:
                    broken.append(f"{label(item)}: {error}")
            assert items, "the rule has nothing to look at"
            assert not broken, "\n\n".join(broken)

        test.__name__, test.__doc__ = rule.__name__, rule.__doc__
        return test

    return spread
