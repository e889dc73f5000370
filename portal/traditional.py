"""A finished page in Traditional characters, as readers in Hong Kong write them.

Only what people read is converted: texts and spoken attributes, of pages, feeds and covers, and
what a page tells machines about itself. Tags, addresses, scripts, what somebody typed into a field,
and elements marked lang="zh-Hant" or translate="no" stay as they are.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any

import opencc
from django.core.cache import cache as store
from django.http import HttpResponse

from schools.models import Partner

KEPT_FOR = 24 * 3600
READ = ("text/html", "image/svg+xml", "application/rss+xml", "application/atom+xml")
_MARKUP = re.compile(
    r"""(<!--.*?-->|<(?:script|style|textarea)\b.*?</(?:script|style|textarea)\s*>"""
    r"""|</?[a-z!](?:[^<>"']|"[^"]*"|'[^']*')*>)""",
    re.DOTALL | re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"""(\s(?:alt|title|placeholder|content|label|data-l|data-words|aria-label|aria-description)=)("[^"]*")"""
)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)", re.IGNORECASE)
_OWN_WORDS = re.compile(r"""\s(?:lang="zh-Hant[^"]*"|translate="no")""", re.IGNORECASE)
_LINKED = '<script type="application/ld+json">'
_WITHIN_A_WORD = {"mark", "wbr", "tspan"}
_VOID = {"html", "img", "input", "link", "meta", "wbr", "br", "hr"}
_QUOTES = str.maketrans("“”", "「」")
# Where the dictionary takes the rarer of two readings: 参观并发言, 每一出口, or finds a word across
# two: 文化里|长出来, 再|发布, 十多年|历史. One after the other.
_MISREAD = (
    *(("併發", "並發"), ("並發症", "併發症"), ("一齣", "一出"), ("一出戲", "一齣戲")),
    *(("里長出", "裏長出"), ("里長大", "裏長大"), ("里長成", "裏長成"), ("里長起", "裏長起")),
    *(("格里", "格裏"), ("格裏高利", "格里高利"), ("格裏曆", "格里曆")),
    *(("發布", "發佈"), ("年曆史", "年歷史"), ("是隻有", "是只有"), ("系紅領巾", "繫紅領巾")),
    *(("審籤", "審簽"), ("起籤", "起簽"), ("迴來", "回來"), ("迴音", "回音")),
    *(("彙報", "匯報"), ("點贊", "點讚"), ("啓", "啟")),  # as Hong Kong writes them
)
# 家访周, 开放周: a week, which the dictionary knows only by its number or its days.
_WEEK = re.compile(r"(?<=[動傳讀書務技術育訪放守學驗化])周(?=[^一-鿿]|[的裏內期已升版活課]|$)")
Names = tuple[tuple[str, str], ...]


@cache
def _converter() -> Any:
    return opencc.OpenCC("s2hk")


def names_as_entered() -> Names:
    """Pairs (name, Traditional name) of partners whose own writing is known."""
    pairs = Partner.objects.exclude(name_hant="").order_by("pk").values_list("name", "name_hant")
    return tuple(pairs)


def respond(response: HttpResponse) -> HttpResponse:
    """The same answer in Traditional characters; what nobody reads is left alone."""
    if response.streaming or not response.get("Content-Type", "").startswith(READ):
        return response
    page, names = response.content.decode(), names_as_entered()
    # A page with a form of this visitor never comes again.
    once = response.status_code != 200 or "csrfmiddlewaretoken" in page
    response.content = (converted if once else _kept)(page, names).encode()
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
    return response


def _kept(page: str, names: Names) -> str:
    key = "hant:" + blake2b(f"{names}{page}".encode(), digest_size=20).hexdigest()
    return str(store.get_or_set(key, lambda: converted(page, names), KEPT_FOR))


def converted(page: str, names: Names = ()) -> str:
    """`page` with its texts in Traditional characters and every tag as it was."""
    pieces = _MARKUP.split(page)
    places, cuts = _spoken(pieces, names)
    texts = [pieces[place] for place in places]
    for place, text in zip(places, _texts(texts, cuts, names), strict=True):
        pieces[place] = text
    return "".join(pieces)


def _spoken(pieces: list[str], names: Names) -> tuple[list[int], list[str]]:
    """Converts attributes; gives the places of the texts, and what parts each from the last."""
    places, cuts = [], []
    cut, foreign, depth = "\n", "", 0
    for place, piece in enumerate(pieces):
        if place % 2:
            is_end, name = _tag(piece)
            cut = cut if name in _WITHIN_A_WORD else "\n"
            if foreign:
                depth += (name == foreign) * (-1 if is_end else 1)
                foreign = foreign if depth else ""
            elif piece.startswith(_LINKED):
                pieces[place] = _written(piece, names).replace('"zh-Hans"', '"zh-Hant-HK"')
            elif name not in _VOID and _OWN_WORDS.search(piece):
                foreign, depth = name, 1
            else:
                pieces[place] = _SPOKEN.sub(lambda m: m[1] + _written(m[2], names), piece)
        elif piece and not foreign:
            places.append(place)
            cuts.append(cut)
            cut = ""
    return places, cuts


def _tag(piece: str) -> tuple[bool, str]:
    found = _TAG.match(piece)
    return (bool(found[1]), found[2].lower()) if found else (False, "")


def _texts(texts: list[str], cuts: list[str], names: Names) -> list[str]:
    """All at once, so that a phrase cut by <mark> is still read as one."""
    whole = "".join(cut + text for cut, text in zip(cuts, texts, strict=True))
    told = _written(whole, names)
    if len(told) != len(whole):
        return [_written(text, names) for text in texts]
    found, at = [], 0
    for cut, text in zip(cuts, texts, strict=True):
        at += len(cut)
        found.append(told[at : at + len(text)])
        at += len(text)
    return found


def _written(text: str, names: Names) -> str:
    told = _read(text)
    wrong = _misspelt(names)
    if not wrong:
        return told
    return re.sub("|".join(map(re.escape, wrong)), lambda found: wrong[found[0]], told)


def _read(text: str) -> str:
    told = str(_converter().convert(text)).translate(_QUOTES)
    for misread, meant in _MISREAD:
        told = told.replace(misread, meant)
    return _WEEK.sub("週", told)


@lru_cache(maxsize=8)
def _misspelt(names: Names) -> dict[str, str]:
    """What conversion makes of a name → as its owner writes it; only where the two differ."""
    told = {_read(written): own for name, own in names for written in (name, own)}
    return {wrong: own for wrong, own in told.items() if wrong != own}
