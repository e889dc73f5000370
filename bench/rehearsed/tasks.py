"""A job of two seconds that leaves one line in the log, or two when it was done twice."""

from __future__ import annotations

import time

from kit import audit, jobs

STEPS, EACH = 20, 0.1


@jobs.kind("rehearsal")
def rehearse(work: jobs.Work) -> jobs.Done:
    for _ in work.each(range(STEPS), total=STEPS):
        time.sleep(EACH)
    return jobs.Done("好。", apply=lambda: audit.record(None, "job.cancel", work.job))
