#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""books.py WOODSHED - a tune is copied from one library into another, and a book goes through a file there and back: in two windows.

Runs inside headless-session.sh.
"""
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from story import Story, close, choose_file, tune  # noqa: E402
from uidrive import plain, wait  # noqa: E402

N = 4
OWN = "SELECT * FROM tune ORDER BY id", "SELECT * FROM tune_alias ORDER BY id", "SELECT * FROM book ORDER BY id"


def begin(top, name):
    os.mkdir(os.path.join(top, name))
    story = Story(os.path.join(top, name))
    story.verb("repertoire", "create", "Fiddle")
    return story


def as_written(story):
    """What of its tunes does not depend on where they are."""
    return sorted(story.rows("SELECT title, kind, meter, unit, \"key\", abc FROM tune"))


def raise_window(app):
    for window in app._xdotool("search", "--onlyvisible", "--pid", app.process.pid).split():
        app._xdotool("windowactivate", window)
    app._wait_focus()


def find_tune(app, words, n_found):
    raise_window(app)
    app.keys("ctrl+f")
    app.type_keys(words)
    app.find("label", n_found)
    app.keys("Down")
    app.focused("list item")


def a_tune_is_copied_and_pasted(one, two, left, right):
    find_tune(one, "story tune 003", re.compile("1 tune found"))
    one.keys("ctrl+c")
    one.find("label", "1 tune copied")
    [copied] = [row for row in as_written(left) if row[0] == "Story Tune 003"]

    raise_window(two)
    two.keys("ctrl+v")
    said = two.find("label", re.compile(r"^1 tune taken"))
    assert "here already" not in plain(said.get_name())
    wait(lambda: as_written(right) == [copied], "the pasted tune, as it was")
    two.keys("ctrl+z")
    wait(lambda: as_written(right) == [], "the paste to be undone")
    two.gone("label", "Story Tune 003")

    # And by the menu.
    two.menu("More for the catalog", "Paste ABC", "p")
    wait(lambda: as_written(right) == [copied], "the tune, pasted by the menu")
    two.menu("More for the catalog", "Paste ABC", "p")
    two.find("label", re.compile("1 tune was here already"))
    assert as_written(right) == [copied]
    two.keys("ctrl+z")
    wait(lambda: as_written(right) == [], "the paste by the menu to be undone")


def save_as(app, path):
    """In GTK's own chooser: the name is chosen, what is typed replaces it, and may be a whole path."""
    app.find("push button", "Export", window="Export Tunes")
    app.focused("text")
    app.keys("ctrl+a")
    app.type_keys(path)
    wait(lambda: any(app.text(entry) == path for entry in app.each("text", window="Export Tunes")), "the path to be typed")
    app.keys("Return")
    app.gone("push button", "Export", window="Export Tunes")


def a_book_goes_through_a_file(one, two, left, right, path):
    before = [left.rows(sql) for sql in OWN]
    raise_window(one)
    one.keys("ctrl+shift+e")
    save_as(one, path)
    one.find("label", f"{N} tunes written to “{os.path.basename(path)}”")

    # Into the library that it came from: nothing is new, nothing is touched.
    one.click("push button", "Import…")
    choose_file(one, path, False)  # what is said of it goes by itself
    one.find("label", re.compile(f"{N} tunes were here already"))
    assert [left.rows(sql) for sql in OWN] == before

    # And into an empty one: the same tunes.
    raise_window(two)
    two.click("push button", "Import…")
    choose_file(two, path)
    two.find("label", f"All Tunes · {N} tunes")
    wait(lambda: as_written(right) == as_written(left), "the same tunes")


def main():
    top = tempfile.mkdtemp(prefix="shed-books-")
    try:
        left, right = begin(top, "left"), begin(top, "right")
        book = os.path.join(top, "Session.abc")
        with open(book, "w", encoding="utf-8") as file:
            file.write("\n\n".join("\n".join(tune(number)) for number in range(1, N + 1)) + "\n")
        left.verb("import", book)
        with left.app() as one, right.app() as two:
            for app in (one, two):
                raise_window(app)
                app.click("page tab", "Catalog")
            one.find("label", f"All Tunes · {N} tunes")
            a_tune_is_copied_and_pasted(one, two, left, right)
            print("ok a_tune_is_copied_and_pasted", flush=True)
            os.mkdir(os.path.join(top, "away"))  # under its own name: that is the name of the book
            a_book_goes_through_a_file(one, two, left, right, os.path.join(top, "away", "Session.abc"))
            print("ok a_book_goes_through_a_file", flush=True)
            for app in (two, one):
                raise_window(app)
                close(app)
        for story in (left, right):
            story.verb("check")
    finally:
        shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    main()
