#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sync.py WOODSHED DEV-SERVER BUILD-DIR - two windows of one player follow each other through a project of their own.

Runs inside headless-session.sh. A tune made in one window appears in the other by itself; with the server stopped both are edited and
say so; when it is back both agree, and the one thing that was changed on both is asked about, on both.
"""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from uidrive import App, plain, safe, wait  # noqa: E402

WOODSHED, DEV_SERVER, BUILD = (os.path.abspath(path) for path in sys.argv[1:4])
EMAIL, PASSWORD = "anna@example.org", "fiddle-and-flute"
INDICATOR = re.compile("^Sync: ")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A project that can be stopped and started: address, accounts and rows stay."""

    def __init__(self, top):
        self.data, self.port, self.process = os.path.join(top, "data"), free_port(), None

    def start(self):
        env = dict(os.environ, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0")
        self.process = subprocess.Popen([DEV_SERVER, "--build", BUILD, "--data", self.data, "--port", str(self.port)], env=env,
                                        stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.process.stdout.readline())
        self.url, self.key = ready["url"], ready["key"]

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process.stdout.close()
            self.process = None


class Player:
    def __init__(self, top, name):
        self.profile = os.path.join(top, name)
        # libsecret's own file in the place of a keyring: one for each.
        self.env = {"G_DEBUG": "fatal-warnings", "SECRET_BACKEND": "file", "SECRET_FILE_TEST_PASSWORD": "test",
                    "SECRET_FILE_TEST_PATH": os.path.join(top, name + ".keyring")}

    def verb(self, *words, text=""):
        done = subprocess.run([WOODSHED, "--profile", self.profile, *words, "--json"], check=False, capture_output=True, text=True,
                              input=text, env={**os.environ, **self.env})
        assert done.returncode == 0, f"{words}: {done.returncode} {done.stdout} {done.stderr}"
        return json.loads(done.stdout)

    def sign_in(self, server):
        self.verb("account", "sign-in", "--url", server.url, "--key", server.key, "--email", EMAIL, text=PASSWORD + "\n")
        self.verb("sync")

    def assert_sound(self):
        report = self.verb("check")
        assert report["ok"] and not report["faults"], report

    def app(self):
        return App([WOODSHED, "--profile", self.profile], self.env)


def says(app, pattern):
    """Waits until the indicator's name, which a screen reader reads, is so."""
    def found():
        return next((name for node in app.each("push button", INDICATOR)
                     if re.search(pattern, name := plain(safe(node.get_name)))), None)
    try:
        return wait(found, f"the indicator to say {pattern!r}", 60)
    except AssertionError:
        print("indicator:", [plain(safe(node.get_name)) for node in app.each("push button", INDICATOR)])
        raise


def raise_window(app):
    for window in app._xdotool("search", "--onlyvisible", "--pid", app.process.pid).split():
        app._xdotool("windowactivate", window)


def new_tune(app, title):
    raise_window(app)
    app.keys("ctrl+n")
    app.find("push button", "Create", timeout=20)
    app.wait_keys("New Tune")
    app.type_keys(title)
    app.keys("Return")
    app.find("push button", "Edit")  # its page has opened, over the list
    raise_window(app)
    app.keys("alt+Left")


def close(app):
    raise_window(app)
    app.keys("ctrl+q")
    wait(lambda: app.process.poll() is not None, "the program to end", 20)
    assert app.process.returncode == 0, app.process.returncode


def story(left, right, _top, server):
    left.verb("repertoire", "create", "Fiddle")
    tune = left.verb("tune", "new", "--title", "Silver Spear", "--key", "D")["id"]
    left.sign_in(server)
    right.sign_in(server)
    with left.app() as one, right.app() as two:
        for app in (one, two):
            says(app, "In step")
            app.click("page tab", "Catalog")
            app.wait_label("Silver Spear", 30)

        # Online: what one makes the other shows, by itself.
        new_tune(one, "Made on the Left")
        two.wait_label("Made on the Left", 30)
        says(one, "In step")

        # The plug is pulled: both go on, and say so.
        server.stop()
        left.verb("tune", "set", tune, "title", "The Silver Spear")
        right.verb("tune", "set", tune, "title", "Silver Spears")
        new_tune(two, "Made on the Right")
        left.verb("tune", "new", "--title", "Made by a Script")
        for app in (one, two):
            says(app, "Offline")
        two.wait_label("Made on the Right")
        one.wait_label("Made by a Script", 30)

        # And put in again.
        server.start()
        for app in (one, two, one):
            raise_window(app)
            app.keys("F5")
        one.wait_label("Made on the Right", 60)
        two.wait_label("Made by a Script", 60)
        for app in (one, two):
            says(app, "1 choice waits for you")
        assert [t["title"] for t in left.verb("list")] == [t["title"] for t in right.verb("list")]
        close(one)
        close(two)
    for player in (left, right):
        player.assert_sound()
    print("ok two windows follow each other, part, and agree")


def run(name, story):
    """Tells a story of two players with a project of its own, and leaves nothing behind."""
    top = tempfile.mkdtemp(prefix=f"woodshed-e2e-{name}-")
    os.chmod(top, 0o755)  # PostgreSQL runs as somebody else where the test runs as root
    server = Server(top)
    try:
        server.start()
        story(Player(top, "left"), Player(top, "right"), top, server)
    finally:
        server.stop()
        shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    run("sync", story)
