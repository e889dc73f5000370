"""Where schools and partners are, in words and in pictures."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static

from kit import published
from schools.choices import Area
from schools.models import Partner, PartyOrganization, Region, School

Body = School | PartyOrganization | Partner

ENDINGS = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市", "区", "县")
THREE = ("内蒙古", "黑龙江")
WEST = ("新疆", "西藏", "青海", "甘肃", "宁夏", "内蒙古")
COASTS = (Area.HONG_KONG, Area.MACAO)
SCENES = {
    "jiangnan": "江南水乡示意画：石桥与白墙黛瓦",
    "hongkong": "港湾示意画：海港与渡轮",
    "xinjiang": "天山示意画：雪山下的校舍",
}


def trimmed(name: str) -> str:
    """江苏省 → 江苏; a name of two characters stays whole."""
    ending = next((e for e in ENDINGS if name.endswith(e) and len(name) - len(e) >= 2), "")
    return name.removesuffix(ending)


def names(request: HttpRequest) -> dict[str, str]:
    """Of all regions, by their code."""
    rows = Region.objects.order_by().values_list("code", "name")
    return published.kept(request, "regions", lambda: dict(rows))


def full_place(named: dict[str, str], region: Region) -> str:
    """江苏无锡梁溪: the region with those around it, down to the county."""
    return "".join(_around(named, region))


def plain_place(named: dict[str, str], region: Region) -> str:
    """江苏梁溪: province and county, for a title slip."""
    found = _around(named, region)
    return "".join(dict.fromkeys([found[0], found[-1]]))


def _around(named: dict[str, str], region: Region) -> list[str]:
    codes = dict.fromkeys(region.code[:length] for length in (2, 4, 6))
    return [trimmed(named[code]) for code in codes if code in named] or [trimmed(region.name)]


def short_place(body: Body) -> str:
    """For a list where places share one rank: 香港, 新疆, 宜兴."""
    if isinstance(body, Partner):
        if body.area in COASTS or body.area == Area.TAIWAN:
            return body.get_area_display().removeprefix("中国")
        return province(body.place)
    return trimmed(body.region.name)


def province(place: str) -> str:
    return place[:3] if place.startswith(THREE) else place[:2]


def place(body: Body) -> str:
    """Standing by itself: 中国香港, 新疆阿合奇, 宜兴市."""
    return body.area_label if isinstance(body, Partner) else body.region.name


def scene(body: Body) -> str:
    """The drawing that stands for the place, until the school sends a picture of its own."""
    if isinstance(body, Partner):
        if body.area in COASTS:
            return "hongkong"
        if body.place.startswith(WEST):
            return "xinjiang"
    return "jiangnan"


def drawing(name: str, *, tall: bool = False) -> dict[str, str]:
    """{"src", "srcset", "alt"} of a scene, 1080 × 720; tall 560 × 875."""
    file, width = (f"{name}-tall", 560) if tall else (name, 1080)
    large, small = static(f"img/{file}.webp"), static(f"img/{file}-small.webp")
    srcset = f"{small} {width // 2}w, {large} {width}w"
    return {"src": large, "srcset": srcset, "alt": SCENES[name]}
