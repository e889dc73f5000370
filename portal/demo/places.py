"""Regions, partners, issuers and outlets, each made once by its name or code."""

from __future__ import annotations

from activities.models import Outlet
from honors.models import Issuer
from portal.demo.source import once, read
from schools.models import Partner, Region


def load() -> None:
    content = read("places")
    for region in content["regions"]:
        key = {"code": region.pop("code")}
        once(Region, key, **region)
    for partner in content["partners"]:
        once(Partner, {"name": partner.pop("name")}, **partner)
    for issuer in content["issuers"]:
        once(Issuer, {"name": issuer.pop("name")}, **issuer)
    for outlet in content["outlets"]:
        once(Outlet, {"name": outlet.pop("name")}, **outlet)
