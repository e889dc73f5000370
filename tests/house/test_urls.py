"""The address says whether a page needs a login, and public pages are marked as such."""

from django.urls import URLPattern, get_resolver

from tests.house.source import each


def walk(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback
        else:
            yield from walk(pattern.url_patterns, route)


def named(patterns=None, namespaces=()):
    """The full name of every address."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join([*namespaces, pattern.name])
        else:
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from named(pattern.url_patterns, inner)


ROUTES = list(walk(get_resolver().url_patterns))


@each(ROUTES, label=str)
def test_office_needs_login_and_nothing_else_does(item):
    route, view = item
    assert getattr(view, "login_required", True) == route.startswith("office/")


def test_no_two_addresses_are_the_same():
    routes = [route for route, _ in ROUTES]
    assert sorted(routes) == sorted(set(routes))
