"""No public page is left out when the pages are walked through in every way of reading."""

import ast

from django.urls import resolve

from tests.house.source import ROOT, tree
from tests.house.test_urls import named

PLACES = ROOT / "tests" / "browser" / "steps" / "places.py"
LATER = "after a password: tests/browser/test_signing_in.py"
EXCUSED = {
    **dict.fromkeys(["login_code", "login_phone", "login_renew"], LATER),
    **dict.fromkeys(["logout", "reading", "short", "views"], "leads on, shows nothing itself"),
    "suggest": "a piece of a page",
    **dict.fromkeys(["brand_card", "qr", "brands:cover", "brands:logo"], "a picture"),
    **dict.fromkeys(["activities:photo", "selection:batch_form"], "a file"),
    **dict.fromkeys(["data", "feed", "sitemap_index", "sitemap", "robots"], "for machines"),
    **dict.fromkeys(["healthz", "readyz"], "for machines"),
}


def walked():
    """The names of the addresses `places.public` lists, whatever row an address is of."""
    functions = [one for one in tree(PLACES).body if isinstance(one, ast.FunctionDef)]
    public = next(one for one in functions if one.name == "public")
    listed = next(one for one in public.body if isinstance(one, ast.Return)).value
    for place in listed.elts:
        text = place.value.elt if isinstance(place, ast.Starred) else place
        parts = text.values if isinstance(text, ast.JoinedStr) else [text]
        path = "".join(p.value if isinstance(p, ast.Constant) else "1" for p in parts)
        yield resolve(path.partition("?")[0]).view_name


def test_every_public_page_is_walked_through_or_excused_with_a_reason():
    public = {one for one in named() if not one.startswith("office:")}
    assert public - set(walked()) == set(EXCUSED)
