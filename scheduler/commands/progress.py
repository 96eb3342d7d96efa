"""A solve that can be watched and stopped: Ctrl-C keeps the best found."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.live import Live
from rich.table import Table

if TYPE_CHECKING:
    from scheduler.solver.result import Clock, Progress

T = TypeVar("T")

REDRAW_SECONDS = 0.25
PLAIN_SECONDS = 5.0  # between two lines where there is no terminal


class Watch:
    """Shows how a solve is going. Reports come from the solving thread."""

    def __init__(self, stream: Console) -> None:
        self._console = stream
        self._latest: Progress | None = None
        self._said = -PLAIN_SECONDS

    def report(self, progress: Progress) -> None:
        """Take note of a moment; the main thread shows it."""
        known = self._latest
        if progress.objective is None and known and known.objective is not None:
            return
        self._latest = progress

    def run(self, work: Callable[[], T], clock: Clock) -> T:
        """Do ``work`` in a thread and show its progress until it is done.

        Ctrl-C asks the clock to stop; the work then ends with the best it has. What it
        raises is raised here.
        """
        ended = threading.Event()
        outcome: list[T] = []
        failure: list[BaseException] = []

        def target() -> None:
            try:
                outcome.append(work())
            except BaseException as error:  # handed to the main thread
                failure.append(error)
            finally:
                ended.set()

        def on_interrupt(_number: int, _frame: FrameType | None) -> None:
            clock.stop()

        before = signal.signal(signal.SIGINT, on_interrupt)
        thread = threading.Thread(target=target, daemon=True)
        thread.start()
        try:
            self._show(ended, clock)
        finally:
            signal.signal(signal.SIGINT, before)
        if failure:
            raise failure[0]
        return outcome[0]

    def _show(self, ended: threading.Event, clock: Clock) -> None:
        if not self._console.is_terminal:
            while not ended.wait(REDRAW_SECONDS):
                self._say(clock)
            return
        with Live(console=self._console, transient=True, auto_refresh=False) as live:
            while not ended.wait(REDRAW_SECONDS):
                live.update(self._drawn(clock), refresh=True)

    def _say(self, clock: Clock) -> None:
        # The clock goes back where compiling is left out of it.
        self._said = min(self._said, clock.passed)
        if self._latest and clock.passed - self._said >= PLAIN_SECONDS:
            self._said = clock.passed
            figures = "  ".join(f"{k} {v}" for k, v in self._figures(clock).items())
            print(figures, file=sys.stderr, flush=True)

    def _drawn(self, clock: Clock) -> Table:
        table = Table(box=None, show_header=False)
        for name, figure in self._figures(clock).items():
            table.add_row(f"[bold]{name}[/bold]", figure)
        table.add_row("", "[dim]Ctrl-C ends the search and keeps the best[/dim]")
        return table

    def _figures(self, clock: Clock) -> dict[str, str]:
        latest = self._latest
        figures = {"time": f"{clock.passed:.0f} s"}
        if latest is None:
            return {**figures, "stage": "reading"}
        figures["stage"] = "stopping" if clock.stopped else latest.stage
        if latest.objective is not None:
            figures["cost"] = str(latest.objective)
        if latest.gap is not None:
            figures |= {"bound": str(latest.bound), "gap": f"{latest.gap:.1%}"}
        return figures
