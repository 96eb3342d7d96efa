"""How to put feeds onto the web: the text that lies beside the office's index."""

from __future__ import annotations

READ_ME = """\
FEEDS: HOW TO PUT THEM ONTO THE WEB

"clerkship feeds" fills a folder with calendars whose names nobody can guess. Copy that
folder, and nothing else, to any web space with HTTPS. No program runs there. Copy it
again after each publication: phones and computers then fetch the changes themselves.

index.csv (beside this text) says which calendar is whose. It is for the office alone,
as is tokens.json, which keeps the names the same from publication to publication. Don't
put either onto the web. If tokens.json is lost, everybody needs a new address.

What to tell students
  - The address is like a password: who knows it sees the calendar. Don't pass it on.
  - Add it to your calendar program with "subscribe" or "from URL", not with "import".
  - TOKEN.ics shows every day in the ward with its times, TOKEN-bars.ics one bar for
    each placement. Take one of the two.
  - Google looks for changes every 8 to 24 hours, Outlook on the web about every 3,
    Apple from 5 minutes to a week as you set it. What changes at short notice comes
    by mail.
  - Who can't subscribe imports the file into a calendar of its own: an update then
    means emptying that calendar and importing again, without doubles.

When an address has leaked
  clerkship feeds INSTANCE --out FOLDER --renew 004017
  gives student 004017 (or a ward, or a hospital) a new address and removes the old file
  from the folder. Remove it from the web space too.

What whoever looks after the web space should set
  - HTTPS only; no listing of the folder (index.html is there to prevent it).
  - For *.ics: Content-Type: text/calendar; charset=utf-8
               Cache-Control: private
               X-Robots-Tag: noindex
               Referrer-Policy: no-referrer
  - ETag or Last-Modified as usual: unchanged calendars are the same to the byte.
  - Don't forbid the folder in robots.txt: Google Calendar would refuse to read it.
  - Keep the names of the files out of access logs, or keep the logs short.
"""
