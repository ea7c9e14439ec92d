#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""story.py WOODSHED - a tune book becomes a repertoire that is practised, through the window, over restarts and days.

Runs inside headless-session.sh, with a real profile folder and a clock file.
"""
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from uidrive import App, plain, wait  # noqa: E402

WOODSHED = os.path.abspath(sys.argv[1])
NOON, DAY = 1_795_262_400_000, 86_400_000  # 2026-11-21T12:00:00Z
N_PLAIN, N_KINDLESS, N_DOUBLED, N_CHOSEN = 200, 30, 10, 40
KINDS = (("reel", "4/4", "K:D", 8), ("jig", "6/8", "K:Edor", 6),
         ("slip jig", "9/8", "K:G", 9), ("waltz", "3/4", "K:A", 6))


def tune(number, kindless=False):
    """Its notes follow its number, so that no two tunes are alike; its bars are full."""
    kind, meter, key, width = KINDS[number % len(KINDS)]
    notes = "ABcdefgGFE"
    bars = ["".join(notes[(number // 10 ** (at % 3) + at * (number % 7 + 1) + bar) % len(notes)]
                    for at in range(width)) for bar in range(4)]
    lines = [f"X:{number}", f"T:Story Tune {number:03}", *([f"T:Another Name {number:03}"] if number % 5 == 0 else []),
             *([] if kindless else [f"R:{kind}"]), f"M:{meter}", "L:1/8", key, "|:" + "|".join(bars) + ":|"]
    return lines


def write_book(path):
    """A few hundred tunes as people type them: the second half with CRLF, some without R:, some twice."""
    tunes = [tune(n) for n in range(1, N_PLAIN + 1)]
    tunes += [tune(n, kindless=True) for n in range(N_PLAIN + 1, N_PLAIN + N_KINDLESS + 1)]
    tunes += [tune(n) for n in range(1, N_DOUBLED + 1)]
    half = len(tunes) // 2
    with open(path, "wb") as file:
        for at, lines in enumerate(tunes):
            end = "\n" if at < half else "\r\n"
            file.write((end.join(lines) + end + end).encode())
    return len(tunes)


class Story:
    def __init__(self, top):
        self.top, self.profile = top, os.path.join(top, "profile")
        self.clock = os.path.join(top, "clock")
        self.env = {"G_DEBUG": "fatal-warnings", "WOODSHED_CLOCK_FILE": self.clock}
        self.at(0)

    def at(self, days, minutes=0):
        with open(self.clock + ".new", "w", encoding="utf-8") as file:
            file.write(f"{NOON + days * DAY + round(minutes * 60_000)} Europe/Berlin")
        os.rename(self.clock + ".new", self.clock)

    def app(self):
        return App([WOODSHED, "--profile", self.profile], self.env)

    def verb(self, *args, profile=None):
        done = subprocess.run([WOODSHED, "--profile", profile or self.profile, *args], check=False,
                              capture_output=True, text=True, env={**os.environ, **self.env})
        assert done.returncode == 0, f"{args}: {done.stdout} {done.stderr}"
        return done.stdout

    def ask(self, *args, profile=None):
        return json.loads(self.verb(*args, "--json", profile=profile))

    def rows(self, sql):
        db = sqlite3.connect(f"file:{self.profile}/spaces/local.db?mode=ro", uri=True)
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()


def close(app):
    app.keys("ctrl+q")
    wait(lambda: app.process.poll() is not None, "the program to end")
    assert app.process.returncode == 0, app.process.returncode


def choose_file(app, path, until_gone=True):
    """In GTK's own chooser: a slash opens the place to type a path."""
    app.find("push button", "Import", window="Import Tunes")
    app.type_keys(path)
    wait(lambda: any(app.text(entry) == path for entry in app.each("text", window="Import Tunes")),
         "the path to be typed")
    app.keys("Return")
    if until_gone:
        app.gone("label", "Other Locations")


def first_run_takes_a_book_and_forty_tunes(story):
    book = os.path.join(story.top, "book.abc")
    n_written = write_book(book)
    with story.app() as app:
        app.wait_label("What Do You Play?")
        app.click("push button", "Fiddle")
        app.click("push button", "Next")
        app.wait_label("Where Do Your Tunes Come From?")
        app.mouse("label", "Import a Tune Book…")
        choose_file(app, book)
        said = app.find("label", re.compile(r"tunes? taken"), timeout=60)
        words = plain(said.get_name())
        counts = [int(n) for n in re.findall(r"(\d+) tunes? (?:taken|w|left)", words)]
        print("report:", words, flush=True)
        assert sum(counts) == n_written, words
        assert f"{N_DOUBLED} tunes were here already" in words, words
        app.click("push button", "Skip")
        app.click("page tab", "Catalog")
        app.find("label", f"All Tunes · {N_PLAIN + N_KINDLESS} tunes")
        app.keys("ctrl+f")
        app.type_keys("story tune 0")
        app.find("label", re.compile("99 tunes found"))
        app.keys("Down")  # from here the keyboard alone: from the search into the list, and forty of it
        app.focused("list item")
        app.keys("space", *["shift+Down"] * (N_CHOSEN - 1))
        app.find("label", f"{N_CHOSEN} chosen")
        app.keys("ctrl+Return")
        app.wait_label(f"Add {N_CHOSEN} Tunes to Fiddle?")
        app.keys("alt+l")
        wait(lambda: story.rows("SELECT count(*) FROM repertoire_tune") == [(N_CHOSEN,)], "the tunes in the repertoire")
        close(app)


