"""The certificates of an announced batch: to print, and to revoke."""

from __future__ import annotations

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from schools.http import OfficeRequest
from selection.actions.certificates import of_application
from selection.actions.publish import announced
from selection.models import Batch
from selection.views.office.apply import found
from selection.workflow import application_flow


def certificates(request: OfficeRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(Batch.objects.managed_by(request.user), pk=pk)
    rows = [
        {
            "decision": row,
            "offers": [
                offer
                for offer in application_flow.available(row.application, request.user)
                if offer.key == "revoke"
            ],
        }
        for row in announced(batch)
    ]
    context = {"section": "batches", "batch": batch, "rows": rows}
    return render(request, "selection/office/certificates.html", context)


def certificate(request: OfficeRequest, pk: int) -> HttpResponse:
    """One sheet to print, for the school and the office, once the result is announced."""
    application = found(request.user, pk)
    decision = of_application(application)
    if decision is None:
        raise Http404
    url = request.build_absolute_uri(
        reverse("selection:verify", args=[decision.certificate_number])
    )
    context = {
        "application": application,
        "decision": decision,
        "verify_url": url,
        "qr": segno.make(url, error="m").svg_data_uri(scale=4, border=2),
        "back": reverse("office:selection:application", args=[pk]),
    }
    return render(request, "selection/office/certificate.html", context)
