"""The tasks of all secretary projects, as the committee follows them: no school is ranked."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from brands.listings import TaskListing
from brands.models import Milestone
from brands.models.parts import reported_month
from schools.choices import REGION_ROLES
from schools.http import OfficeRequest, only

ORDERS = [("", "计划时间在前"), ("school", "按学校")]


@require_safe
@only(*REGION_ROLES, said="只有区级工作人员和领导能看全部书记项目的任务。")
def task_list(request: OfficeRequest) -> HttpResponse:
    listing = TaskListing(request, Milestone.objects.tasks_for(request.user))
    return listing.respond(
        "brands/office/task_list.html",
        section="brands",
        chosen=list(listing.chosen()),
        orders=ORDERS,
        month=reported_month(),
    )
