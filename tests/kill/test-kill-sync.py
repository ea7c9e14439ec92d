#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills the program at any moment of sync, again and again: while it signs in with a repertoire of its own, sends, receives and
shows, renews its tokens, writes with an account, signs out. The oracle is what the program itself said was saved: it is there after
every kill, the library is without fault, nobody has to sign in again, and in the end this computer, another one and a new one show
the same. A third of the kills fall just before a call that changes a file or speaks to the network, spread evenly over them, a third
where the one follows the other, which is where a wrong order shows (kill-at.c), the others at any moment.
WOODSHED_KILLS is how often in all (200 unless said).

usage: test-kill-sync.py WOODSHED DEV-SERVER BUILD-DIR KILL-AT [unittest arguments]
"""
import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

WOODSHED, DEV_SERVER, BUILD, KILL_AT = sys.argv[1:5]
KILLS = int(os.environ.get("WOODSHED_KILLS", "200"))
MEMORY = "/dev/shm"  # a kill, unlike a power failure, leaves what was written but not yet on a disk
PASSWORDS = {"anna@example.org": "fiddle-and-flute", "brian@example.org": "bodhran-and-bones"}


class Computer:
    """One profile, and what its player was told is saved: titles by id, and ratings."""

    def __init__(self, folder, name, ready):
        self.profile = os.path.join(folder, name)
        self.ready = ready
        self.titles, self.events, self.n_events = {}, set(), 0
        self.env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
        self.env |= {"SECRET_BACKEND": "file", "SECRET_FILE_TEST_PASSWORD": "test",
                     "SECRET_FILE_TEST_PATH": os.path.join(folder, name + ".keyring"), "G_MESSAGES_DEBUG": "none"}

    def start(self, *words, text=None, **env):
        program = subprocess.Popen([WOODSHED, "--profile", self.profile, *words, "--json"], env=self.env | env, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
        if text is not None:
            program.stdin.write(text)
            program.stdin.flush()
        return program

    @staticmethod
    def end(program, status=(0,)):
        out, err = program.communicate(timeout=120)
        assert program.returncode in status, f"{program.args[3:]}: status {program.returncode}: {out} {err}"
        return json.loads(out)

    def run(self, *words, status=(0,), text=None, **env):
        return self.end(self.start(*words, text=text, **env), status)

    def sign_in_words(self, email):
        return ("account", "sign-in", "--url", self.ready["url"], "--key", self.ready["key"], "--email", email)

    def sign_in(self, email):
        answer = self.run(*self.sign_in_words(email), text=PASSWORDS[email] + "\n", status=(0, 8))
        if not answer["kept"]:
            # The first time libsecret's file backend writes its file in place: killed just then it cannot read that file any more.
            os.remove(self.env["SECRET_FILE_TEST_PATH"])
            answer = self.run(*self.sign_in_words(email), text=PASSWORDS[email] + "\n")
        return answer

    def new_tune(self, title):
        self.titles[self.run("tune", "new", "--title", title)["id"]] = title

    def look(self):
        """What is there now, of a library without fault."""
        report = self.run("check")
        assert report["ok"] and not report["faults"], report
        spaces = os.path.join(self.profile, "spaces")
        library, = (name for name in os.listdir(spaces) if name.endswith(".db"))
        self.n_events = report["events"]
        with contextlib.closing(sqlite3.connect(f"file:{os.path.join(spaces, library)}?mode=ro", uri=True)) as db:
            return dict(db.execute("SELECT id, title FROM tune"))

    def assert_nothing_lost(self, unsure=()):
        shown = self.look()
        for tune, title in self.titles.items():
            assert shown.get(tune) == title or (tune, shown.get(tune)) in unsure, f"lost: {tune} {title}, there is {shown.get(tune)}"
        return shown


class Kill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="woodshed-kill-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None)
        cls.server = subprocess.Popen([DEV_SERVER, "--build", BUILD], stdout=subprocess.PIPE, text=True, start_new_session=True)
        cls.ready = json.loads(cls.server.stdout.readline())
        cls.killed = 0
        cls.share = -(-KILLS // 6)

    @classmethod
    def tearDownClass(cls):
        cls.server.send_signal(signal.SIGTERM)
        cls.server.wait(30)
        cls.server.stdout.close()
        shutil.rmtree(cls.folder, True)
        print(f"{cls.killed} kills", file=sys.stderr)

    def setUp(self):
        self.dice = random.Random(self.id())
        self.times, self.places = {}, {}
        self.order(rule="set", token_seconds=3600, reuse_seconds=10)

    def order(self, **rule):
        request = urllib.request.Request(self.ready["url"] + "/__gateway", json.dumps(rule).encode(), {"Content-Type": "application/json"})
        urllib.request.urlopen(request).close()

    def computer(self, name):
        return Computer(self.folder, self._testMethodName + name, self.ready)

    def time_of(self, computer, *words, text=None):
        """How long a verb takes when it is left alone, and how many calls it makes: kills fall anywhere in it, on any machine."""
        begun, count = time.monotonic(), os.path.join(self.folder, "count")
        answer = computer.run(*words, text=text, status=(0, 3), LD_PRELOAD=KILL_AT, KILL_COUNT=count)
        with open(count, encoding="ascii") as file:
            calls, turns = (int(word) for word in file.read().split())
        self.times[words[:2]] = time.monotonic() - begun, {"KILL_AT": calls, "KILL_TURN": turns}
        return answer

    def place(self, kind, n):
        """One of n places: all of them before one for the second time, nearly, in whatever number of kills."""
        self.places[kind] = (self.places.get(kind, self.dice.random()) + 0.6180339887) % 1
        return str(1 + int(self.places[kind] * n))

    def kill(self, computer, *words, text=None):
        """TRUE: it was killed at work; otherwise it was faster, and said what it did."""
        seconds, places = self.times[words[:2]]
        kind = self.dice.choice(("KILL_AT", "KILL_TURN", "TIME"))
        if kind in places:
            program = computer.start(*words, text=text, LD_PRELOAD=KILL_AT, **{kind: self.place((words[:2], kind), places[kind])})
        else:
            program = computer.start(*words, text=text)
            time.sleep(self.dice.uniform(0, seconds))
            program.kill()
        out, _ = program.communicate()
        if program.returncode == -signal.SIGKILL:
            type(self).killed += 1
            return True, None
        return False, json.loads(out)

    def agree(self, email, *computers):
        """With the server, with each other, and with one that was never there before."""
        for computer in computers + computers:
            self.assertEqual(computer.run("sync")["state"], "up-to-date")
        fresh = self.computer("fresh")
        fresh.sign_in(email)
        self.assertEqual(fresh.run("sync")["state"], "up-to-date")
        shown, events = fresh.look(), fresh.n_events
        for computer in computers:
            self.assertEqual(computer.assert_nothing_lost(), shown)
            self.assertEqual(computer.n_events, events)
            self.assertEqual(computer.run("outbox"), [])
            for tune, title in computer.titles.items():
                self.assertEqual(shown.get(tune), title)
            # Only now: comparing mends what is missing.
            self.assertEqual(computer.run("sync", "--verify")["state"], "up-to-date")
            self.assertEqual(computer.look(), shown)
        return events

    def two(self, email="anna@example.org"):
        a, b = self.computer("a"), self.computer("b")
        for computer in (a, b):
            computer.sign_in(email)
            self.assertEqual(computer.run("sync")["state"], "up-to-date")
        # A later sync is what is measured: the first brings all that other tests wrote, and kills spread over so many calls would
        # nearly all come after the end of the others.
        a.new_tune("Measured")
        self.time_of(a, "sync")
        return a, b

    def repeat(self, step):
        """Until that many kills really fell on a program at work."""
        last, tries = self.killed + self.share, 0
        while self.killed < last:
            tries += 1
            self.assertLess(tries, 20 + 8 * self.share, "hardly a kill meets the program at work")
            step(tries)

    def test_while_signing_in_with_a_repertoire(self):
        everything, state = {}, {}
        email = "brian@example.org"

        def step(n):
            if not state or state["kills"] == 6:
                if state:
                    state["computer"].sign_in(email)
                    self.assertIn(state["computer"].run("sync")["state"], ("up-to-date",))
                    state["computer"].assert_nothing_lost()
                state.update(computer=self.computer(f"-{n}"), kills=0)
                for i in range(3):
                    state["computer"].new_tune(f"Mine {n} {i}")
            computer, text = state["computer"], PASSWORDS[email] + "\n"
            words = computer.sign_in_words(email)
            if words[:2] not in self.times:
                other = self.computer("-time")
                other.run("tune", "new", "--title", "Time")
                self.time_of(other, *words, text=text)
                self.assertEqual(other.run("sync")["state"], "up-to-date")
            hit, _ = self.kill(computer, *words, text=text)
            state["kills"] += 1
            computer.assert_nothing_lost()
            if hit:
                computer.new_tune(f"After {n}")
            everything.update(computer.titles)

        self.repeat(step)
        last = state["computer"]
        last.sign_in(email)
        last.run("sync")
        last.titles.update(everything)
        self.agree(email, last)

    def test_while_sending(self):
        a, b = self.two()
        a.new_tune("Rated")
        tune = next(iter(a.titles))
        repertoire = a.run("repertoire", "create", "Fiddle")["id"]
        a.run("repertoire", "add", repertoire, tune)

        def step(n):
            kind = n % 3
            if kind == 0:
                a.new_tune(f"Sent {n}")
            elif kind == 1:
                a.run("tune", "set", tune, "title", f"Title {n}")
                a.titles[tune] = f"Title {n}"
            else:
                a.run("rate", tune, "good")
                a.events.add(n)
            self.kill(a, "sync")
            a.assert_nothing_lost()
            self.assertEqual(a.n_events, len(a.events))

        self.repeat(step)
        self.assertEqual(self.agree("anna@example.org", a, b), len(a.events))

    def test_while_receiving(self):
        a, b = self.two()
        book = os.path.join(self.folder, "book.abc")

        def step(n):
            if n % 4 == 1:
                with open(book, "w", encoding="utf-8") as file:
                    for i in range(60):
                        file.write(f"X:{i + 1}\nT:Received {n} {i}\nR:reel\nM:4/4\nL:1/8\nK:D\nDEFG A{'BcdefgA'[i % 7]}cd|\n\n")
                b.run("import", book)
                b.new_tune(f"There {n}")
                self.time_of(b, "sync")
            if n % 2:
                a.new_tune(f"Here {n}")
            self.kill(a, "sync")
            a.assert_nothing_lost()

        self.repeat(step)
        self.agree("anna@example.org", a, b)

    def test_while_renewing_tokens(self):
        a, b = self.two()
        # A token that is never good for five minutes: each run shows its renewal token and gets another, and none is taken twice.
        self.order(rule="set", token_seconds=100, reuse_seconds=0)
        a.run("sync")

        def step(n):
            if n % 2:
                a.new_tune(f"Renewed {n}")
            hit, answer = self.kill(a, "sync")
            a.assert_nothing_lost()
            # Killed between the answer and its keeping: this server takes the old one no second time.
            if not hit and answer.get("state") != "up-to-date":
                a.sign_in("anna@example.org")

        self.repeat(step)
        a.sign_in("anna@example.org")
        self.agree("anna@example.org", a, b)

    def test_while_writing_with_an_account(self):
        a, b = self.two()
        a.new_tune("Written")
        tune = next(iter(a.titles))
        a.titles[tune] = self.time_of(a, "tune", "set", tune, "title", "Written")["title"]

        def step(n):
            title = f"Written {n}"
            hit, answer = self.kill(a, "tune", "set", tune, "title", title)
            if not hit:
                a.titles[tune] = answer["title"]
            a.titles[tune] = a.assert_nothing_lost({(tune, title)})[tune]
            if n % 8 == 0:
                self.assertEqual(a.run("sync")["state"], "up-to-date")

        self.repeat(step)
        self.agree("anna@example.org", a, b)

    def test_while_signing_out(self):
        a, b = self.two()
        email = "anna@example.org"
        self.time_of(a, "account", "sign-out")
        a.sign_in(email)

        def step(n):
            if n % 2:
                a.new_tune(f"Kept {n}")
            self.kill(a, "account", "sign-out")
            if a.run("account", "status", status=(0, 5))["account"] is None:
                a.sign_in(email)
            if n % 4 == 0:
                self.assertEqual(a.run("sync", status=(0, 5))["state"] in ("up-to-date", "sign-in"), True)
            a.assert_nothing_lost()

        self.repeat(step)
        # The tokens may have been forgotten while the account stood: then signing in again is all that is asked.
        a.sign_in(email)
        self.agree(email, a, b)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[5:])
