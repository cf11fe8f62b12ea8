"""The roles that a process may have."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.errors import UsageError

MATCH = "match"
ROLES = {
    "fetch": "asks feeds, each host by one process at a time; any number",
    "read": "makes a reading of each article; any number",
    MATCH: "decides what articles are; one acts, others stand by",
    "compose": "makes editions and answers the bot's chats; one acts, others stand by",
    "deliver": "sends what is owed, each medium by one process at a time; any number",
    "web": "shows the pages; any number",
}


def roles_of(written: str) -> Sequence[str]:
    """Of "fetch,read". Raises UsageError for what is none."""
    roles = [one.strip() for one in written.split(",") if one.strip()]
    for one in roles:
        if one not in ROLES:
            raise UsageError(
                f"there is no role {one!r}", hint=f"roles are {', '.join(ROLES)}: docs/roles.md"
            )
    if not roles:
        raise UsageError("no role is named", hint=f"roles are {', '.join(ROLES)}")
    return list(dict.fromkeys(roles))


def holder_of(role: str, process: str) -> str:
    """Who has a lease in a role, for people."""
    return f"{role}{_IN}{process}"


def role_of(holder: str) -> str:
    """In which role `holder` has a lease; empty: a process without roles."""
    role, _, process = holder.partition(_IN)
    return role if process and role in ROLES else ""


_IN = " in "
