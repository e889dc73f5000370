"""Word lists and rules from `words/`: one TOML file for each field, read once.

`[lists]` holds words (regular expressions are allowed) by name; a rule's pattern uses them as
`{name}`, and so may a list that stands below another.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kit.regions import listed

FOLDER = Path(__file__).with_name("words")
_NAME = re.compile(r"\{([a-z_]+)\}")
_RANKS = {2: "province", 4: "city", 6: "county"}


@dataclass(frozen=True)
class Rule:
    pattern: re.Pattern[str]
    gives: dict[str, Any]


@cache
def lists(name: str) -> dict[str, str]:
    """Each list as one alternation, the longest word first."""
    made = {"region": _either([*regions()]), "county": _either([*_counties()])}
    made |= {} if name == "document" else lists("document")
    for key, words in _file(name).get("lists", {}).items():
        made[key] = _either(_fill(words, made).split())
    return made


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    return re.compile(lists(name)[key])


def matches(name: str, key: str, text: str) -> bool:
    return bool(re.search(f"{lists(name)[key]}$", text))


@cache
def rules(name: str, group: str = "rule") -> tuple[Rule, ...]:
    made = []
    for given in _file(name).get(group, []):
        gives = {key: value for key, value in given.items() if key != "pattern"}
        source = re.sub(r"\s*\n\s*", "", _fill(given["pattern"], lists(name)))
        made.append(Rule(re.compile(source), gives))
    return tuple(made)


@cache
def table(name: str, key: str) -> dict[str, re.Pattern[str]]:
    """A file's table of lists, in its order: which value belongs to which words."""
    rows = _file(name)[key].items()
    return {value: re.compile(_either(_fill(words, lists(name)).split())) for value, words in rows}


def classify(name: str, key: str, text: str, default: str) -> str:
    """The first value of the table that has a word in the text."""
    rows = table(name, key).items()
    return next((value for value, words in rows if words.search(text)), default)


@cache
def regions() -> dict[str, str]:
    """Every region's name and short name with its rank; the higher rank wins a shared name."""
    ranks: dict[str, str] = {}
    for code, name in listed():
        ranks.setdefault(name, _RANKS[len(code)])
        short = _SUFFIX.sub("", name)
        if len(short) > 1 and len(code) < 6:
            ranks.setdefault(short, _RANKS[len(code)])
    return ranks


def region_of(words: str) -> tuple[str, str]:
    """The region a name begins with and its rank; a name that is not listed tells by its end."""
    known = regions()
    for size in range(min(len(words), 12), 1, -1):
        if rank := known.get(words[:size]):
            return words[:size], rank
    unlisted = re.match(r"[\u4e00-\u9fff]{2}(市|县|区)(?=[\u4e00-\u9fff“])", words)
    if unlisted and not re.match(lists("document")["no_place"], words):
        return unlisted[0], "city" if unlisted[1] == "市" else "county"
    return "", ""


_PEOPLES = (
    "汉|壮|满|回|苗|维吾尔|土家|彝|蒙古|藏|布依|侗|瑶|朝鲜|白|哈尼|哈萨克|黎|傣|畲|傈僳|仡佬|东乡|拉祜|水|佤|"
    "纳西|羌|土|仫佬|锡伯|柯尔克孜|达斡尔|景颇|毛南|撒拉|布朗|塔吉克|阿昌|普米|鄂温克|怒|京|基诺|德昂|保安|"
    "裕固|独龙|鄂伦春|各"
)
_SUFFIX = re.compile(
    rf"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|(?:(?:{_PEOPLES})族?)+自治[州县旗]|地区|林区|[省市盟县区旗])$"
)


@cache
def _counties() -> list[str]:
    """Short names of counties: a place named without its 县 or 市."""
    shorts = {_SUFFIX.sub("", name) for name, rank in regions().items() if rank == "county"}
    return sorted(short for short in shorts if len(short) > 1)


def _either(words: list[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=lambda word: -len(word)))})"


def _fill(text: str, known: dict[str, str]) -> str:
    return _NAME.sub(lambda name: known.get(name[1], name[0]), text)


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
