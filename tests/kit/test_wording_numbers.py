"""Numbers of persons: no width, space or hyphen hides them, and no other number is one of them."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.wording import check
from kit.wording.numbers import is_card, is_id_number

AROUND = st.text("今年春天老师和孩子在操场上读书，。：；（）ab \n", max_size=20)
WIDE = str.maketrans("0123456789X-", "０１２３４５６７８９Ｘ－")


def kinds(text: str) -> set[str]:
    return {finding.kind.value for finding in check(text)}


def with_check_digit(front: str) -> str:
    weights = [2 ** (17 - n) % 11 for n in range(17)]
    total = sum(int(d) * w for d, w in zip(front, weights, strict=True))
    return front + "10X98765432"[total % 11]


def with_luhn(front: str) -> str:
    return next(
        f"{front}{last}"
        for last in range(10)
        if sum(
            sum(divmod(int(d) * (2 if n % 2 else 1), 10))
            for n, d in enumerate(reversed(f"{front}{last}"))
        )
        % 10
        == 0
    )


@st.composite
def id_numbers(draw):
    born = draw(st.dates(date(1930, 1, 1), date(2024, 12, 31)))
    place = draw(st.sampled_from(["110105", "320206", "653022", "810000"]))
    return with_check_digit(f"{place}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}")


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
cards = st.from_regex(r"62[0-9]{13,16}", fullmatch=True).map(with_luhn)


@st.composite
def disguised(draw, number: str, cuts: tuple[int, ...]):
    """Written in groups, full-width, or with signs of no width between the digits."""
    sign = draw(st.sampled_from(["", " ", "-", "\u3000", "\u200b", "－"]))
    parts = [number[a:b] for a, b in zip((0, *cuts), (*cuts, len(number)), strict=True)]
    written = sign.join(parts)
    return written.translate(WIDE) if draw(st.booleans()) else written


@settings(max_examples=150)
@given(data=st.data(), before=AROUND, after=AROUND, number=id_numbers())
def test_an_id_number_is_found_wherever_it_stands(data, before, after, number):
    text = f"{before}。{data.draw(disguised(number, (6, 14)))}，{after}"
    assert "id_number" in kinds(text)


@settings(max_examples=150)
@given(data=st.data(), before=AROUND, after=AROUND, number=mobiles)
def test_a_mobile_number_is_found_wherever_it_stands(data, before, after, number):
    text = f"{before}。{data.draw(disguised(number, (3, 7)))}，{after}"
    assert "mobile" in kinds(text)


@settings(max_examples=150)
@given(data=st.data(), before=AROUND, after=AROUND, number=cards)
def test_a_bank_card_is_found_wherever_it_stands(data, before, after, number):
    cuts = tuple(range(4, len(number), 4))
    text = f"{before}。{data.draw(disguised(number, cuts))}，{after}"
    assert kinds(text) & {"bank_card", "id_number"}


@settings(max_examples=150)
@given(
    text=st.text(
        st.sampled_from("0123456789 -X０９年。省分第名同学张三高考“”（(★一、\n@路号"), max_size=60
    )
)
def test_any_text_is_read_without_a_stumble_and_quotes_are_exact(text):
    for finding in check(text):
        assert text[finding.start : finding.end] == finding.quote
        assert finding.quote


@pytest.mark.parametrize(
    "text",
    [
        "138 0013 8000",
        "138-0013-8000",
        "1 3 8 0 0 1 3 8 0 0 0",
        "+86 138 0013 8000",
        "8613800138000",
        "手机：１３８　００１３　８０００",
        "2019 13800138000",
    ],
)
def test_ways_of_writing_a_mobile_number(text):
    assert kinds(text) == {"mobile"}


@pytest.mark.parametrize(
    "text",
    [
        "13800138000元",
        "1500 2000 300",
        "1 3 5 7 9 11 13 15",
        "12345678901",
        "138001380001",
        "4132000001",
        "12345",
    ],
)
def test_near_misses_of_a_mobile_number(text):
    assert kinds(text) == set()


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("0510-82345678", "warn"),
        ("（0510）82345678", "warn"),
        ("010 6601 2345", "warn"),
        ("０５１０－８２３４５６７８", "warn"),
        ("咨询电话：82345678", "warn"),
        ("家里电话0510-82345678", "block"),
    ],
)
def test_landlines_warn_and_private_ones_block(text, severity):
    assert [(f.kind.value, f.severity) for f in check(text)] == [("landline", severity)]


@pytest.mark.parametrize("text", ["0510-123", "05-12", "2024-0510", "电话会议3次", "0.51082345678"])
def test_near_misses_of_a_landline(text):
    assert kinds(text) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("家住人民路12号3栋502室", "address"),
        ("现住湖滨新村5号", "address"),
        ("阳光花园3栋1单元502室", "address"),
        ("来信寄 zhangsan@example.cn", "email"),
        ("ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｎ", "email"),
    ],
)
def test_addresses_and_mail(text, kind):
    assert kinds(text) == {kind}


@pytest.mark.parametrize(
    "text", ["学校在人民路12号", "3号楼201室", "走进阳光花园社区3次", "@全体家长", "家住附近的党员"]
)
def test_near_misses_of_an_address(text):
    assert kinds(text) == set()


def test_the_check_digits_decide():
    assert is_id_number("11010519491231002X")
    assert not is_id_number("110105194912310021")
    assert not is_id_number("110105194913310021")
    assert not is_id_number("99010519491231002X")
    card = with_luhn("622202120012345678")
    wrong = f"{card[:-1]}{(int(card[-1]) + 1) % 10}"
    assert is_card(card, [card])
    assert not is_card(wrong, [wrong])
    assert re.sub(r"\D", "", wrong) == wrong
