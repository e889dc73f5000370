"""Ask two validators about every public page: what they find is printed, nothing found ends well.

PATH=/where/npm/put/them/node_modules/.bin:$PATH python -m bench.html
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import django

django.setup()

from bench.walk import public_pages  # noqa: E402

RULES = {
    "extends": ["html-validate:standard"],
    # Taste, not errors: how a template is laid out, and what the design decides.
    "rules": {
        "void-style": "off",
        "no-trailing-whitespace": "off",
        "attr-quotes": "off",
        "long-title": "off",
        "no-inline-style": "error",
    },
}


def vnu(files: list[Path]) -> list[tuple[str, str]]:
    """(file, message) of every error the Nu HTML checker finds."""
    told = subprocess.run(  # noqa: S603
        [tool("vnu"), "--format", "json", "--stdout", *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [
        (Path(m["url"]).name, f"vnu: {m['message']} | {m.get('extract', '').strip()[:160]}")
        for m in json.loads(told.stdout)["messages"]
        if m["type"] == "error"
    ]


def html_validate(files: list[Path], folder: Path) -> list[tuple[str, str]]:
    (folder / ".htmlvalidate.json").write_text(json.dumps(RULES))
    report = folder / "report.json"
    with report.open("w") as out:  # through a pipe it would be cut short
        names = [tool("html-validate"), "--formatter", "json", *map(str, files)]
        subprocess.run(names, stdout=out, check=False, cwd=folder)  # noqa: S603
    return [
        (Path(result["filePath"]).name, f"{m['ruleId']}: {m['message']} (line {m['line']})")
        for result in json.loads(report.read_text())
        for m in result["messages"]
        if m["severity"] == 2
    ]


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        sys.exit(f"{name} is not on the PATH; see bench/README.md")
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, paths = Path(place), {}
        for number, (path, page) in enumerate(public_pages()):
            paths[f"{number}.html"] = path
            (folder / f"{number}.html").write_bytes(page)
        files = sorted(folder.glob("*.html"))
        found = vnu(files) + html_validate(files, folder)
    for name, message in found:
        sys.stdout.write(f"{paths[name]}: {message}\n")
    sys.stdout.write(f"{len(paths)} pages, {len(found)} errors\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
