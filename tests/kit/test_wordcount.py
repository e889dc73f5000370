import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kit.wordcount import MaxWords, count

SCRIPT = Path(__file__).parents[2] / "static/js/wordcount.js"
VECTORS = {
    "": 0,
    " \n\t\u3000\u00a0": 0,
    "一校一品": 4,
    "党建引领，立德树人。": 10,
    "“同心桥”——三校联动……": 13,
    "hello world": 2,
    "第 20 届": 3,
    "第20届": 3,
    "3.14%": 1,
    "don’t stop": 2,
    "他说‘好’": 5,
    "GB/T 9704-2012": 2,
    "ＡＢ": 2,
    "𠮷野": 2,
    "用HTML写": 3,
    "一，二, 三": 5,
}


@pytest.mark.parametrize(("text", "words"), VECTORS.items())
def test_text_is_counted_as_word_counts_it(text, words):
    assert count(text) == words


@given(st.text(), st.text())
def test_a_space_between_two_texts_neither_adds_nor_hides_words(one, other):
    assert count(f"{one} {other}") == count(one) + count(other)


@given(st.text("一校品，。“”《》", max_size=50))
def test_each_chinese_character_and_mark_counts_one(text):
    assert count(text) == len(text)


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_the_script_counts_the_same():
    texts = [*VECTORS, "a’b", "’tis", "A’1", "\x1c\x85", "\ufeff葛\U000e0100", "👍 👍", "e\u0301"]
    program = f"""
        const count = require({json.dumps(str(SCRIPT))});
        const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
        console.log(JSON.stringify(texts.map(count)));
    """
    answer = subprocess.run(
        ["node", "-e", program], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    assert json.loads(answer.stdout) == [count(text) for text in texts]


def test_a_text_too_long_is_told_by_how_much():
    MaxWords(4)("一校一品")
    with pytest.raises(ValidationError) as caught:
        MaxWords(4)("一校一品一册")
    assert caught.value.messages == ["最多 4 字，现在是 6 字，请删去 2 字。"]
    assert MaxWords(4) == MaxWords(4)
