"""Files are written whole, and a file that can't be written is told plainly."""

import os
import sys

import pytest

from scheduler.errors import FileError
from scheduler.files import write_file


def test_a_file_is_written_and_replaced(tmp_path):
    path = tmp_path / "deep" / "er" / "plan.csv"
    write_file(path, b"old")
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(path.parent) == ["plan.csv"]  # noqa: PTH208 (hidden ones too)


def test_a_folder_in_the_way_is_told_and_nothing_is_left_over(tmp_path):
    (tmp_path / "plan.csv").mkdir()
    with pytest.raises(FileError, match="is a folder"):
        write_file(tmp_path / "plan.csv", b"new")
    assert os.listdir(tmp_path) == ["plan.csv"]  # noqa: PTH208


def test_a_file_in_the_way_of_a_folder_is_told(tmp_path):
    (tmp_path / "out").write_bytes(b"a file")
    with pytest.raises(FileError, match="can't be written"):
        write_file(tmp_path / "out" / "plan.csv", b"new")


@pytest.mark.skipif(
    sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="needs a folder that may not be written",
)
def test_a_folder_without_permission_is_told(tmp_path):
    (tmp_path / "shut").mkdir(mode=0o500)
    with pytest.raises(FileError, match=r"open in another program.*run again"):
        write_file(tmp_path / "shut" / "plan.csv", b"new")
