"""A headless Chromium that a test can look at pages with, driven over two pipes.

It speaks the DevTools protocol (one JSON message after another, each ended by a zero
byte), so that nothing needs to be installed besides the browser itself.
"""

import json
import os
import shutil
import subprocess
import sys

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe"),
)
# The browser listens to file 3 and answers on file 4.
LAUNCH = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
os.dup2(ends[0], 3)
os.dup2(ends[1], 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


def chromium():
    """Return the path of a browser, or skip the test and say what is missing."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None or os.name != "posix":
        pytest.skip("NOT CHECKED: no Chromium on this computer to look at pages with")
    return found


class Browser:
    """One browser; `open` shows a page in a new tab of a given size."""

    def __init__(self, profile):
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        ends = (str(theirs_in), str(theirs_out))
        flags = (*FLAGS, f"--user-data-dir={profile}", "about:blank")
        self.process = subprocess.Popen(
            [sys.executable, "-c", LAUNCH, *ends, chromium(), *flags],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self.out, self.into = os.fdopen(ours_out, "wb"), os.fdopen(ours_in, "rb")
        self.number, self.events, self.rest = 0, [], b""

    def ask(self, method, session=None, **params):
        """Send a command and return its result; events on the way are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        self.out.write(json.dumps(message).encode() + b"\0")
        self.out.flush()
        while True:
            answer = self._next()
            if answer.get("id") == self.number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]
            self.events.append(answer)

    def wait_for(self, method):
        """Return when an event has come."""
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self._next())

    def _next(self):
        while b"\0" not in self.rest:
            data = os.read(self.into.fileno(), 1 << 16)
            assert data, "the browser has gone"
            self.rest += data
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def open(self, path, width, height):
        """Open a file in a window of so many pixels."""
        self.events.clear()
        made = self.ask("Target.createTarget", url="about:blank")
        attached = self.ask(
            "Target.attachToTarget", targetId=made["targetId"], flatten=True
        )
        page = Page(self, attached["sessionId"])
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.ask(f"{domain}.enable")
        page.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        page.ask("Page.navigate", url=path.as_uri())
        self.wait_for("Page.loadEventFired")
        return page

    def close(self):
        """End the browser."""
        self.ask("Browser.close")
        self.process.wait(timeout=20)
        self.out.close()
        self.into.close()


class Page:
    """One tab."""

    def __init__(self, browser, session):
        self.browser, self.session = browser, session

    def ask(self, method, **params):
        return self.browser.ask(method, self.session, **params)

    def run(self, script):
        """Return the value of an expression in the page."""
        done = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def press(self, key):
        """Press and release a key."""
        code = {"Tab": 9, "ArrowRight": 39, "ArrowDown": 40}[key]
        what = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **what)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **what)

    @property
    def faults(self):
        """What the page has complained about: errors in scripts, blocked things."""
        self.run("0")  # so that everything said before has come
        return [
            event["params"]
            for event in self.browser.events
            if event.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded")
            or (
                event.get("method") == "Runtime.consoleAPICalled"
                and event["params"]["type"] in ("error", "warning")
            )
        ]

    @property
    def requests(self):
        """The addresses that the page has asked for."""
        return [
            event["params"]["request"]["url"]
            for event in self.browser.events
            if event.get("method") == "Network.requestWillBeSent"
        ]
