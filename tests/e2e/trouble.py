#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""trouble.py WOODSHED - libraries cut off in the middle, a folder that cannot be written, a full disk, clocks far off: through the window.

Each is said in words, and nothing is lost. Runs inside headless-session.sh.
"""
import contextlib
import glob
import os
import re
import resource
import shutil
import stat
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from story import NOON, Story, close  # noqa: E402
from uidrive import App, NotFound, wait  # noqa: E402

WOODSHED = os.path.abspath(sys.argv[1])


def begin(top, name):
    """A profile with a repertoire of five tunes by name, all of them to be learned, and the starter book; made once and copied."""
    made = Story(os.path.join(top, "made"))
    if not os.path.exists(made.profile):
        made.verb("repertoire", "create", "Fiddle")
        for number in range(1, 6):
            made.verb("tune", "new", "--title", f"Tune {number}", "--kind", "reel", "--key", "D")
        made.verb("repertoire", "add", "Fiddle", *(tune for (tune,) in made.rows("SELECT id FROM tune")))
        made.verb("import", "--starter")
    folder = os.path.join(top, name)
    shutil.copytree(os.path.join(top, "made"), folder)
    return Story(folder)


def library(story):
    return os.path.join(story.profile, "spaces", "local.db")


def settle(story):
    """Into the one file: what is cut off below is all there is."""
    for name in ("-wal", "-shm"):
        if os.path.exists(library(story) + name):
            os.remove(library(story) + name)


def rate_one(app, story, n_before=0):
    app.find("push button", re.compile("^Good"))
    app.keys("Down")
    app.focused("list item")
    app.keys("3")
    app.wait_label(f"{n_before + 1} rated")
    wait(lambda: len(story.rows("SELECT 1 FROM staged_rating")) == n_before + 1, "the rating to be kept")


def a_library_cut_in_half_is_salvaged(top):
    for percent in (97, 60, 30):
        story = begin(top, f"half-{percent}")
        settle(story)
        size = os.path.getsize(library(story)) * percent // 100
        os.truncate(library(story), size - size % 4096 + 1000)
        before = open(library(story), "rb").read()
        with App([WOODSHED, "--profile", story.profile], {"WOODSHED_CLOCK_FILE": story.clock}) as app:
            app.click("push button", re.compile("^Save What Is Readable"))
            app.click("push button", "Save")
            app.find("label", re.compile("The damaged file is kept beside the new library"), timeout=20)
            close(app)
        [kept] = glob.glob(library(story) + ".damaged-*")
        assert open(kept, "rb").read()[:len(before)] == before
        story.verb("check")
        if percent > 90:  # what stood at the end was the starter book's
            assert "Tune 1" in story.verb("list", "--json")


def a_library_that_is_not_one_is_left_alone(top):
    for name, content in (("start", b"SQLite format 3\0" + 40 * b"\0"), ("noise", os.urandom(9000)), ("text", b"Dear diary\n")):
        story = begin(top, "not-" + name)
        settle(story)
        with open(library(story), "wb") as file:
            file.write(content)
        with App([WOODSHED, "--profile", story.profile], {"WOODSHED_CLOCK_FILE": story.clock}) as app:
            said = app.find("label", re.compile("^(This|The) (library|file) "))
            print(name, said.get_name())
            close(app)
        assert open(library(story), "rb").read() == content


def an_emptied_library_is_said_and_its_copy_restored(top):
    story = begin(top, "emptied")
    story.at(1)
    with story.app() as app:
        wait(lambda: glob.glob(os.path.join(story.profile, "backups", "*2026-11-22.db")), "the copy of the day", 20)
        close(app)
    settle(story)
    os.truncate(library(story), 0)
    with App([WOODSHED, "--profile", story.profile], {"WOODSHED_CLOCK_FILE": story.clock}) as app:
        app.wait_label("The library is damaged")
        app.click("push button", "Restore from Automatic Backup…")
        app.find("label", "Restore from Automatic Backup")
        app.mouse("label", re.compile(r"\d\d:\d\d$"))  # the newest
        app.click("push button", "Restore")
        app.find("label", "Restored. The library as it was before is kept beside it.", timeout=20)
        close(app)
    assert "Tune 5" in story.verb("list", "--json")
    story.verb("check")


@contextlib.contextmanager
def unwritable(story):
    """Root may write where nobody may: for it the folder is mounted read-only, for the program alone."""
    if os.geteuid() == 0:
        yield ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"', story.profile]
        return
    folders = [folder for folder, _, _ in os.walk(story.profile)]
    for folder in folders:
        os.chmod(folder, stat.S_IRUSR | stat.S_IXUSR)
    try:
        yield []
    finally:
        for folder in folders:
            os.chmod(folder, stat.S_IRWXU)


def a_folder_that_cannot_be_written_is_said(top):
    story = begin(top, "read-only")
    with unwritable(story) as before, App([*before, WOODSHED, "--profile", story.profile], story.env) as app:
        app.find("label", re.compile("^The library can be read but not written"))
        app.click("page tab", "Catalog")
        app.find("label", re.compile(r"^All Tunes · \d+ tunes$"))
        app.click("page tab", "Practice")
        app.wait_label("The Day Could Not Be Prepared")
        app.gone("label", "nothing due")
        app.click("page tab", "Repertoire")
        app.mouse("label", "Tune 2")
        app.keys("ctrl+p")
        app.find("label", re.compile("cannot be written|only be read|not writable"))
        app.keys("ctrl+q")
        app.find("label", "1 Change Is Not Saved")
        app.keys("alt+c")  # Close and Lose It
        wait(lambda: app.process.poll() is not None, "the program to end")
        assert app.process.returncode == 0, app.process.returncode
    assert story.rows("SELECT count(*) FROM repertoire_tune WHERE paused = 0") == [(5,)]
    with story.app() as app:
        rate_one(app, story)
        close(app)
    story.verb("check")


def there_is_no_place_for_a_library(top):
    story = Story(tempfile.mkdtemp(dir=top))
    os.mkdir(story.profile)
    with unwritable(story) as before, App([*before, WOODSHED, "--profile", story.profile],
                                       {"WOODSHED_CLOCK_FILE": story.clock}) as app:  # GIO warns of settings it cannot write
        app.find("label", re.compile("written|writable"))
        close(app)
    assert os.listdir(story.profile) == []


def a_full_disk_is_said_and_what_was_done_is_kept(top):
    story = begin(top, "full")
    with App(["sh", "-c", 'trap "" XFSZ; exec "$@"', "sh", WOODSHED, "--profile", story.profile], story.env) as app:
        rate_one(app, story)
        size = resource.prlimit(app.process.pid, resource.RLIMIT_FSIZE)
        # As where the last block of a disk has been taken: part of what is written has room.
        log = os.path.getsize(library(story) + "-wal")
        resource.prlimit(app.process.pid, resource.RLIMIT_FSIZE, (log + 100, size[1]))
        app.keys("3")
        app.find("label", re.compile("^The disk is full"))
        assert len(story.rows("SELECT 1 FROM staged_rating")) == 1
        resource.prlimit(app.process.pid, resource.RLIMIT_FSIZE, size)
        with contextlib.suppress(NotFound):  # another write may have found the room first
            app.click("push button", "Try Again", timeout=3)
        wait(lambda: len(story.rows("SELECT 1 FROM staged_rating")) == 2, "what was done on the full disk")
        app.wait_label("2 rated")
        close(app)
    story.verb("check")


def a_window_that_holds_what_a_full_disk_refused_does_not_close_unasked(top):
    story = begin(top, "full-close")
    with App(["sh", "-c", 'trap "" XFSZ; exec "$@"', "sh", WOODSHED, "--profile", story.profile], story.env) as app:
        rate_one(app, story)
        size = resource.prlimit(app.process.pid, resource.RLIMIT_FSIZE)
        log = os.path.getsize(library(story) + "-wal")
        resource.prlimit(app.process.pid, resource.RLIMIT_FSIZE, (log + 100, size[1]))
        app.keys("3")
        app.find("label", re.compile("^The disk is full"))
        app.keys("ctrl+q")
        app.find("label", "1 Change Is Not Saved")
        resource.prlimit(app.process.pid, resource.RLIMIT_FSIZE, size)
        if app.process.poll() is None:  # another write may have found the room first, and the window has closed
            app.keys("alt+t")
        wait(lambda: app.process.poll() is not None, "the program to end")
        assert app.process.returncode == 0, app.process.returncode
    assert len(story.rows("SELECT 1 FROM staged_rating")) == 2
    story.verb("check")


def a_clock_far_off_loses_nothing(top):
    story = begin(top, "clock")
    first = [("in the days of the first clocks", -NOON + 3600_000), ("in 2100", 4_102_488_000_000 - NOON)]
    for name, shift_ms in first:
        story.at(0, shift_ms / 60_000)
        n = len(story.rows("SELECT 1 FROM practice_event"))
        with story.app() as app:
            rate_one(app, story)
            app.click("push button", "Submit 1")
            wait(lambda n=n: len(story.rows("SELECT 1 FROM practice_event")) == n + 1, name)
            app.click("page tab", "Repertoire")
            app.click("page tab", "Catalog")
            app.find("label", re.compile(r"^All Tunes · \d+ tunes$"))
            close(app)
        story.verb("check")
    story.at(0)
    with story.app() as app:
        app.find("label", re.compile(r"\b\d+ (due|new)\b"))
        rate_one(app, story)
        app.click("push button", "Submit 1")
        wait(lambda: len(story.rows("SELECT 1 FROM practice_event")) == 3, "a rating of today")
        close(app)
    story.verb("check")


TESTS = (a_library_cut_in_half_is_salvaged, a_library_that_is_not_one_is_left_alone,
         an_emptied_library_is_said_and_its_copy_restored, a_folder_that_cannot_be_written_is_said,
         there_is_no_place_for_a_library, a_full_disk_is_said_and_what_was_done_is_kept,
         a_window_that_holds_what_a_full_disk_refused_does_not_close_unasked, a_clock_far_off_loses_nothing)


def main():
    top = tempfile.mkdtemp(prefix="shed-trouble-")
    os.mkdir(os.path.join(top, "made"))
    try:
        for test in TESTS:
            if sys.argv[2:] and test.__name__ not in sys.argv[2:]:
                continue
            test(top)
            print("ok", test.__name__, flush=True)
    finally:
        shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    main()
