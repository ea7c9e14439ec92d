#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""books.py WOODSHED - a tune is copied from one library into another, and books go through files: in two windows.

Runs inside headless-session.sh.
"""
import csv
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


def menu_item(app, item, letter):
    """Where items have no name (GTK 4.18), the underlined letter does it."""
    app.find("menu item")
    if any(plain(node.get_name() or "") for node in app.each("menu item")):
        app.click("menu item", item)
    else:
        app.keys(letter)


def abc_titles(path):
    with open(path, encoding="utf-8") as file:
        return sorted(re.findall(r"^X:.*\nT:(.*)$", file.read(), re.MULTILINE))


def csv_titles(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return sorted(row["title"] for row in csv.DictReader(file))


def a_book_is_exported_from_the_list_of_books(one, left, folder):
    """By the menu of its row, with keys; what is in another book stays out of the file."""
    left.verb("tune", "new", "--title", "Not of the Session", "--kind", "reel", "--key", "G")
    one.find("label", f"All Tunes · {N + 1} tunes")
    one.find("label", "My Tunes")  # read beside the tunes; its row comes above the other
    one.mouse("label", "Session")
    one.find("label", f"Session · {N} tunes")
    titles = sorted(title for (title,) in left.rows("SELECT title FROM tune") if title != "Not of the Session")
    assert len(titles) == N, titles
    before = [left.rows(sql) for sql in OWN]

    for item, letter, name, titles_of in (("Tune Book (ABC)…", "t", "book.abc", abc_titles),
                                          ("Table (CSV)…", "a", "table.csv", csv_titles)):
        path = os.path.join(folder, name)
        one.focused("list item")  # where it was asked
        one.keys("shift+F10")
        menu_item(one, "Export", "e")
        menu_item(one, item, letter)
        save_as(one, path)
        wait(lambda: os.path.exists(path) and titles_of(path) == titles, f"the tunes of the book in {name}")
    assert [left.rows(sql) for sql in OWN] == before


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
        with left.app() as one:
            one.click("page tab", "Catalog")
            a_book_is_exported_from_the_list_of_books(one, left, os.path.join(top, "away"))
            close(one)
        print("ok a_book_is_exported_from_the_list_of_books", flush=True)
        for story in (left, right):
            story.verb("check")
    finally:
        shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    main()
