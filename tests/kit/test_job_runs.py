"""Background jobs from start to end: progress, failure, cancelling, and workers that are killed."""

import os
import socket
from datetime import timedelta
from io import BytesIO, StringIO
from threading import Event, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kit import jobs
from kit.models import AuditEntry, Job, SpecialDay, Worker

QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DAY = "1999-12-31"


@pytest.fixture
def kind(monkeypatch):
    """Registers a function under "test" for one test."""
    monkeypatch.setattr(jobs, "KINDS", {})
    monkeypatch.setattr(jobs, "BETWEEN_BEATS", 0)
    return jobs.kind("test")


@pytest.fixture
def started(user, django_capture_on_commit_callbacks):
    def start(**arguments):
        with django_capture_on_commit_callbacks(execute=True):
            job = jobs.start("test", by=user, title="导入", **arguments)
        job.refresh_from_db()
        return job

    return start


def write():
    SpecialDay.objects.create(date=DAY, name="试")


def written():
    return SpecialDay.objects.filter(date=DAY).count()


def died(job):
    Job.objects.filter(pk=job.pk).update(heartbeat_at=Now() - timedelta(seconds=7))
    job.refresh_from_db()


def test_a_job_runs_and_leaves_its_file_under_its_own_name(kind, started):
    @kind
    def work(work):
        for _ in work.each("abc", total=3, told="正在写"):
            pass
        return jobs.Done(
            f"共 {work.arguments['count']} 份", BytesIO(b"zip"), "档案.zip", apply=write
        )

    job = started(count=73)
    assert (job.state, job.message, job.total) == ("done", "共 73 份", 3)
    assert (job.result_name, job.result.read(), written()) == ("档案.zip", b"zip", 1)
    job.result.close()


def test_a_slow_query_of_a_job_is_told(kind, started, settings, caplog):
    settings.SLOW_QUERY_MS = 0.000001
    kind(lambda work: jobs.Done(str(SpecialDay.objects.count())))
    started()
    assert 'FROM "kit_specialday"' in caplog.text


def test_two_clicks_start_one_job(user, kind):
    kind(lambda work: jobs.Done(""))
    first, second = (jobs.start("test", by=user, title="导入", batch=7) for _ in range(2))
    other = jobs.start("test", by=user, title="导入", batch=8)
    assert (first.pk == second.pk, first.pk == other.pk) == (True, False)


def test_what_cannot_be_done_is_told_as_it_is(kind, started):
    @kind
    def work(work):
        raise jobs.Failed("第 5 行没有名称。补上后再导入。")

    job = started()
    assert (job.state, job.message) == ("failed", "第 5 行没有名称。补上后再导入。")


def test_an_accident_names_the_number_to_tell_and_changes_nothing(kind, started, media, caplog):
    def stumble():
        write()
        raise ZeroDivisionError

    @kind
    def work(work):
        return jobs.Done("好", BytesIO(b"zip"), "a.zip", apply=stumble)

    job = started()
    assert (job.state, written(), job.result.name) == ("failed", 0, "")
    assert f"任务编号 {job.pk}" in job.message
    assert "ZeroDivisionError" in caplog.text
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_job_cancelled_half_way_stops_and_changes_nothing(user, kind, started):
    reached = []

    @kind
    def work(work):
        for number in work.each(range(9), total=9):
            reached.append(number)
            if number == 2:
                jobs.cancel(Job.objects.get(pk=work.job.pk), by=user)
        return jobs.Done("好", apply=write)

    job = started()
    assert (job.state, reached, written()) == ("cancelled", [0, 1, 2], 0)
    assert AuditEntry.objects.get(verb="job.cancel").target_id == job.pk


def test_a_job_cancelled_at_the_last_moment_changes_nothing(user, kind, started):
    @kind
    def work(work):
        jobs.cancel(Job.objects.get(pk=work.job.pk), by=user)
        return jobs.Done("好", BytesIO(b"zip"), "a.zip", apply=write)

    job = started()
    assert (job.state, job.result.name, written()) == ("cancelled", "", 0)


def test_a_killed_worker_is_followed_by_another(kind, started, django_capture_on_commit_callbacks):
    attempts = []

    @kind
    def work(work):
        attempts.append(work.job.attempts)
        if len(attempts) == 1:
            raise SystemExit  # as a worker that is told twice to end
        return jobs.Done("好", apply=write)

    job = started()
    assert (job.state, written()) == ("running", 0)
    jobs.sweep()
    assert Job.objects.get().state == "running"  # it may still be alive
    died(job)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.sweep()
    job.refresh_from_db()
    assert (job.state, attempts, written()) == ("done", [1, 2], 1)
    jobs.sweep()
    jobs.run(job.pk)
    assert (attempts, written()) == ([1, 2], 1)


