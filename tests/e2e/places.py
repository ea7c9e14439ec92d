#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""places.py WOODSHED - what is done in the Repertoire, the Catalog, on a tune's page and in the preferences is in the library afterwards.

Runs inside headless-session.sh.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


from story import Story, close  # noqa: E402
from uidrive import Atspi, has_state, plain, wait  # noqa: E402

TUNES = ("Apple Jig", "Bell Reel", "Cloud Waltz", "Drum Reel", "Elder Jig")


def begin(top, name):
    """A repertoire of five tunes, all of them to be learned; made once and copied."""
    made = Story(os.path.join(top, "made"))
    if not os.path.exists(made.profile):
        made.verb("repertoire", "create", "Fiddle")
        for title in TUNES:
            made.verb("tune", "new", "--title", title, "--kind", title.split()[1].lower(), "--key", "D")
        made.verb("repertoire", "add", "Fiddle", *(tune for (tune,) in made.rows("SELECT id FROM tune")))
    folder = os.path.join(top, name)
    shutil.copytree(os.path.join(top, "made"), folder)
    return Story(folder)


def answer(story, sql, expected):
    wait(lambda: story.rows(sql) == expected, f"{sql}: {expected}")


def verbs_of_the_repertoire(story):
    with story.app() as app:
        app.click("page tab", "Repertoire")
        app.wait_label("5 tunes")
        app.keys("ctrl+f")
        app.type_keys("bell")
        app.find("label", re.compile("^5 tunes, 1 shown$"))
        app.keys("Down")
        app.focused("table row")
        app.keys("space")
        app.find("label", "1 chosen")
        app.click("push button", "Pause the chosen tunes")
        answer(story, "SELECT title FROM tune JOIN repertoire_tune ON tune_id = tune.id WHERE paused", [("Bell Reel",)])
        app.click("push button", "Remove from the repertoire")
        answer(story, "SELECT count(*) FROM repertoire_tune", [(4,)])
        app.find("label", "4 tunes, 0 shown")
        wait(lambda: plain(app.focused("push button").get_name()) == "Clear", "the focus on what is left to do")
        app.keys("ctrl+z")
        answer(story, "SELECT title FROM tune JOIN repertoire_tune ON tune_id = tune.id WHERE paused", [("Bell Reel",)])
        app.keys("ctrl+f")
        app.type_keys("jig")
        app.find("label", re.compile("^5 tunes, 2 shown$"))
        close(app)
    story.verb("check")


def a_tune_is_made_edited_and_kept(story):
    with story.app() as app:
        app.click("page tab", "Catalog")
        app.find("label", "All Tunes · 5 tunes")
        app.keys("ctrl+n")
        app.find("push button", "Create")
        app.wait_keys("New Tune")
        app.type_keys("Fern Polka")
        app.keys("Return")
        answer(story, "SELECT count(*) FROM tune WHERE title = 'Fern Polka'", [(1,)])
        app.click("push button", "Edit")
        title = app.find("text", "Title")
        app.set_text(title, "Fern Slide")
        app.click("push button", "Save")
        answer(story, "SELECT count(*) FROM tune WHERE title = 'Fern Slide'", [(1,)])
        app.keys("ctrl+z")
        answer(story, "SELECT count(*) FROM tune WHERE title = 'Fern Polka'", [(1,)])
        close(app)
    story.verb("check")


def preferences_are_kept_over_a_restart(story):
    with story.app() as app:
        app.find("push button", re.compile("^Good"))
        app.keys("ctrl+comma")
        app.find("label", "Preferences")
        before = has_state(app.find("check box", re.compile("^Vary the Days")), Atspi.StateType.CHECKED)
        app.click("check box", re.compile("^Vary the Days"))
        answer(story, "SELECT count(*) > 0 FROM preference", [(1,)])
        app.keys("Escape")
        app.gone("label", "Preferences")
        close(app)
    with story.app() as app:
        app.find("push button", re.compile("^Good"))
        app.keys("ctrl+comma")
        switch = app.find("check box", re.compile("^Vary the Days"))
        wait(lambda: has_state(switch, Atspi.StateType.CHECKED) != before, "the switch as it was left")
        app.keys("Escape")
        app.gone("label", "Preferences")
        close(app)


def tunes_are_added_as_known(story):
    story.verb("tune", "new", "--title", "Gate Hornpipe", "--kind", "hornpipe", "--key", "G")
    with story.app() as app:
        app.click("page tab", "Catalog")
        app.find("label", "All Tunes · 6 tunes")
        app.keys("ctrl+f")
        app.type_keys("gate")
        app.find("label", re.compile("1 tune found"))
        app.keys("Down")
        app.focused("list item")
        app.keys("ctrl+Return")
        app.click("push button", re.compile("Know"))
        answer(story, "SELECT count(*) FROM repertoire_tune", [(6,)])
        answer(story, "SELECT e.kind FROM practice_event e JOIN tune t ON t.id = e.tune_id WHERE title = 'Gate Hornpipe'", [("known",)])
        close(app)
    story.verb("check")


def the_day_changes_with_the_window_open(story):
    with story.app() as app:
        app.find("label", "Saturday 21 November")
        app.find("push button", re.compile("^Good"))
        app.keys("Down")
        app.focused("list item")
        app.keys("3")
        app.wait_label("1 rated")
        story.at(1)
        app.click("page tab", "Catalog")
        app.click("page tab", "Practice")
        app.find("label", "Sunday 22 November")
        app.find("label", re.compile("1 rating from Saturday"))
        app.click("push button", re.compile("^Submit as Saturday"))
        answer(story, "SELECT count(*) FROM practice_event WHERE kind = 'rating'", [(1,)])
        close(app)
    story.verb("check")


def a_window_of_360_px_has_everything(story):
    with story.app() as app:
        app.find("push button", re.compile("^Good"))
        [window] = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(app.process.pid)], check=True,
                                  capture_output=True, text=True).stdout.split()[-1:]
        subprocess.run(["xdotool", "windowsize", "--sync", window, "360", "700"], check=True)
        frame = next(node for node in app.windows() if plain(node.get_name()) == "Woodshed")
        wait(lambda: frame.get_extents(Atspi.CoordType.WINDOW).width <= 360, "the window to be narrow")
        app.keys("Down")
        app.focused("list item")
        app.keys("3")
        app.wait_label("1 rated")
        app.keys("alt+2")
        app.wait_label("5 tunes")
        app.keys("alt+3")
        app.find("label", "All Tunes · 5 tunes")
        assert frame.get_extents(Atspi.CoordType.WINDOW).width <= 360
        close(app)


TESTS = (verbs_of_the_repertoire, a_tune_is_made_edited_and_kept, tunes_are_added_as_known, preferences_are_kept_over_a_restart,
         the_day_changes_with_the_window_open, a_window_of_360_px_has_everything)


def main():
    top = tempfile.mkdtemp(prefix="shed-places-")
    os.mkdir(os.path.join(top, "made"))
    try:
        for test in TESTS:
            if sys.argv[2:] and test.__name__ not in sys.argv[2:]:
                continue
            test(begin(top, test.__name__))
            print("ok", test.__name__, flush=True)
    finally:
        shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    main()
