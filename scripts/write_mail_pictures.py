"""Writes docs/mail-*.png: a digest as a mail program shows it, 600 and 390 pixels wide, light and
dark.

    python scripts/write_mail_pictures.py

Needs Chromium (on Debian: apt install chromium), `monitor demo` before it, and looks at nothing
else: the page is the HTML part of the mail that would be sent. A browser window has no fewer than
500 pixels, so the mail stands in a frame of its own width.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import sys
import tempfile
from email.message import EmailMessage
from pathlib import Path

from monitor.delivery.media.mail import MEDIUM, Mailing, mail_of
from monitor.delivery.media.messages import read
from monitor.delivery.transport import Envelope
from monitor.digest.model import Digest

ROOT = Path(__file__).resolve().parents[1]
WIDTHS = (600, 390)
HEIGHT = 1100
SCHEMES = {"dark": 0, "light": 1}  # as Chromium's own setting counts them
_MARGIN = 20
_WIDTH_MIN = 500


def digest_of_the_demo() -> Digest:

    command = [sys.executable, "-m", "monitor", "--home", "state/demo", "digest", "--json"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return read(done.stdout)


def html_part(digest: Digest) -> str:
    (message,) = MEDIUM.render(digest)
    envelope = Envelope(key="picture", reader_id="0123456789abcdef", thread="picture")
    mailing = Mailing(sender="The Desk <desk@example.org>")
    mail = mail_of(message, "reader@example.org", envelope, mailing)
    part = mail.get_body(("html",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def picture(page: str, *, width: int, scheme: str, file: Path) -> None:
    window = max(_WIDTH_MIN, width + 2 * _MARGIN)
    back = {"dark": "#000", "light": "#ddd"}[scheme]
    framed = (
        f'<body style="margin:0;background:{back}"><iframe srcdoc="{html.escape(page)}" '
        f'style="display:block;border:0;margin:{_MARGIN}px auto;width:{width}px;'
        f'height:{HEIGHT - 2 * _MARGIN}px" scrolling="no"></iframe></body>'
    )
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("there is no Chromium: apt install chromium")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "mail.html"
        source.write_text(framed, encoding="utf-8")
        command = [
            browser,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={folder}/profile",
            f"--window-size={window},{HEIGHT}",
            f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}",
            f"--screenshot={file}",
            source.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)


def main() -> None:
    page = html_part(digest_of_the_demo())
    for width in WIDTHS:
        for scheme in SCHEMES:
            file = ROOT / "docs" / f"mail-{width}-{scheme}.png"
            picture(page, width=width, scheme=scheme, file=file)
            print(f"written: {file.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
