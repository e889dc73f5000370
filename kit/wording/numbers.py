"""Numbers and addresses that belong to a person: ID, phone, bank card, home, e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kit.wording.finding import Finding, Kind, found

# Digits with at most one space or hyphen between two of them; signs of no width may stand anywhere.
_THIN = r"[\u200b-\u200f\u2060\ufeff]*"
_RUN = re.compile(rf"\d(?:{_THIN}[ -]?{_THIN}\d)*(?:{_THIN}[ -]?{_THIN}[Xx](?![A-Za-z]))?")
_GROUP = re.compile(rf"[\dXx](?:{_THIN}[\dXx])*")
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_MOBILE = re.compile(r"(?:0086|86)?1[3-9]\d{9}")
# How people write a mobile number in groups; 1500 2000 300 is a row of figures.
_MOBILE_GROUPS = {(3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (5, 6), (1,) * 11, (3, 2, 2, 2, 2)}
_LANDLINE_START = re.compile(r"0(?:10|2\d|[3-9]\d{2})")
_CARD_START = re.compile(r"62|60|4|5[1-5]|9[0-9]")
_CARD_GROUPS = re.compile(r"(?:4 ){3,4}(?:[1-4] )?|6 1[0-3] |(?:1 ){16,19}")
_COUNTED = re.compile(r"\s*(?:多|余)?(?:元|万|亿|人|名|个|册|次|吨|株|件|平方|千米|公里|%|\.\d)")
_PERSONAL_LINE = re.compile(r"(?:家庭|住宅|家里|家中|家长|家長|本人|宅)[^。；\n]{0,6}$")
_CALLED = re.compile(
    r"(?:电话|電話|座机|座機|联系方式|聯繫方式|致电|致電)(?:是|为|為)?[:： ]{0,2}"
    r"(\d{3,4}[ -]?\d{4})(?!\d)"
)
_PARENTHESISED = re.compile(r"[(（]0(?:10|2\d|[3-9]\d{2})[)）][ -]?[2-8]\d{2,3}[ -]?\d{4}(?!\d)")
_EMAIL = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,})+", re.ASCII)
_NUMBER = r"[\d一二三四五六七八九十百]{1,5}"
_AT_HOME = re.compile(
    rf"(?:家住|住址|家庭地址|现住|現住|住在|居住在|居住地|户籍地址)[^。；\n]{{0,30}}?"
    rf"{_NUMBER}(?:号|號|栋|幢|棟|室|单元|單元|弄|组|組)"
    rf"(?:[^。；，\n]{{0,6}}{_NUMBER}(?:号|號|栋|幢|棟|室|单元|單元))*"
)
_FLAT = re.compile(
    rf"[\u4e00-\u9fff]{{1,8}}(?:小区|小區|新村|花园|花園|家园|家園|公寓|苑|里弄){_NUMBER}"
    rf"(?:栋|幢|棟|号楼|號樓|号|號|座)[^。；，\n]{{0,8}}?{_NUMBER}(?:室|户|戶)"
)


def numbers(text: str, narrow: str) -> Iterator[Finding]:
    for run in _RUN.finditer(narrow):
        if sum(sign.isdigit() for sign in run[0]) >= 10:
            yield from _in_run(text, narrow, run)
    yield from _other_lines(text, narrow)


def contacts(text: str, narrow: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(narrow):
        yield found(
            Kind.EMAIL, "warn", text, match.span(), "是电子邮箱", "请确认是办公邮箱，个人邮箱要删去"
        )
    taken = 0
    for match in sorted([*_AT_HOME.finditer(narrow), *_FLAT.finditer(narrow)], key=re.Match.start):
        if match.start() >= taken:
            yield found(Kind.ADDRESS, "block", text, match.span(), "像家庭住址", "请删去")
            taken = match.end()


def _in_run(text: str, narrow: str, run: re.Match[str]) -> Iterator[Finding]:
    """Windows begin and end with a whole group: a number never hides inside a longer one."""
    spans = [match.span() for match in _GROUP.finditer(narrow, run.start(), run.end())]
    groups = [re.sub(r"[^\dXx]", "", narrow[start:end]).upper() for start, end in spans]
    first = 0
    while first < len(groups):
        step = 1
        for last in range(min(len(groups), first + 19), first, -1):
            window, span = groups[first:last], (spans[first][0], spans[last - 1][1])
            finding = _judge(text, narrow, window, span)
            if finding:
                yield finding
                step = last - first
                break
        first += step


def _judge(text: str, narrow: str, groups: list[str], span: tuple[int, int]) -> Finding | None:
    digits = "".join(groups)
    if is_id_number(digits):
        return found(Kind.ID_NUMBER, "block", text, span, "像身份证号", "请删去")
    if is_card(digits, groups):
        return found(Kind.BANK_CARD, "block", text, span, "像银行卡号", "请删去")
    if _COUNTED.match(narrow, span[1]):
        return None
    if is_mobile(digits, groups):
        return found(Kind.MOBILE, "block", text, span, "像手机号", "请删去，需要联系时写办公电话")
    return _line(text, narrow, span) if is_landline(digits, groups) else None


def is_id_number(number: str) -> bool:
    """Region, birthday and check digit of an 18-digit resident ID number agree."""
    if not re.fullmatch(r"\d{17}[\dX]", number) or not _PROVINCE.match(number):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return 1850 <= born.year <= 2100 and "10X98765432"[total % 11] == number[17]


def is_card(number: str, groups: list[str]) -> bool:
    """16 to 19 digits that start as a card does and pass the Luhn sum."""
    if not re.fullmatch(r"\d{16,19}", number) or not _CARD_START.match(number):
        return False
    sizes = "".join(f"{len(group)} " for group in groups)
    if len(groups) > 1 and not _CARD_GROUPS.fullmatch(sizes):
        return False
    doubled = [int(digit) * (1 + n % 2) for n, digit in enumerate(reversed(number))]
    return len(set(number)) > 1 and sum(n - 9 * (n > 9) for n in doubled) % 10 == 0


def is_mobile(number: str, groups: list[str]) -> bool:
    if not _MOBILE.fullmatch(number):
        return False
    rest = groups if groups[0] not in {"86", "0086"} else groups[1:]
    return len(rest) == 1 or tuple(map(len, rest)) in _MOBILE_GROUPS


def is_landline(number: str, groups: list[str]) -> bool:
    """Area code and 7 or 8 further digits, the first of them 2 to 8."""
    area = _LANDLINE_START.match(number)
    if not area or not re.fullmatch(r"[2-8]\d{6,7}", number[area.end() :]):
        return False
    if len(groups) > 1 and len(groups[0]) != area.end():
        return False
    length = len(number) - area.end()
    return len(groups) <= 3 and (length == 8 or area.end() == 4)


def _line(text: str, narrow: str, span: tuple[int, int]) -> Finding:
    if _PERSONAL_LINE.search(narrow, max(0, span[0] - 12), span[0]):
        return found(Kind.LANDLINE, "block", text, span, "像家里的电话", "请删去")
    return found(
        Kind.LANDLINE, "warn", text, span, "像座机号", "请确认是办公电话，家里的电话要删去"
    )


def _other_lines(text: str, narrow: str) -> Iterator[Finding]:
    """Landlines without an area code beside the word 电话, and area codes in brackets."""
    for match in _CALLED.finditer(narrow):
        if len(re.sub(r"\D", "", match[1])) in (7, 8):
            yield _line(text, narrow, match.span(1))
    for match in _PARENTHESISED.finditer(narrow):
        yield _line(text, narrow, match.span())
