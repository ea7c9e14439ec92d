#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""corrections.py WOODSHED - practice that was written down wrongly is put right, and tunes are found by chips: through the window.

What the window makes of a correction is held against a copy of the library in which the command line did it right from the beginning.
Runs inside headless-session.sh.
"""
import datetime
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from story import Story, close  # noqa: E402
from uidrive import plain, wait, walk  # noqa: E402

KINDS = {"Apple Jig": "jig", "Bell Reel": "reel", "Cloud Waltz": "waltz", "Drum Reel": "reel", "Elder Jig": "jig"}
KEYS = {"Apple Jig": "G", "Bell Reel": "D", "Cloud Waltz": "G", "Drum Reel": "G", "Elder Jig": "D"}
PRACTISED = ((-20, "good"), (-18, "good"), (-10, "hard"))
TODAY = datetime.date(2026, 11, 21)
COUNTS = "kind = 'rating' AND id NOT IN (SELECT event_id FROM event_voided)"


def begin(top):
    os.mkdir(os.path.join(top, "story"))
    story = Story(os.path.join(top, "story"))
    story.verb("repertoire", "create", "Fiddle")
    for title, kind in KINDS.items():
        story.verb("tune", "new", "--title", title, "--kind", kind, "--key", KEYS[title])
    story.ids = dict(story.rows("SELECT title, id FROM tune"))
    story.verb("repertoire", "add", "Fiddle", *story.ids.values())
    story.bell = story.ids["Bell Reel"]
    return story


def practise(story, ratings):
    """By the command line, each on its day; returns when the tune is due then."""
    said = ""
    for days, rating in ratings:
        story.at(days)
        said = story.verb("rate", story.bell, rating, "--repertoire", "Fiddle")
    story.at(0)
    return datetime.datetime.fromisoformat(said.split()[1])


def twin(story, name, ratings):
    """When the tune is due in a copy of the untouched library that was practised so."""
    shutil.copytree(story.top + "-untouched", story.top + "-" + name)
    other = Story(story.top + "-" + name)
    other.bell = story.bell
    return practise(other, ratings)


def due(story):
    return datetime.datetime.fromtimestamp(story.rows(f"SELECT due_at FROM schedule WHERE tune_id = '{story.bell}'")[0][0] / 1000,
                                           datetime.timezone.utc)


def is_on(story, day):
    items = story.ask("queue", "--repertoire", "Fiddle", "--day", day.isoformat())["items"]
    return [item["bucket"] for item in items if item["tune"] == story.bell and item["bucket"] != "new"]


def expect_due(story, moment, what):
    wait(lambda: due(story) == moment, f"{what}: due {due(story)}, expected {moment}")
    day = moment.date()
    if day > TODAY:
        assert is_on(story, day) == ["due"], (what, day)
        assert is_on(story, day - datetime.timedelta(days=1)) == [], (what, day)
    else:
        # Today's list was made before; it stays as it is.
        assert is_on(story, TODAY + datetime.timedelta(days=2)) == ["overdue"], (what, day)


def find_bell(app):
    app.keys("ctrl+f")
    app.type_keys("bell")
    app.find("label", "5 tunes, 1 shown")
    app.keys("Down")
    app.focused("table row")


def popover_of(button):
    return button.get_parent()


def ratings_are_corrected_in_the_history(app, story):
    as_hard, as_again, without = (twin(story, name, ratings) for name, ratings in (
        ("hard", PRACTISED), ("again", (*PRACTISED[:2], (-10, "again"))), ("without", PRACTISED[:2])))
    assert len({as_hard, as_again, without}) == 3
    app.click("page tab", "Repertoire")
    app.wait_label("5 tunes")
    find_bell(app)
    app.keys("Return")

    # The last one had to be begun again; its interval is a step, which no chance moves.
    app.click("push button", re.compile("^Hard, Wednesday 11 November 2026"))
    app.click("push button", re.compile("^Again, "), within=popover_of(app.find("push button", "Take Back")))
    app.find("push button", re.compile("^Again, Wednesday 11 November 2026"))
    app.gone("push button", re.compile("^Hard, Wednesday 11 November 2026"))
    expect_due(story, as_again, "replaced")
    app.find("list item", re.compile("^Again, Wednesday 11 November 2026"))
    app.keys("ctrl+z")
    app.find("push button", re.compile("^Hard, Wednesday 11 November 2026"))
    expect_due(story, as_hard, "replacing was undone")
    app.keys("ctrl+shift+z")
    app.find("push button", re.compile("^Again, Wednesday 11 November 2026"))
    expect_due(story, as_again, "replaced again")

    # And in truth it was not played at all.
    app.click("push button", re.compile("^Again, Wednesday 11 November 2026"))
    app.click("push button", "Take Back")
    app.gone("push button", re.compile("^Again, Wednesday 11 November 2026"))
    wait(lambda: due(story) == without, "what is due without it")
    app.keys("ctrl+z")
    app.find("push button", re.compile("^Again, Wednesday 11 November 2026"))
    expect_due(story, as_again, "taking back was undone")
    assert story.rows(f"SELECT rating FROM practice_event WHERE {COUNTS} ORDER BY answered_at") == [(3,), (3,), (1,)]
    app.keys("ctrl+z")
    app.find("push button", re.compile("^Hard, Wednesday 11 November 2026"))
    expect_due(story, as_hard, "all of it was undone")
    app.click("push button", "Back")
    app.focused("table row")


def a_date_is_chosen(app, story):
    before = due(story)
    app.keys("ctrl+d")
    app.click("push button", "Due on Sunday 22 November")
    expect_due(story, datetime.datetime(2026, 11, 22, 3, tzinfo=datetime.timezone.utc), "tomorrow, where her day begins")
    app.find("label", "tomorrow")
    app.focused("table row")  # where it was asked
    app.keys("ctrl+z")
    expect_due(story, before, "the date was undone")
    app.gone("label", "tomorrow")
    app.focused("table row")
    app.keys("Escape")  # nothing is chosen any more
    app.gone("push button", re.compile("^Due on"))
    app.click("push button", "Clear")
    app.wait_label("5 tunes")


def a_date_is_chosen_by_arrow_keys(app, story):
    """On the tune's page: the arrows go over the end of the month, Enter takes the day that is said."""
    before = due(story)
    find_bell(app)
    app.keys("Return")
    app.menu("Tune Menu", "Set Date…", "d")
    said = plain(app.find("label", re.compile("^Due on ")).get_name())
    app.find("push button", "Set Date")
    app.keys("Right")
    app.gone("label", said)
    app.keys("Left")
    app.find("label", said)
    app.keys("Escape")
    app.gone("push button", "Set Date")
    assert due(story) == before

    app.menu("Tune Menu", "Set Date…", "d")
    app.find("label", said)
    day = before.date() - datetime.timedelta(days=0 if before.hour >= 3 else 1)
    wanted = TODAY + datetime.timedelta(days=12)
    while (wanted - day).days % 7 != 0:
        app.keys("Right")
        day += datetime.timedelta(days=1)
    app.keys(*["Down" if day < wanted else "Up"] * (abs((wanted - day).days) // 7))
    app.find("label", "Due on Thursday 3 December")
    app.keys("Return")
    app.gone("push button", "Set Date")
    expect_due(story, datetime.datetime(2026, 12, 3, 3, tzinfo=datetime.timezone.utc), "the day that was chosen by keys")
    app.keys("ctrl+z")
    expect_due(story, before, "the day was undone")
    app.click("push button", "Back")
    app.focused("table row")
    app.click("push button", "Clear")
    app.wait_label("5 tunes")


def pick(app, chip, value):
    """From the menu of a chip, with the keyboard: its rows have no action."""
    app.click("push button", chip)

    def says(node):
        return next((plain(part.get_name()) for part in walk(node) if part.get_role_name() == "label"), None)
    wait(lambda: any(says(node) == value for node in app.each("list item")), f"{value} in the menu of {chip}")
    key = "Up" if value == "All" else "Down"
    for _ in range(12):
        before = says(app.focused("list item"))
        if before == value:
            break
        app.keys(key)
        wait(lambda before=before: says(app.focused("list item")) != before, f"{key} to move in the menu of {chip}")
    assert says(app.focused("list item")) == value
    app.keys("Return")


def chips_and_search_narrow_and_are_cleared(app):
    pick(app, "Kind", "reel")
    app.find("label", "5 tunes, 2 shown")
    pick(app, "Key", "G major")
    app.find("label", "5 tunes, 1 shown")
    app.find("push button", "Kind: reel")
    app.find("push button", "Key: G major")
    pick(app, "reel", "All")  # the button within, which is clicked, is called so
    app.find("label", "5 tunes, 3 shown")
    app.keys("ctrl+f")
    app.type_keys("jig")
    app.find("label", "5 tunes, 1 shown")
    app.click("push button", "Clear")
    app.wait_label("5 tunes")
    app.gone("push button", "Key: G major")
    pick(app, "State", "learned")
    app.find("label", "5 tunes, 1 shown")


def main():
    top = tempfile.mkdtemp(prefix="shed-corrections-")
    try:
        story = begin(top)
        shutil.copytree(story.top, story.top + "-untouched")
        practise(story, PRACTISED)
        with story.app() as app:
            ratings_are_corrected_in_the_history(app, story)
            print("ok ratings_are_corrected_in_the_history", flush=True)
            a_date_is_chosen(app, story)
            print("ok a_date_is_chosen", flush=True)
            a_date_is_chosen_by_arrow_keys(app, story)
            print("ok a_date_is_chosen_by_arrow_keys", flush=True)
            chips_and_search_narrow_and_are_cleared(app)
            print("ok chips_and_search_narrow_and_are_cleared", flush=True)
            close(app)
        before = due(story)
        with story.app() as app:  # as it was left
            app.click("page tab", "Repertoire")
            app.wait_label("5 tunes")
            find_bell(app)
            app.keys("Return")
            app.find("push button", re.compile("^Hard, Wednesday 11 November 2026"))
            app.find("label", "Due in 3 weeks")
            close(app)
        assert due(story) == before
        story.verb("check")
        print("ok everything_is_there_after_a_restart", flush=True)
    finally:
        shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    main()
