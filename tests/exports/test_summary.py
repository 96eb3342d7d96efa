"""The figures for programs."""

from datetime import date
from types import MappingProxyType

import pytest

from scheduler.exports.summary import summary_json


def test_a_summary_is_sorted_and_readable():
    summary = {"placed": 3, "città": "è", "a": MappingProxyType({"day": date.min})}
    assert summary_json(summary).decode() == (
        "{\n"
        '  "a": {\n'
        '    "day": "0001-01-01"\n'
        "  },\n"
        '  "città": "è",\n'
        '  "placed": 3\n'
        "}\n"
    )


def test_the_order_of_the_figures_does_not_matter():
    assert summary_json({"a": 1, "b": 2}) == summary_json({"b": 2, "a": 1})


@pytest.mark.parametrize("value", [{1, 2}, object(), float("nan"), float("inf")])
def test_what_would_differ_from_run_to_run_is_refused(value):
    with pytest.raises((TypeError, ValueError), match=r"no place|JSON compliant"):
        summary_json({"a": value})
