"""Checking the code on a printed form or the number of a certificate, and nothing else."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from selection.actions import certificates, snapshot


@login_not_required
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """The code as printed, with or without its hyphens, in either case."""
    if decision := certificates.by_number(code):
        context = {"section": "", "decision": decision}
        return render(request, "selection/public/verify_certificate.html", context)
    plain = code.replace("-", "").replace(" ", "").upper()
    version = snapshot.by_code(plain)
    context = {
        "section": "",
        "code": "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))[:20],
        "version": version,
        "prefix": version.digest[:16] if version else "",
        "is_latest": version is not None and version.application.latest == version,
    }
    return render(request, "selection/public/verify.html", context, status=200 if version else 404)
