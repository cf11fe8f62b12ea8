"""What was checked and how it is, as `check` and `sources check` say it."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.cli import forms_home as forms
from monitor.cli import output


def told(found: Iterable[forms.Finding], *, json: bool) -> int:
    """The exit status: 1 if anything is wrong."""
    findings = tuple(found)
    ok = all(finding.ok for finding in findings)
    if json:
        output.emit(forms.Checked(ok=ok, findings=findings))
    else:
        for finding in findings:
            _say(finding)
    return 0 if ok else 1


def _say(finding: forms.Finding) -> None:
    mark = output.style("ok  ", fg="green") if finding.ok else output.style("WRONG", fg="red")
    output.say(f"{mark:<5} {finding.what:<10} {finding.says}")
    if finding.hint:
        output.say(f"{'':<16} hint: {finding.hint}")
