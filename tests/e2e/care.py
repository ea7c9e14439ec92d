#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""care.py WOODSHED - a damaged library, one from a newer program and a daily copy, through the window.

Runs inside headless-session.sh.
"""
import glob
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from uidrive import App, wait  # noqa: E402

WOODSHED = sys.argv[1]
ENV = {"G_DEBUG": "fatal-warnings"}


def verb(profile, *args):
    return subprocess.run([WOODSHED, "--profile", profile, *args], check=True, capture_output=True, text=True).stdout


def new_profile(top, name):
    profile = os.path.join(top, name)
    for number in range(1, 4):
        verb(profile, "tune", "new", "--title", f"Tune {number}")
    verb(profile, "repertoire", "create", "Fiddle")
    return profile, os.path.join(profile, "spaces", "local.db")


def close(app):
    app.keys("ctrl+q")
    wait(lambda: app.process.poll() is not None, "the program to end")
    assert app.process.returncode == 0, app.process.returncode


def newer_library_is_left_alone(top):
    profile, library = new_profile(top, "newer")
    with sqlite3.connect(library) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    before = open(library, "rb").read()
    with App([WOODSHED, "--profile", profile], ENV) as app:
        app.wait_label("This library comes from a newer Woodshed")
        close(app)
    assert open(library, "rb").read() == before


def damaged_library_is_salvaged(top):
    profile, library = new_profile(top, "damaged")
    verb(profile, "import", "--starter")
    with open(library, "r+b") as file:
        content = file.read()
        pages = {at.start() // 4096 for at in re.finditer(b"Drowsy Maggie", content)} - {0}
        assert pages
        for page in pages:
            file.seek(page * 4096)
            file.write(b"\xa5" * 4096)
    with App([WOODSHED, "--profile", profile]) as app:  # a damaged page is worth a warning
        app.click("page tab", "Catalog")  # the practice page has no need of the damaged place
        app.click("push button", "Save What Is Readable…")
        app.click("push button", "Save")
        app.find("label", re.compile("The damaged file is kept beside the new library"), timeout=20)
        close(app)
    assert glob.glob(library + ".damaged-*"), os.listdir(os.path.dirname(library))
    verb(profile, "check")


def daily_copy_is_restored(top):
    profile, library = new_profile(top, "restored")
    with App([WOODSHED, "--profile", profile], ENV) as app:
        wait(lambda: glob.glob(os.path.join(profile, "backups", "*.db")), "the copy of the day", 20)
        close(app)
    verb(profile, "tune", "new", "--title", "Made since")
    with App([WOODSHED, "--profile", profile], ENV) as app:
        app.menu("Main Menu", "Restore from Automatic Backup…", "b")
        app.find("label", "Restore from Automatic Backup")
        app.mouse("label", re.compile(r"\d\d:\d\d$"))
        app.click("push button", "Restore")
        app.find("label", "Restored. The library as it was before is kept beside it.", timeout=20)
        close(app)
    assert "Made since" not in verb(profile, "list", "--json")
    assert "Tune 1" in verb(profile, "list", "--json")


def main():
    top = tempfile.mkdtemp(prefix="shed-care-")
    try:
        for test in (newer_library_is_left_alone, damaged_library_is_salvaged, daily_copy_is_restored):
            test(top)
            print("ok", test.__name__, flush=True)
    finally:
        shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    main()
