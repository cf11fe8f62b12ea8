#!/usr/bin/env bash
# Guess: ASCII headers that consist of one long token go out as they are with EmailMessage and policy.SMTP, or are broken at blanks.
# What happens (the e-mail package of Python, tried with 3.11 to 3.13): Message-ID is spared, but a References, In-Reply-To or
# List-Unsubscribe with a token of 78 letters or more becomes encoded words, "=?utf-8?q?=3Cc…?=", although it has no letter outside
# ASCII and RFC 2047 forbids them there. CPython's issue 85725, open since 2020. Short tokens are folded rightly.
# Why it matters: mail programmes do not put the evening's edition under the morning's, and one-click unsubscribing (RFC 8058)
# is not offered, with long ids and tokens only.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -I - <<'PY'
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage

print("Python", sys.version.split()[0])


def sent(header, *tokens):
    message = EmailMessage(policy=policy.SMTP)
    message[header] = " ".join(f"<{token}@monitor.example>" for token in tokens)  # a token and 18 letters
    raw = message_from_bytes(message.as_bytes(), policy=policy.compat32)[header]
    encoded = "=?utf-8?q?" in raw
    print(f"{header}, {len(tokens)} of {len(tokens[0]) + 18} letters: {'encoded: ' if encoded else ''}{raw.split()[0]}")
    return encoded


for header in ("References", "In-Reply-To", "List-Unsubscribe"):
    assert sent(header, "c" * 60)  # 78 letters
    assert not sent(header, "c" * 59)
assert not sent("References", *["c" * 59] * 6)
assert not sent("Message-ID", "c" * 80)
PY
