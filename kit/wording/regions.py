"""Wording about Hong Kong, Macao and Taiwan that a public page must not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.wording.finding import Finding, Kind, Severity, found

_AREA = r"(?:港澳台|港澳臺|香港|澳门|澳門|台湾|台灣|臺灣|港澳)"
_PART = "香港、澳门、台湾都是中国的一部分"
# Pattern, severity, reason, suggestion
_RULES: tuple[tuple[re.Pattern[str], Severity, str, str], ...] = (
    (
        re.compile(
            r"(?<![其集空高初华華当當之手眼心])中港(?=[两兩澳台臺合交关關师師学學姊姐边邊三]|$)"
        ),
        "block",
        "不能把“中”和“港”并列",
        "改成“内地与香港”",
    ),
    (
        re.compile(r"(?<![其集空高初])中[台臺](?=(?:两地|兩地|关系|關係|交流))"),
        "block",
        "不能把“中”和“台”并列",
        "改成“大陆与台湾”或“两岸”",
    ),
    (
        re.compile(
            rf"{_AREA}[^。；！？\n]{{0,16}}?等(?:[\d一二三四五六七八九十几幾多数數两兩]+个?個?)?"
            r"(?:友好)?(?:国家|國家|国|國)(?!家?(?:和|与|與|及|或|、|级|級|队|隊|课|課|重|发|發|有关|有關|内|內|外|际|際|标))"
        ),
        "block",
        f"把地区说成了国家，{_PART}",
        "改成“等国家和地区”或“等地”",
    ),
    (
        re.compile(
            rf"(?:中国|中國|我国|我國)(?:、|和|与|與|及|同|跟|—|-|–)(?:{_AREA})(?!特别行政区)"
        ),
        "block",
        f"不能把中国和它们并列，{_PART}",
        "改成“内地与香港”“大陆与台湾”这样的说法",
    ),
    (
        re.compile(rf"(?:赴|到|去|与|與|和){_AREA}[^。；，\n]{{0,6}}(?:出国|出國|留学|留學)"),
        "block",
        "去港澳台不是出国",
        "改成“出境”“赴港学习”这样的说法",
    ),
    (
        re.compile(
            rf"{_AREA}[^。；，！？\n]{{0,10}}?(?:等|的|是|为|為|作为|作為)(?:国外|國外|外国|外國|海外)(?![侨僑华華同])"
        ),
        "block",
        "港澳台不是外国",
        "改成“境外”或“港澳台”",
    ),
    (
        re.compile(rf"(?:国外|國外|外国|外國)(?:的)?{_AREA}"),
        "block",
        "港澳台不是外国",
        "改成“境外”或“港澳台”",
    ),
    (
        re.compile(
            r"(?:台湾|台灣|臺灣)(?:总统|總統|政府|外交|国防|國防|共和国|共和國|中央|国(?!民))"
        ),
        "block",
        "不能这样称呼台湾的机构和人员",
        "改成“台湾当局”“台湾有关方面”或“台湾地区领导人”",
    ),
    (
        re.compile(
            r"(?:香港|澳门|澳門|港澳)(?:与|與|和|同|、)(?:中国|中國)?(?:大陆|大陸)"
            r"|(?:大陆|大陸)(?:与|與|和|同|、)(?:香港|澳门|澳門|港澳)"
        ),
        "warn",
        "和香港、澳门相对时，不说“大陆”",
        "改成“内地”",
    ),
)
_SIGNS = ("港", "澳", "台", "臺")


def regions(text: str, narrow: str) -> Iterator[Finding]:
    if not any(sign in text for sign in _SIGNS):
        return
    taken: list[tuple[int, int]] = []
    for pattern, severity, reason, suggestion in _RULES:
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                yield found(Kind.REGION, severity, text, match.span(), reason, suggestion)
