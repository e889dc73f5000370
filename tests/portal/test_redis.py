"""With Redis: what is kept and counted there, who works there, and what goes on when it is gone."""

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse

from bench import failover
from kit import jobs
from kit.models import Job, Worker
from portal import doctor, servers
from portal.mistakes import actions
from tests import factories as f
from tests import machines


@pytest.fixture(scope="module")
def server():
    one = machines.redis()
    one.start()
    yield one
    one.kill()


@pytest.fixture
def redis(server, settings):
    """The cache is in Redis; killed by a test, it is there for the next."""
    with override_settings(CACHES=settings.CACHES | {"default": servers.cache(server.url)}):
        cache.clear()
        yield server
        cache.close()
    if server.process.poll() is not None:
        server.start()


def refused(times):
    """How many of so many mistakes from one address are refused."""
    count = 0
    for _ in range(times):
        try:
            actions.limit("10.0.0.7")
        except actions.Refused:
            count += 1
    return count


@pytest.mark.django_db
def test_the_cache_forgets_and_remembers_but_never_breaks_a_page(redis, client):
    cache.set("a", 1)
    assert (cache.get("a"), list(doctor.shared_cache())) == (1, [])
    assert refused(7) == 2
    redis.kill()
    assert (cache.get("a"), cache.add("a", 1), cache.get_or_set("b", lambda: 2)) == (None, None, 2)
    assert "CACHE_URL" in next(doctor.shared_cache())
    assert refused(7) == 0
    pages = [reverse(name) for name in ("home", "statistics", "brands:list", "readyz")]
    assert {client.get(page).status_code for page in [*pages, "/zh-hant/"]} == {200}
    redis.start()
    cache.set("a", 3)
    assert (cache.get("a"), list(doctor.shared_cache())) == (3, [])


@pytest.mark.django_db
def test_a_forgotten_password_is_answered_once_in_a_while_and_without_redis_too(
    redis, client, settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.EMAIL_CONFIGURED = True
    user = f.UserFactory(email="li@example.com")

    def ask():
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("forgotten"), {"username": user.username})
        return len(mailoutbox)

    assert (ask(), ask()) == (1, 1)
    redis.kill()
    assert ask() == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_takes_jobs_from_redis_and_without_it_from_the_database(redis, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    staff = f.staff(f.RegionFactory())

    def done(query):
        job = jobs.start(
            "kit.export",
            by=staff,
            title="导出学校",
            path=reverse("office:schools"),
            query=f"export=xlsx&q={query}",
            file="学校.xlsx",
        )
        assert failover.until(Job.objects.filter(pk=job.pk, state="done").exists)
        job.refresh_from_db()
        return job

    with override_settings(**servers.tasks(redis.url)):
        worker = machines.manage("worker", place=tmp_path, TASKS_URL=redis.url)
        try:
            assert failover.until(lambda: Worker.objects.alive().count() == 1)
            first = done("1")
            redis.kill()
            second = done("2")
        finally:
            worker.terminate()
            assert worker.wait(10) == 0
    assert (first.attempts, second.attempts) == (1, 1)
    for job in (first, second):
        with job.result.open() as sheet:
            assert sheet.read(2) == b"PK"
    assert list(Worker.objects.all()) == []
