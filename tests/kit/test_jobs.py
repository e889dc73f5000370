from datetime import timedelta

from django.core.files.base import ContentFile
from django.db.models.functions import Now

from kit.models import Job


def twin(job):
    return Job.objects.get(pk=job.pk)


def test_one_worker_gets_the_job(user):
    job = Job.objects.create(kind="export", owner=user)
    other = twin(job)
    assert (job.claim(), other.claim()) == (True, False)
    assert (job.state, job.attempts) == ("running", 1)


def test_a_job_runs_to_its_result(user):
    job = Job.objects.create(kind="export", owner=user)
    job.claim()
    assert job.beat(3, total=10, message="正在写第 3 份")
    assert (job.done, job.total, job.message) == (3, 10, "正在写第 3 份")
    assert job.finish("共 10 份", ContentFile(b"zip", "a.zip"))
    with twin(job).result.open() as file:
        assert (job.state, job.is_over, file.read()) == ("done", True, b"zip")
    assert not job.fail("太迟")


def test_a_cancelled_job_tells_its_worker_to_stop(user, media):
    job = Job.objects.create(kind="export", owner=user)
    worker = twin(job)
    worker.claim()
    assert job.cancel()
    assert not worker.beat(5)
    assert not worker.finish("共 10 份", ContentFile(b"zip", "a.zip"))
    assert (worker.state, worker.result.name) == ("cancelled", "")
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_job_whose_worker_died_is_queued_again(user):
    job = Job.objects.create(kind="export", owner=user)
    job.claim()
    assert list(Job.objects.silent()) == []
    Job.objects.update(heartbeat_at=Now() - timedelta(seconds=7))
    assert list(Job.objects.silent()) == [job]
    assert job.requeue()
    assert (job.state, job.attempts) == ("queued", 1)


def test_a_failed_job_says_why(people):
    job = Job.objects.create(kind="export", owner=people[0])
    job.claim()
    job.fail("材料里有一个文件打不开：“a.pdf”。换掉后再导出。")
    assert list(Job.objects.owned_by(people[0])) == [job]
    assert list(Job.objects.owned_by(people[1])) == []
    assert (job.state, job.message[:3]) == ("failed", "材料里")
