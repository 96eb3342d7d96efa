"""The command ``clerkship``: each command parses, calls one function and prints.

Exit codes: 0 all is well; 1 a schedule breaks rules; 2 the input or the command can't
be used (every problem is said); 3 a schedule was written, but something is unplaced;
4 a fault of the program, with a report in a file; 130 stopped before there was anything
to write.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from typing import Any

import click

from scheduler import __version__
from scheduler.commands import (
    explain,
    fairness,
    hospitals,
    instances,
    mail,
    mobility,
    mss,
    planning,
    privacy,
    publishing,
    registry,
    repairs,
    report,
    semesters,
    solving,
    swaps,
)
from scheduler.commands.told import FAULT, INTERRUPTED, UNUSABLE
from scheduler.errors import ClerkshipError, SolverError

COMMANDS = (
    *planning.COMMANDS,
    *solving.COMMANDS,
    *publishing.COMMANDS,
    *report.COMMANDS,
    *mail.COMMANDS,
    *registry.COMMANDS,
    *hospitals.COMMANDS,
    *semesters.COMMANDS,
    *repairs.COMMANDS,
    *explain.COMMANDS,
    *swaps.COMMANDS,
    *fairness.COMMANDS,
    *privacy.COMMANDS,
    *instances.COMMANDS,
    *mobility.COMMANDS,
    *mss.COMMANDS,
)


class Guarded(click.Group):
    """Turns every error into words and an exit code; no traceback reaches a user."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except SolverError as error:
            _fault(error)
        except ClerkshipError as error:
            click.echo(str(error), err=True)
            sys.exit(UNUSABLE)
        except KeyboardInterrupt:
            click.echo("Stopped; nothing was written.", err=True)
            sys.exit(INTERRUPTED)
        except (
            click.exceptions.Exit,
            click.ClickException,
            click.Abort,
            BrokenPipeError,  # the reader of the output has seen enough
        ):
            raise
        except Exception as error:
            _fault(error)


def _fault(error: Exception) -> None:
    with tempfile.NamedTemporaryFile(
        "w", prefix="clerkship-", suffix=".txt", delete=False, encoding="utf-8"
    ) as report:
        report.write("".join(traceback.format_exception(error)))
    click.echo(
        f"This is a fault of the program, not yours: {error}\n"
        f"No file is half-written. Please send the file {report.name} to whoever "
        "looks after the program.",
        err=True,
    )
    sys.exit(FAULT)


@click.group(cls=Guarded)
@click.version_option(__version__, prog_name="clerkship")
def main() -> None:
    """Plan a medical school's clerkship rotations.

    INSTANCE is a folder of tables (or one .xlsx workbook) that describes the school's
    year. Start with: clerkship new my-school
    """
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may not know every letter; a name must not stop the work.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


for _command in COMMANDS:
    main.add_command(_command)