def test_a_worker_given_up_for_dead_may_not_finish(kind, started):
    @kind
    def work(work):
        died(work.job)
        jobs.sweep()
        assert Job.objects.get().claim()  # another worker takes over
        work.beat(1)

    job = started()
    assert (job.state, job.attempts) == ("running", 2)


def test_a_job_that_kills_every_worker_is_given_up(kind, started):
    @kind
    def work(work):
        raise SystemExit

    job = started()
    for _ in range(2):
        died(job)
        jobs.sweep()
        jobs_run_quietly(job)
    died(job)
    jobs.sweep()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 3)
    assert f"任务编号 {job.pk}" in job.message


def jobs_run_quietly(job):
    with pytest.raises(SystemExit):
        jobs.run(job.pk)
    job.refresh_from_db()


def lose_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is never away")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("when", ["at work", "at the end"])
def test_a_job_that_lost_its_database_is_made_again(user, kind, when):
    """The end of a job is a transaction, whose exit closes a connection that broke."""

    @kind
    def work(work):
        is_first = work.job.attempts == 1
        if is_first and when == "at work":
            lose_the_database()
        return jobs.Done("好", apply=lose_the_database if is_first else write)

    job = jobs.start("test", by=user, title="导入")
    job.refresh_from_db()
    assert (job.state, job.attempts, written()) == ("running", 1, 0)
    died(job)
    jobs.sweep()
    job.refresh_from_db()
    assert (job.state, job.attempts, written()) == ("done", 2, 1)


def test_an_attempt_that_says_nothing_for_long_is_not_taken_for_dead(kind, started):
    @kind
    def work(work):
        died(work.job)
        jobs.breathe()  # what the thread beside it does every second
        jobs.sweep()
        return jobs.Done("好")

    job = started()
    assert (job.state, job.attempts, jobs.AT_WORK) == ("done", 1, set())


def test_a_call_the_queue_forgot_is_made_again(
    user, kind, settings, django_capture_on_commit_callbacks
):
    kind(lambda work: jobs.Done("好"))
    settings.TASKS = QUEUED
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.start("test", by=user, title="导入")
    Job.objects.update(created_at=timezone.now() - timedelta(seconds=3))
    assert jobs.queue_length() == 1
    jobs.sweep()
    assert jobs.queue_length() == 1
    DBTaskResult.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        jobs.sweep()
    assert DBTaskResult.objects.get().args_kwargs["args"] == [job.pk]


def test_results_are_thrown_away_after_two_weeks(kind, started, media, settings):
    kind(lambda work: jobs.Done("好", BytesIO(b"zip"), "a.zip"))
    kept, old = started(n=1), started(n=2)
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=15))
    settings.TASKS = QUEUED
    out = StringIO()
    call_command("cleanup", stdout=out)
    assert list(Job.objects.all()) == [kept]
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1
    assert "1 个" in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_cancelling_while_the_rows_are_written_comes_too_late(user, kind):
    """The end of the job holds its row: the owner waits for the answer and gets the true one."""
    writing, answers = Event(), []

    def slow():
        write()
        writing.set()
        if connection.vendor == "postgresql":
            waiter.join(0.5)  # it cannot get in before the commit

    def cancel():
        writing.wait(5)
        answers.append(jobs.cancel(Job.objects.get(), by=None))
        connection.close()

    kind(lambda work: jobs.Done("好", apply=slow))
    waiter = Thread(target=cancel)
    waiter.start()
    jobs.start("test", by=user, title="导入")
    waiter.join(10)
    assert (answers, Job.objects.get().state, written()) == ([False], "done", 1)


@pytest.mark.django_db(transaction=True)
def test_the_queue_of_the_portal_takes_a_job_through_its_worker(user, kind, settings):
    seen = []

    @kind
    def work(work):
        seen.extend(Worker.objects.alive())
        return jobs.Done("好", apply=write)

    settings.TASKS = QUEUED
    job = jobs.start("test", by=user, title="导入")
    assert Job.objects.get().state == "queued"
    call_command("worker", once=True)
    job.refresh_from_db()
    assert (job.state, written()) == ("done", 1)
    assert [worker.name for worker in seen] == [f"{socket.gethostname()}:{os.getpid()}"]
    assert list(Worker.objects.all()) == []
