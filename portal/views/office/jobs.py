"""Background jobs as their owner sees them; nobody else sees them at all."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from kit import files, jobs
from kit.listing import Listing, respond
from kit.models import Job
from kit.tasks import Export
from schools.http import OfficeRequest


def job_list(request: OfficeRequest) -> HttpResponse:
    listing = Listing(request, Job.objects.owned_by(request.user))
    return listing.respond("portal/office/job_list.html", section="jobs")


def job_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    """The page asks again every two seconds, and is loaded anew once the job is over."""
    job = owned(request, pk)
    response = respond(request, "portal/office/job.html", "progress", job=job, section="jobs")
    if request.htmx and job.is_over:
        response["HX-Refresh"] = "true"
    return response


def export(request: OfficeRequest, wanted: str) -> HttpResponse:
    offered = Export.offered(wanted)
    if request.method == "POST":
        return redirect("office:job", offered.start(by=request.user).pk)
    context = {"offered": offered, "section": "jobs"}
    return render(request, "portal/office/export.html", context)


@require_POST
def job_file(request: OfficeRequest, pk: int) -> HttpResponse:
    """By POST, for it is written down who has taken a copy away."""
    job = owned(request, pk)
    if not job.result or not job.result.storage.exists(job.result.name or ""):
        messages.error(request, "结果文件已经清理，需要时请回到原来的页面重新生成。")
        return redirect("office:job", pk)
    jobs.fetched(job, by=request.user)
    return files.download(job.result.open(), job.result_name)


@require_POST
def job_act(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    job = owned(request, pk)
    if key == "cancel":
        if jobs.cancel(job, by=request.user):
            messages.success(request, f"已取消：{job}。没有改动任何内容。")
        else:
            messages.info(request, "任务已经结束，不用取消了。")
    elif key == "seen":
        jobs.seen(job)
        return redirect("office:jobs")
    else:
        raise Http404
    return redirect("office:job", pk)


def owned(request: OfficeRequest, pk: int) -> Job:
    return get_object_or_404(Job.objects.owned_by(request.user), pk=pk)
