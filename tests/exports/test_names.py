"""File names that work on Windows and in a web address."""

import pytest

from scheduler.exports.names import file_names, plain


@pytest.mark.parametrize("name", ["000123", "NIG", "IM1-A", "s_1.b", "common"])
def test_a_plain_id_is_its_own_file_name(name):
    assert file_names([name]) == {name: name}


@pytest.mark.parametrize(
    "name",
    [
        "a/b",
        "..",
        "../x",
        "a\\b",
        "a:b",
        "a b",
        "città",
        ".hidden",
        "dot.",
        "",
        "x" * 300,
        "CON",
        "nul",
        "Com1",
        "LPT9",
        "aux.txt",
    ],
)
def test_any_other_id_is_mended(name):
    """No folders, no device names of Windows, nothing hidden, nothing too long."""
    mended = file_names([name])[name]
    assert mended.isascii()
    assert mended.replace("-", "").replace("_", "").replace(".", "").isalnum()
    assert not mended.startswith(".")
    assert mended.split(".")[0].upper() not in ("CON", "NUL", "COM1", "LPT9", "AUX")
    assert len(mended) < 100


def test_no_two_ids_share_a_file():
    """Not even on Windows, where S1 and s1 are one file."""
    ids = ["a/b", "a\\b", "a b", "a_b", "S1", "s1", "x" * 200, "x" * 201]
    names = file_names(ids)
    assert len({name.casefold() for name in names.values()}) == len(ids)
    assert names["a_b"] == "a_b"


def test_a_file_keeps_its_name_whoever_else_is_there():
    assert file_names(["a/b", "c"])["a/b"] == file_names(["a/b"])["a/b"]


def test_control_characters_become_one_space():
    assert plain(" a\r\n\tb\x00\x7fc\u2028d è\n") == "a b c d è"
