"""Pupils named beside a result, and the publicity for examinations that is not allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kit.wording.finding import Finding, Kind, found

# The usual surnames, Simplified and Traditional.
_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林罗羅高郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾"
    "肖萧蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾鐘谭譚陆陸汪范范石廖贾賈夏韦韋付傅方白"
    "邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯温溫康施文牛樊葛"
    "邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童凌毕畢"
    "单單季裴霍涂塗苗曲盛游翁骆駱金石谷蓝藍闵閔娄婁项項席褚滕穆缪仲鲍鮑房管费費祁虞卞"
)
_COMPOUND = "欧阳|歐陽|上官|司马|司馬|诸葛|諸葛|司徒|皇甫|尉迟|尉遲|夏侯|慕容|令狐|东方|東方"
_GIVEN = r"[\u4e00-\u9fff]"
_NAME = rf"(?:{_COMPOUND}|[{_SURNAMES}]){_GIVEN}{{1,2}}"
# Signs that no given name has, but that follow a surname's sign in an ordinary word.
_NO_NAME = re.compile(
    r".*[的了是在和与與及或被把让讓对對为為给給等们們名位个個级級班多些各每某何部分几幾人届屆校考获獲生学學]"
)
_WORDS = tuple(Path(__file__).with_name("not_names.txt").read_text("utf-8").split())
_AFTER = re.compile(rf"({_NAME})(?:小)?(?:同学|同學)(?![习習科段校历歷院期会會生])")
_BEFORE = re.compile(
    r"(?:文科|理科|考生|学生|學生|毕业生|畢業生|学子|學子|同学|同學|[\d）)一二三四五六七八九十]班)"
    r"[:：的 ]?"
    rf"({_NAME})(?=[，,、。；（(\s\d以获獲被考在荣榮总總高取位预預名夺奪和与與及同]|$)"
)
_PUPIL_SIGNS = (
    "同学",
    "同學",
    "学生",
    "學生",
    "考生",
    "毕业生",
    "畢業生",
    "学子",
    "學子",
    "科",
    "班",
)
_SCORE = (
    r"(?:\d{2,3}(?:\.\d+)?|[一二三四五六七八九][一二三四五六七八九十百零〇]{2,6}) ?分"
    r"(?![钟鐘之别別为為析享工组組校会會管层層类類期批部支布发發米辨区區局段钱錢册冊])"
)
_RESULT = re.compile(
    rf"{_SCORE}|第 ?[\d一二三四五六七八九十百]+ ?名|录取|錄取|(?:考|升|保送)(?:入|上|取|进|進)"
    r"|被[^。；，]{1,12}(?:大学|大學|学院|學院)|状元|狀元|(?:北京|清华|清華|复旦|復旦)大[学學]"
)
_ENDS = re.compile(r"[。！？；!?;\n]")
_DENIED = re.compile(
    r"(?:不|禁止|严禁|嚴禁|杜绝|杜絕|反对|反對|拒绝|防止|避免|严查|整治)[^。；\n]{0,12}$"
)
_TOP = re.compile(
    r"(?<!出)(?<!出了)(?:状元|狀元)(?![桥橋街府楼樓阁閣坊巷路故及糕境镇鎮村山湖亭文])"
)
_RATE = re.compile(
    r"(?:上线率|上線率|升学率|升學率|一本率|本科率|重点率|重點率|重高率|清北率|达线率|達線率|录取率|錄取率)"
)
_EXAM = re.compile(
    rf"(?:高考|中考|联考|聯考|文科|理科)[^。；\n]{{0,20}}?(?:{_SCORE})|{_SCORE}[^。；\n]{{0,10}}?(?:全省|全市|全国|全區|全区)第"
)
_CUT = re.compile(r"(?:分数线|分數線|满分|滿分)")


def people(text: str, narrow: str) -> Iterator[Finding]:
    taken: list[tuple[int, int]] = []
    if any(sign in narrow for sign in _PUPIL_SIGNS):
        for match in _pupils(narrow):
            span = _sentence_of(narrow, match.span(1))
            if not any(start <= match.start(1) < end for start, end in taken):
                taken.append(span)
                yield found(
                    Kind.PUPIL,
                    "block",
                    text,
                    span,
                    "写了学生姓名，又写了成绩、名次或录取学校",
                    "请删去姓名和成绩，只写人数",
                )
    yield from _glory(text, narrow, taken)


def _pupils(narrow: str) -> Iterator[re.Match[str]]:
    for pattern in (_AFTER, _BEFORE):
        start = 0
        while match := pattern.search(narrow, start):
            start = match.start(1) + 1
            if _is_name(match[1]) and _has_result(narrow, match):
                yield match
                start = match.end()


def _is_name(word: str) -> bool:
    return (
        not _NO_NAME.fullmatch(word, 1)
        and not word[1:].startswith(("某", "X"))
        and not _common(word)
    )


def _common(word: str) -> bool:
    return word.startswith(_WORDS)


def _sentence(narrow: str, start: int, end: int) -> tuple[int, int]:
    """From the sign that ends the sentence before, at most 40 signs to either side."""
    before = max((m.end() for m in _ENDS.finditer(narrow, max(0, start - 40), start)), default=None)
    after = _ENDS.search(narrow, end, end + 40)
    first = max(0, start - 40) if before is None else before
    return first, after.start() if after else min(len(narrow), end + 40)


def _has_result(narrow: str, match: re.Match[str]) -> bool:
    first, last = _sentence(narrow, match.start(), match.end())
    return bool(
        _RESULT.search(narrow, match.end(), last) or _RESULT.search(narrow, first, match.start())
    )


def _sentence_of(narrow: str, name: tuple[int, int]) -> tuple[int, int]:
    """From the name to its last result, or from the result to the name."""
    first, last = _sentence(narrow, *name)
    results = [match.span() for match in _RESULT.finditer(narrow, first, last)]
    return min(name[0], results[0][0]) if results else name[0], max(
        [name[1], *(end for _, end in results)]
    )


def _glory(text: str, narrow: str, taken: list[tuple[int, int]]) -> Iterator[Finding]:
    for pattern in (_EXAM, _TOP, _RATE):
        for match in pattern.finditer(narrow):
            told = any(
                start <= match.start() < end or start < match.end() <= end for start, end in taken
            )
            denied = _DENIED.search(narrow, max(0, match.start() - 16), match.start())
            if told or denied or _CUT.search(match[0]):
                continue
            taken.append(match.span())
            yield found(
                Kind.EXAM,
                "block",
                text,
                match.span(),
                "宣传升学成绩，教育部门不允许",
                "请删去，改写育人的做法和变化",
            )


def names_a_pupil(text: str) -> bool:
    """Whether a child is called by name, whatever is said of it."""
    return bool(_AFTER.search(text) or _BEFORE.search(text))
