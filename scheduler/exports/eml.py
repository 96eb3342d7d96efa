"""One mail as a draft: an ``.eml`` file that Outlook opens ready to be sent.

RFC 5322 by the standard library, UTF-8. ``X-Unsent: 1`` makes Outlook open it as a
draft; nothing is sent by anybody but the person who presses the button. Headers hold
one line of text without control characters, so that no name can add a header.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from scheduler.exports.names import plain

# The addresses of RFC 5322, section 3.4.1, without quotes, comments and literals.
LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{LOCAL}@{DOMAIN}(?:\.{DOMAIN})+")
LONGEST_ADDRESS = 254  # RFC 5321, section 4.5.3.1.3, without the brackets


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail; ``kind`` is like ``text/calendar``."""

    name: str
    kind: str
    data: bytes


@dataclass(frozen=True)
class Mail:
    """A mail to be sent: ``to`` are (name, address) pairs, ``sender`` an address."""

    to: Sequence[tuple[str, str]]
    subject: str
    text: str
    attachments: Sequence[Attachment] = ()
    sender: str = ""


def is_address(words: str) -> bool:
    """Tell whether ``words`` are one e-mail address, as every mail program takes it."""
    return len(words) <= LONGEST_ADDRESS and bool(ADDRESS.fullmatch(words))


def addresses_in(words: str) -> tuple[str, ...]:
    """Return the e-mail addresses in a text such as a ward's contact."""
    found = (match.group() for match in ADDRESS.finditer(words))
    return tuple(dict.fromkeys(address for address in found if is_address(address)))


def eml(mail: Mail, stamp: datetime) -> bytes:
    """Return the draft; the same mail and ``stamp`` (UTC) give the same bytes."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    if mail.sender:
        message["From"] = Address(addr_spec=mail.sender)
    if mail.to:
        message["To"] = [
            Address(display_name=_header_text(name), addr_spec=address)
            for name, address in mail.to
        ]
    message["Subject"] = _header_text(mail.subject)
    message["Date"] = stamp
    message.set_content(mail.text, charset="utf-8", cte="quoted-printable")
    for file in mail.attachments:
        _attach(message, file)
    if mail.attachments:
        mark = sha256(b"\n".join(file.data for file in mail.attachments)).hexdigest()
        message.set_boundary(f"=_clerkships_{mark[:32]}")
    return message.as_bytes()


def _header_text(words: str) -> str:
    """Return a text of one line that stands for itself in a header.

    Without the start of an encoded word (RFC 2047): the standard library would decode
    one, and a line end hidden in it would begin a new header.
    """
    return plain(words).replace("=?", "= ?")


def _attach(message: EmailMessage, file: Attachment) -> None:
    main, _, sub = file.kind.partition("/")
    # As bytes, so that not a line end of it is changed.
    message.add_attachment(
        file.data,
        maintype=main,
        subtype=sub,
        filename=file.name,
        params={"charset": "utf-8"} if main == "text" else None,
    )
