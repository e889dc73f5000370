"""The text of an uploaded case document: .docx, or .txt in the encodings offices use."""

from __future__ import annotations

from io import BytesIO

from kit import plaintext

MAX_BYTES = 10 * 1024 * 1024
MAX_SIGNS = 30_000
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class Unreadable(ValueError):
    """The file gives no text; the message tells the user why and what to do."""


def text_of(name: str, content: bytes) -> str:
    if not content.strip():
        raise Unreadable("这个文件是空的，请重新选择。")
    if len(content) > MAX_BYTES:
        raise Unreadable("这个文件超过 10 MB，请删去图片后另存，再传一次。")
    suffix = name.rpartition(".")[2].lower()
    if suffix == "doc" or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("这是旧的 .doc 文件，请在 Word 或 WPS 里另存为 .docx，再传一次。")
    text = _docx(content) if content.startswith(b"PK") else _plain(content)
    if not text.strip():
        raise Unreadable("这个文件里没有文字，可能是扫描件。请把文字粘贴到下面的框里。")
    if len(text) > MAX_SIGNS:
        raise Unreadable("文字超过 3 万字，请分成几份，一份一份地读。")
    return text


def _docx(content: bytes) -> str:
    try:
        return plaintext.document(BytesIO(content))
    except plaintext.Unreadable as error:
        raise Unreadable(
            "这个文件打不开，或者展开后太大。请另存为 .docx 再传，或者直接粘贴文字。"
        ) from error


def _plain(content: bytes) -> str:
    """UTF-8 or GB18030; a byte that is neither becomes a mark the reader reports."""
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "")
    if b"\0" in content and encoding != "utf-16":
        raise Unreadable("这不是文字文件，可以传 .docx 或 .txt，也可以直接粘贴文字。")
    for known in filter(None, (encoding, "utf-8", "gb18030")):
        try:
            return content.decode(known)
        except UnicodeDecodeError:
            continue
    utf8, gb = (content.decode(known, "replace") for known in ("utf-8", "gb18030"))
    return min(utf8, gb, key=lambda text: text.count("\ufffd"))
