"""Long exports in the background: the page's own view is asked again, by the worker."""

from __future__ import annotations

from io import BytesIO
from typing import Any, NamedTuple

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve

from kit import jobs
from kit.models import Job


class Export(NamedTuple):
    """A long table as its list offers it: a link starts nothing, its reader does by a form."""

    path: str
    query: str
    title: str
    file: str
    back: str

    def signed(self) -> str:
        return signing.dumps(list(self), salt="kit.export", compress=True)

    @classmethod
    def offered(cls, wanted: str) -> Export:
        try:
            return cls(*signing.loads(wanted, salt="kit.export"))
        except signing.BadSignature as error:
            raise Http404 from error

    def start(self, by: Any) -> Job:
        about = {"path": self.path, "query": self.query, "file": self.file}
        return jobs.start("kit.export", by=by, title=self.title, **about)


class ExportRequest(HttpRequest):
    """What a worker asks a list with; the view, its scope and its filter are those of the page."""

    def __init__(self, work: jobs.Work) -> None:
        super().__init__()
        self.work = work
        self.method = "GET"
        self.path = self.path_info = work.arguments["path"]
        self.GET = QueryDict(work.arguments["query"])
        self.user = work.owner


@jobs.kind("kit.export")
def export(work: jobs.Work) -> jobs.Done:
    """`work` has the path and the query of a list, and the name of its file."""
    request = ExportRequest(work)
    view, args, kwargs = resolve(request.path_info)
    try:
        response: Any = view(request, *args, **kwargs)
    except (PermissionDenied, Http404) as error:
        raise jobs.Failed("现在的账号已经不能看这张表，没有生成。") from error
    content = BytesIO(response.content)
    return jobs.Done("表格做好了。", file=content, name=work.arguments["file"])
