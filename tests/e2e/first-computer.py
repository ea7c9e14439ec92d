#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""first-computer.py WOODSHED DEV-SERVER BUILD-DIR - a library that was there before is taken along when its player signs in, once, though
the program is killed in the middle of it; and a second, empty computer gets it.

Runs inside headless-session.sh.
"""
import glob
import os
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sync import EMAIL, PASSWORD, WOODSHED, close, run, says  # noqa: E402
from uidrive import wait  # noqa: E402

N = 400


def write_book(path):
    with open(path, "w", encoding="utf-8") as file:
        for number in range(N):
            notes = "".join("ABcdefga"[number // 8 ** at % 8] for at in range(4))
            file.write(f"X:{number + 1}\nT:Tune {number:03}\nR:reel\nM:4/4\nL:1/8\nK:D\n|:{notes}dFAd|{notes}e2d2:|\n\n")


def sign_in(app, server):
    app.keys("ctrl+comma")
    app.click("page tab", "Sync")
    app.set_text(app.find("text", "Address of the Project"), server.url)
    app.set_text(app.find("text", "Publishable Key"), server.key)
    app.set_text(app.find("text", "E-Mail"), EMAIL)
    app.set_text(app.find("text", "Password"), PASSWORD)
    app.click("push button", "Sign In")


def waiting(player):
    """How much waits to be sent; None while the library cannot be looked at."""
    for path in glob.glob(os.path.join(player.profile, "spaces", "*.db")):
        try:
            db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            try:
                return db.execute("SELECT count(*) FROM outbox").fetchone()[0]
            finally:
                db.close()
        except sqlite3.Error:
            pass
    return None


def is_signed_in(player):
    done = subprocess.run([WOODSHED, "--profile", player.profile, "account", "status", "--json"], check=False, capture_output=True,
                          text=True, env={**os.environ, **player.env})
    return EMAIL in done.stdout and "signed-out" not in done.stdout


def story(left, right, top, server):
    book = os.path.join(top, "Book.abc")
    write_book(book)
    left.verb("repertoire", "create", "Fiddle")
    left.verb("import", book)
    before = [tune["title"] for tune in left.verb("list")]
    assert len(before) == N

    with left.app() as app:
        sign_in(app, server)
        wait(lambda: (waiting(left) or 0) > 0, "the library to be taken along", 60)
        app.process.kill()
        app.process.wait()
    assert [tune["title"] for tune in left.verb("list")] == before
    with left.app() as app:
        if not is_signed_in(left):
            sign_in(app, server)
        says(app, "In step")
        close(app)
    assert [tune["title"] for tune in left.verb("list")] == before

    with right.app() as app:
        app.wait_label("What Do You Play?")
        sign_in(app, server)
        says(app, "In step")
        app.keys("Escape")
        app.gone("text", "Name of This Computer")
        # What she plays has come with her library; she is not asked.
        app.click("page tab", "Catalog", timeout=60)
        app.find("label", f"All Tunes · {N} tunes", timeout=60)
        close(app)
    assert [tune["title"] for tune in right.verb("list")] == before
    assert [r["name"] for r in right.verb("repertoire", "list")] == ["Fiddle"]
    for player in (left, right):
        player.assert_sound()
    print("ok a library is taken along once, and a second computer has it")


if __name__ == "__main__":
    run("first", story)
