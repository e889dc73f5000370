"""Mends punctuation beside Chinese characters: `python -m tests.house.han FILES` rewrites in place."""

import io
import re
import sys
import tokenize
from pathlib import Path

HAN = "\u4e00-\u9fff"
CLOSING = "”》」】…）’"
OPENING = "“《「（"
FULL = str.maketrans(",:;?!", "，：；？！")
VALUE = r"\{\{?[^{}]*\}\}?"  # {name} in a Python string, {{ name }} in a template
INSIDE = rf"(?:[^()<>'\"={{}}\n]|{VALUE})*"


def mend(text: str) -> str:
    """Full-width punctuation wherever a half-width mark touches a Chinese character."""

    def brackets(match: re.Match[str]) -> str:
        before, inside = match[1], match[2]
        chinese = before or re.search(f"[{HAN}]", re.sub(VALUE, "", inside))
        return f"{before}（{inside}）" if chinese else match[0]

    text = re.sub(rf"([{HAN}{CLOSING}]?)\(({INSIDE})\)", brackets, text)
    text = re.sub(rf"(?<=[{HAN}{CLOSING}])(?:[,;?!]|:(?!//))", lambda m: m[0].translate(FULL), text)
    text = re.sub(
        rf"(?<=[0-9A-Za-z%+}}])[,;?!:](?=[{HAN}{OPENING}])", lambda m: m[0].translate(FULL), text
    )
    text = re.sub(
        rf"(</(?:b|strong|a|span|mark|small|i|em)>)([,;?!:])(?=[{HAN}{OPENING}<\s])",
        lambda m: m[1] + m[2].translate(FULL),
        text,
    )
    text = re.sub(rf"(?<=[{HAN}])\.{{3,6}}", "……", text)
    text = re.sub(rf"(?<=[{HAN}{CLOSING}])\.(?=[\s<]|$)", "。", text)
    return re.sub(
        rf"(?<=[{HAN}，。：；？！”）])[ ](?=[，。：；？！）])|(?<=[，。：；？！]) (?=[{HAN}])",
        "",
        text,
    )


def quotes(text: str) -> str:
    """Curved quotation marks around words that touch a Chinese character inside or outside."""
    return re.sub(
        rf"(?<=[{HAN}，。：；])\"([^\"\n]*)\"|\"([^\"\n]*)\"(?=[{HAN}，。：；])|\"([{HAN}][^\"\n]*)\"",
        lambda m: f"“{m[1] or m[2] or m[3] or ''}”",
        text,
    )


def mend_python(text: str) -> str:
    """String literals only; docstrings are English and raw strings are patterns."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    pieces, done, depth, before = [], 0, 0, tokenize.NEWLINE
    quiet = {tokenize.NL, tokenize.COMMENT, tokenize.ENCODING}
    opens = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        depth += (
            (token.string in "([{") - (token.string in ")]}") if token.type == tokenize.OP else 0
        )
        literal = token.type == tokenize.STRING or tokenize.tok_name[token.type] == "FSTRING_MIDDLE"
        if (
            literal
            and not (depth == 0 and before in opens)
            and not re.match(r"[bf]?r", token.string, re.IGNORECASE)
        ):
            start = starts[token.start[0] - 1] + token.start[1]
            end = starts[token.end[0] - 1] + token.end[1]
            pieces += [text[done:start], mend_literal(text[start:end])]
            done = end
        before = before if token.type in quiet else token.type
    return "".join([*pieces, text[done:]])


def mend_literal(literal: str) -> str:
    mended = mend(literal)
    single = re.fullmatch(r"(f?)'(.*)'", mended, re.DOTALL)
    if single and not re.search(r"[<=\\]|\{[^}]*\"", single[2]):
        mended = f"{single[1]}'{quotes(single[2])}'"
    return mended


def apart(pattern: str, text: str, odd=lambda part: part, even=mend) -> str:
    """`even` between the matches of `pattern`, `odd` on them."""
    parts = re.split(f"({pattern})", text, flags=re.DOTALL)
    return "".join(odd(part) if i % 2 else even(part) for i, part in enumerate(parts))


def mend_template(text: str) -> str:
    code = r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->"
    text = apart(code, text)
    return apart(rf"{code}|<[^>]*>|\{{%.*?%\}}|\{{\{{[^}}]*\"[^}}]*\}}\}}", text, even=quotes)


def mend_markdown(text: str) -> str:
    return apart(r"```.*?```|`[^`\n]*`", text)


def mend_script(text: str) -> str:
    return apart(r"/\*.*?\*/|(?<![:\w])//[^\n]*", text)


MENDERS = {
    ".py": mend_python,
    ".html": mend_template,
    ".md": mend_markdown,
    ".js": mend_script,
    ".json": mend,
    ".txt": mend,
}

if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        text = path.read_text(encoding="utf-8")
        mended = MENDERS[path.suffix](text)
        if mended != text:
            path.write_text(mended, encoding="utf-8")
            sys.stdout.write(f"mended {path}\n")
