"""A network of its own for each process that plays a machine: namespaces joined by a bridge, all of
them in one that has no way out. Linux, and root.

Their mounts and interfaces are gone with the last process that is in them, however that ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import count

HOST = "10.77.0.1"  # of what all machines talk to
_BRIDGE = "machines"
_APART = ("unshare", "--net", "--mount")
_OWN_MOUNTS = "mkdir -p /run/netns && mount -t tmpfs tmpfs /run/netns"
_TRY = f"{_OWN_MOUNTS} && ip link add {_BRIDGE} type bridge && ip netns add a"


def refused() -> str:
    """Why there can be none here; empty: there can."""
    try:
        tried = subprocess.run(
            [*_APART, "sh", "-c", _TRY], capture_output=True, text=True, check=False
        )
    except OSError as error:
        return str(error)
    return tried.stderr.strip() if tried.returncode else ""


def go_apart(command: Sequence[str]) -> None:
    """This process becomes `command`, apart from the network and the mounts of the machine."""
    sys.stdout.flush()
    within = f'{_OWN_MOUNTS} && exec "$@"'
    os.execvp(_APART[0], [*_APART, "sh", "-c", within, "sh", *command])


class Network:
    """For a process that went apart."""

    def __init__(self) -> None:
        self._numbers = count(2)
        self._names: set[str] = set()
        _ip("link set lo up")
        _ip(f"link add {_BRIDGE} type bridge")
        _ip(f"addr add {HOST}/24 dev {_BRIDGE}")
        _ip(f"link set {_BRIDGE} up")

    def command(self, name: str) -> list[str]:
        """What begins a process on the machine of that name."""
        if name not in self._names:
            self._add(name)
        return ["ip", "netns", "exec", name]

    def _add(self, name: str) -> None:
        self._names.add(name)
        _ip(f"netns add {name}")
        _ip(f"link add at-{name} type veth peer name eth0 netns {name}")
        _ip(f"link set at-{name} master {_BRIDGE}")
        _ip(f"-n {name} addr add {HOST.rpartition('.')[0]}.{next(self._numbers)}/24 dev eth0")
        _ip(f"-n {name} link set lo up")
        _ip(f"-n {name} link set eth0 up")
        self.mend(name)

    def cut(self, name: str) -> None:
        """What it sends goes nowhere, and nobody is told."""
        _ip(f"link set at-{name} down")

    def mend(self, name: str) -> None:
        _ip(f"link set at-{name} up")


def _ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True)
