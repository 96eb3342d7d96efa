"""How inner functions are compiled, and how numbers are handed to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

F = TypeVar("F", bound=Callable[..., object])


def bare(function: F) -> F:
    """Compile a function that makes no arrays of its own.

    numba counts references whenever an array is taken out of a tuple, by additions that
    lock the bus: more than half of the search's time. Who makes no arrays can do
    without; and what such a function calls is compiled in the same way.
    """
    options: Any = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
    return cast(F, numba.njit(**options)(function))


def int64(value: int) -> int:
    """Return a number for compiled functions, as a constant among their arguments.

    For Python's own numbers numba would compile a function once for each of them.
    """
    return cast(int, np.int64(value))
