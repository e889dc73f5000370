"""Every finding is mended or explained: bandit over the source, wapiti over a running portal.

PATH=/where/wapiti/is/bin:$PATH python -m bench.security    # on loopback, see bench/README.md
python -m bench.security source                             # bandit alone

Wapiti sends every form it can reach: use a copy of the data that nobody needs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from bench.html import tool  # noqa: E402
from bench.lighthouse import served  # noqa: E402
from schools.models import User  # noqa: E402

ROOT = Path(settings.BASE_DIR)
SOURCE = ("kit", "schools", "brands", "activities", "honors", "selection", "portal")
EXPLAINED = Path(__file__).parent / "explained.txt"
MODULES = (
    "cookieflags,crlf,csp,csrf,exec,file,http_headers,methods,permanentxss,redirect,sql,ssrf,timesql,"
    "upload,xss,xxe"
)
VISITORS = ("", "clerk", "staff", "expert1")  # "" is a reader who has no account
MINUTES = 2  # for each visitor to walk about
SECONDS = 25  # ... and for each kind of attack on what was found

Finding = tuple[str, str, str]  # check, place, text


def bandit() -> Iterator[Finding]:
    command = [tool("bandit"), "-q", "-r", *SOURCE, "manage.py", "gunicorn.conf.py", "-f", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603
    for found in json.loads(done.stdout)["results"]:
        text = f"line {found['line_number']}: {found['issue_text']}"
        yield found["test_id"], found["filename"].removeprefix("./"), text


def wapiti(root: str, username: str) -> Iterator[Finding]:
    """What wapiti reports as `username` sees the portal."""
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "report.json"
        command = [tool("wapiti"), "-u", f"{root}/office/" if username else f"{root}/"]
        command += ["--scope", "domain", "-m", MODULES, "--flush-session", "--no-bugreport"]
        command += ["--max-scan-time", str(MINUTES * 60), "--max-links-per-page", "60", "-d", "3"]
        command += ["--max-attack-time", str(SECONDS), "-x", f"{root}/logout/*"]
        command += ["-f", "json", "-o", str(report), "-v", "0"]
        command += ["--store-session", place, "--store-config", place]
        if username:
            client = Client(SERVER_NAME="127.0.0.1")
            client.force_login(User.objects.get(username=username))
            client.get("/office/account/")  # sets the other half of every form's token
            kept = (f"{name}={cookie.value}" for name, cookie in client.cookies.items())
            command += ["-C", "; ".join(kept)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
        if not report.exists():
            sys.exit(f"wapiti gave up as {username or 'a reader'}:\n{done.stderr[-2000:]}")
        told = json.loads(report.read_text())
    for section in ("vulnerabilities", "anomalies"):
        for name, rows in told[section].items():
            for row in rows:
                yield f"wapiti/{name.replace(' ', '_')}", row["path"], row["info"]


def explained() -> dict[tuple[str, str], str]:
    found = {}
    for line in EXPLAINED.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            check, place, why = line.split(maxsplit=2)
            found[check, place] = why
    return found


def main() -> None:
    findings, known, used = [*bandit()], explained(), set()
    if "source" not in sys.argv[1:]:
        with served() as root:
            for username in VISITORS:
                findings += wapiti(root, username)
    open_ones = 0
    for check, place, text in findings:
        lines = {(check, place), (check, "*")} & known.keys()
        used |= lines
        if not lines:
            open_ones += 1
            sys.stdout.write(f"✘ {check} {place} {text}\n")
    stale = [key for key in known.keys() - used if not key[0].startswith("wapiti/")]
    for check, place in stale:
        sys.stdout.write(f"✘ {check} {place} is explained, and nothing finds it any more\n")
    explained_ones = len(findings) - open_ones
    sys.stdout.write(f"{len(findings)} findings, {explained_ones} explained, {open_ones} open\n")
    sys.exit(bool(open_ones or stale))


if __name__ == "__main__":
    main()
