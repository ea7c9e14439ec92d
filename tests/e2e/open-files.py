#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""open-files.py WOODSHED - tune books that a file manager opens are imported: in a new window, and in the one that is open.

Runs inside headless-session.sh.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from uidrive import App, wait  # noqa: E402

WOODSHED = os.path.abspath(sys.argv[1])
ENV = {"G_DEBUG": "fatal-warnings"}


def titles(profile):
    answer = subprocess.run([WOODSHED, "--profile", profile, "list", "--json"], check=True, capture_output=True, text=True)
    return {tune["title"] for tune in json.loads(answer.stdout)}


def write_book(top, name, title):
    path = os.path.join(top, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"X:1\nT:{title}\nR:reel\nM:4/4\nL:1/8\nK:D\n|:DEFG ABcd:|\n")
    return path


def main():
    top = tempfile.mkdtemp(prefix="shed-open-")
    try:
        profile = os.path.join(top, "profile")
        first, second = write_book(top, "First Book.abc", "First"), write_book(top, "list", "Second")
        third, fourth = write_book(top, "drittes Büchlein.abc", "Third"), write_book(top, "-4.abc", "Fourth")
        with App([WOODSHED, "--profile", profile, first], ENV) as app:
            wait(lambda: titles(profile) == {"First"}, "the book of a first start", 20)
            app.find("label", "First Book", timeout=20)
            # A second start hands its files over and ends. A file called like a verb is one all the same.
            uri = pathlib.Path(third).as_uri()
            subprocess.run([WOODSHED, "--profile", profile, "./list", uri], cwd=top, check=True, timeout=60)
            subprocess.run([WOODSHED, "--profile", profile, "--", "-4.abc"], cwd=top, check=True, timeout=60)
            wait(lambda: titles(profile) == {"First", "Second", "Third", "Fourth"}, "the books of later starts", 20)
            assert app.process.poll() is None
            assert os.path.exists(second) and os.path.exists(fourth)
            app.keys("ctrl+q")
            wait(lambda: app.process.poll() is not None, "the program to end")
            assert app.process.returncode == 0, app.process.returncode
        # What is there already is taken again without harm.
        with App([WOODSHED, "--profile", profile, first, third], ENV) as app:
            app.find("label", "Third", timeout=20)
            app.keys("ctrl+q")
            wait(lambda: app.process.poll() is not None, "the program to end")
        assert titles(profile) == {"First", "Second", "Third", "Fourth"}
        print("ok files are imported")
    finally:
        shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    main()