def standing(story):
    """What the library says of ratings: staged ones, and those that count."""
    return (story.rows("SELECT tune_id, rating FROM staged_rating ORDER BY tune_id"),
            story.rows("SELECT tune_id, rating FROM practice_event WHERE kind = 'rating'"
                       " AND id NOT IN (SELECT event_id FROM event_voided) ORDER BY tune_id"))


def practice_is_staged_submitted_and_undone_over_restarts(story):
    with story.app() as app:
        app.find("label", re.compile(r"\b5 new$"))
        app.keys("Down")
        app.focused("list item")
        app.keys("3", "3")
        app.wait_label("2 rated")
        [(title,)] = story.rows("SELECT title FROM tune WHERE id = (SELECT min(tune_id) FROM staged_rating)")
        row = next(node for node in app.each("panel", title))
        app.click("push button", re.compile("^Easy, "), within=row)  # another thought about it
        wait(lambda: sorted(rating for _tune, rating in standing(story)[0]) == [3, 4], "both ratings to be staged")
        close(app)
    staged, submitted = standing(story)
    assert submitted == []
    with story.app() as app:
        app.wait_label("2 rated")
        app.click("push button", "Submit 2")
        app.find("label", re.compile(r"\b2 done\b"))
        assert standing(story) == ([], staged), standing(story)
        app.keys("ctrl+z")
        app.find("label", re.compile(r"\b5 new$"))
        assert standing(story) == (staged, []), standing(story)
        app.keys("ctrl+shift+z")
        app.find("label", re.compile(r"\b2 done\b"))
        assert standing(story) == ([], staged), standing(story)
        close(app)
    story.verb("check")
    story.staged = staged


def next_day_has_its_own_queue(story):
    story.at(1)
    [(good, _rating)] = [row for row in story.staged if row[1] == 3]
    with story.app() as app:
        app.find("label", re.compile(r"^1 due · 5 new$"))
        items = story.ask("queue", "--repertoire", "Fiddle")["items"]
        # A learning step of yesterday was due ten minutes later, so it is overdue by a day.
        old = [(item["tune"], item["bucket"]) for item in items if item["bucket"] != "new"]
        assert old == [(good, "overdue")], items
        assert len({item["tune"] for item in items}) == 6, items
        close(app)


def what_a_verb_changes_is_shown(story):
    with story.app() as app:
        app.click("page tab", "Catalog")
        app.find("label", re.compile(f"{N_PLAIN + N_KINDLESS} tunes$"))
        story.verb("tune", "new", "--title", "Made Elsewhere")
        app.find("label", re.compile(f"{N_PLAIN + N_KINDLESS + 1} tunes$"))
        app.keys("ctrl+f")
        app.type_keys("elsewh")
        app.find("label", "Made Elsewhere")
        close(app)


def export_and_import_are_the_same_library(story):
    fresh = os.path.join(story.top, "fresh")
    first, second = (os.path.join(story.top, name) for name in ("first.json", "second.json"))
    story.verb("export", "--format", "json", first)
    story.verb("import", first, profile=fresh)
    story.verb("export", "--format", "json", second, profile=fresh)
    story.verb("check", profile=fresh)
    tables = content(first)
    assert len(tables["tune"]) == N_PLAIN + N_KINDLESS + 1 and len(tables["repertoire_tune"]) == N_CHOSEN
    assert tables == content(second)
    for kind in ("abc", "csv"):
        there, back = (os.path.join(story.top, f"{name}.{kind}") for name in ("there", "back"))
        story.verb("export", "--format", kind, there)
        story.verb("export", "--format", kind, back, profile=fresh)
        with open(there, encoding="utf-8") as one, open(back, encoding="utf-8") as other:
            assert one.read() == other.read(), kind


def content(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)["tables"]


def main():
    top = tempfile.mkdtemp(prefix="shed-story-")
    try:
        story = Story(top)
        for test in (first_run_takes_a_book_and_forty_tunes, practice_is_staged_submitted_and_undone_over_restarts,
                     next_day_has_its_own_queue, what_a_verb_changes_is_shown, export_and_import_are_the_same_library):
            test(story)
            print("ok", test.__name__, flush=True)
    finally:
        shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    main()
