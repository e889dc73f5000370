"""Fills static/vendor from npm tarballs and writes manifest.json.

Run it after changing PACKAGES or icons.txt:

python3 static/vendor/build.py            # needs npm; rewrites the files beside it
python3 static/vendor/build.py --check    # needs nothing; compares the files with the manifest
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = {"bootstrap": "5.3.8", "bootstrap-icons": "1.13.1"}
LICENCES = {"bootstrap": "MIT", "bootstrap-icons": "MIT"}
COPIED = {
    "bootstrap/bootstrap.min.css": ("bootstrap", "dist/css/bootstrap.min.css"),
    "bootstrap/bootstrap.bundle.min.js": ("bootstrap", "dist/js/bootstrap.bundle.min.js"),
    "bootstrap/LICENSE": ("bootstrap", "LICENSE"),
    "bootstrap-icons/LICENSE": ("bootstrap-icons", "LICENSE"),
}
SPRITE = "bootstrap-icons/icons.svg"
ICONS = (HERE / "icons.txt").read_text().split()
SOURCE_MAP = re.compile(rb"\n?(/\*|//)# sourceMappingURL=.*$", re.DOTALL)


def fetch(package: str, folder: Path) -> Path:
    """Unpack one npm tarball below folder and return where its files are."""
    name = f"{package}@{PACKAGES[package]}"
    packed = subprocess.run(  # noqa: S603
        ["npm", "pack", "--silent", name],  # noqa: S607
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        archive.extractall(folder / package, filter="data")
    return folder / package / "package"


def sprite(icons: Path) -> bytes:
    """One SVG document with a <symbol> per icon; pages show it through <use href="…#name">."""
    symbols = []
    for name in sorted(set(ICONS)):
        drawing = (icons / f"{name}.svg").read_text()
        box = re.search(r'viewBox="([^"]+)"', drawing)
        paths = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
        if not (box and paths):
            sys.exit(f"{name}.svg is not drawn as expected")
        inner = re.sub(r"\s*\n\s*", "", paths[1])
        symbols.append(f'<symbol id="{name}" viewBox="{box[1]}">{inner}</symbol>')
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'.encode()


def sha256(content: bytes) -> str:
    """Hexadecimal digest, as the manifest keeps it."""
    return hashlib.sha256(content).hexdigest()


def build() -> None:
    """Fetch, copy, draw the sprite, write the manifest."""
    files: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        unpacked = {package: fetch(package, Path(temporary)) for package in PACKAGES}
        for target, (package, source) in COPIED.items():
            # Source maps are not shipped, and hashed static storage refuses a missing file.
            content = SOURCE_MAP.sub(b"\n", (unpacked[package] / source).read_bytes())
            files[target] = write(target, content, package, source)
        drawn = sprite(unpacked["bootstrap-icons"] / "icons")
        files[SPRITE] = write(SPRITE, drawn, "bootstrap-icons", f"icons/*.svg ({len(ICONS)} icons)")
    manifest = json.dumps(files, indent=2, sort_keys=True) + "\n"
    (HERE / "manifest.json").write_text(manifest)


def write(target: str, content: bytes, package: str, source: str) -> dict[str, str]:
    """Write one file and return its manifest entry."""
    path = HERE / target
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return {
        "package": package,
        "version": PACKAGES[package],
        "licence": LICENCES[package],
        "source": source,
        "sha256": sha256(content),
    }


def check() -> int:
    """Compare every file with the manifest; the number of differences is the exit status."""
    manifest = json.loads((HERE / "manifest.json").read_text())
    wrong = [
        name
        for name, entry in manifest.items()
        if sha256((HERE / name).read_bytes()) != entry["sha256"]
    ]
    for name in wrong:
        sys.stdout.write(f"{name}: differs from the manifest\n")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(check() if "--check" in sys.argv else build())
