"""CP-SAT in a process of its own: a crash in it can't take the program down.

The child is spawned (never forked: CP-SAT has threads), is sent plain arrays, and lives
on for the next model. It ignores Ctrl-C; the parent asks it to stop.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from multiprocessing.connection import Connection
from typing import Any

from scheduler.errors import SolverError
from scheduler.solver.exact import Answer, Limits, Watcher, solve_model
from scheduler.solver.flow import Model
from scheduler.solver.leximin import raise_in_model
from scheduler.solver.result import Clock

POLL_SECONDS = 0.1


class Child:
    """A solving process. Use as a context manager; it starts at the first model."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._process: Any = None
        self._pipe: Any = None

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, model: Model, limits: Limits) -> None:
        """Send a model and return at once."""
        if self._process is None:
            self._pipe, theirs = self._context.Pipe()
            self._process = self._context.Process(
                target=_serve, args=(theirs,), daemon=True
            )
            self._process.start()
            theirs.close()
        self._pipe.send((model, limits))

    def answer(self, clock: Clock, watch: Watcher | None = None) -> Answer:
        """Wait for the answer; ask the child to stop when the clock is over.

        Raises SolverError if the child died or failed.
        """
        asked = False
        while True:
            if clock.over and not asked:
                self._pipe.send("stop")
                asked = True
            if not self._pipe.poll(POLL_SECONDS):
                continue
            kind, *content = self._receive()
            if kind == "found" and watch:
                watch(*content)
            elif kind == "answer":
                answer: Answer = content[0]
                return answer
            elif kind == "failed":
                raise SolverError(content[0])

    def _receive(self) -> tuple[Any, ...]:
        try:
            message: tuple[Any, ...] = self._pipe.recv()
        except (EOFError, OSError) as error:
            self.close()
            raise SolverError("the solving process ended without an answer") from error
        return message

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.terminate()
            self._process.join()
            self._pipe.close()
            self._process = self._pipe = None


def _serve(pipe: Connection[Any, Any]) -> None:
    """Answer one model after another until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbox = _Inbox(pipe)
    while (task := inbox.next_task()) is not None:
        model, limits = task

        def tell(*content: Any) -> None:
            pipe.send(("found", *content))

        try:
            work = raise_in_model if model.raising else solve_model
            answer = work(model, limits, tell, inbox.attach)
            pipe.send(("answer", answer))
        except SolverError as error:
            pipe.send(("failed", str(error)))


class _Inbox:
    """Reads the pipe in a thread, so that "stop" reaches a running solver."""

    def __init__(self, pipe: Connection[Any, Any]) -> None:
        self._pipe = pipe
        self._tasks: list[Any] = []
        self._news = threading.Condition()
        self._solver: Any = None
        self._stopping = False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                message = self._pipe.recv()
            except (EOFError, OSError):
                message = None
            with self._news:
                if message == "stop":
                    self._stopping = True
                    if self._solver is not None:
                        self._solver.stop_search()
                    continue
                self._tasks.append(message)
                self._news.notify()
            if message is None:
                return

    def next_task(self) -> Any:
        """Wait for a model; ``None`` when the parent is gone."""
        with self._news:
            while not self._tasks:
                self._news.wait()
            self._solver, self._stopping = None, False
            return self._tasks.pop(0)

    def attach(self, solver: Any) -> None:
        """Make a solver stoppable."""
        with self._news:
            self._solver = solver
            if self._stopping:
                solver.parameters.max_time_in_seconds = 0.1
