#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A question of every kind between two computers, made by command line through the gateway, answered in the window of one of them, and
gone on the other, which has the answer.

usage: test-choices-sync.py WOODSHED DEV-SERVER BUILD-DIR ANSWER-CHOICES
"""
import importlib.util
import os
import subprocess
import sys
import unittest

ANSWER = sys.argv[4]
spec = importlib.util.spec_from_file_location("cli_sync", os.path.join(os.path.dirname(os.path.abspath(__file__)), "test-cli-sync.py"))
cli_sync = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cli_sync)

FIELDS = [("title", "Silver A", "Silver B"), ("composer", "Ann", "Bea"), ("key", "A", "G"), ("kind", "reel", "jig"),
          ("structure", "AABB", "AABC"), ("abc", "K:D\nabc|\n", "K:D\ncba|\n")]


class Choices(cli_sync.Sync):
    def answer(self, computer, side):
        done = subprocess.run([ANSWER, computer.profile, side], env=os.environ | {"GSETTINGS_BACKEND": "memory"}, timeout=120,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def make_questions(self):
        a, b = self.a, self.b
        tune = a.run("tune", "new", "--title", "Silver Spear")["id"]
        note = a.run("note", "add", tune, "Start slowly")["id"]
        gone = a.run("tune", "new", "--title", "Otter")["id"]
        kept = a.run("tune", "new", "--title", "Badger")["id"]
        for computer in (a, b):
            computer.sign_in()
            computer.sync()
        for field, first, second in FIELDS:
            a.run("tune", "set", tune, field, first)
            b.run("tune", "set", tune, field, second)
        a.run("note", "set", note, "Start fast")
        b.run("note", "set", note, "Start asleep")
        # Deleted here against edited there, and the other way round.
        a.run("tune", "set", gone, "composer", "Somebody")
        b.run("tune", "delete", gone)
        a.run("tune", "delete", kept)
        b.run("tune", "set", kept, "composer", "Somebody")
        a.sync()
        self.assertEqual(b.sync(3)["choices"], len(FIELDS) + 3)
        a.sync(3)
        return tune, note

    def test_every_kind_is_asked_and_answered_in_the_window(self):
        a, b = self.a, self.b
        tune, note = self.make_questions()
        questions = a.run("conflicts")
        self.assertEqual(sorted(q["field"] for q in questions), sorted([f for f, _, _ in FIELDS] + ["text", "*", "*"]))
        for question in questions:
            # Who wrote what is in use, and when, is said as well.
            self.assertIsNotNone(question["mine"]["device"], question)
            self.assertIsNotNone(question["other"]["device"], question)
            self.assertIsNotNone(question["other"]["at"], question)
        self.answer(a, "mine")
        a.check()
        self.assertEqual(a.run("conflicts"), [])
        self.converge()
        self.assertEqual(b.run("conflicts"), [])
        for computer in (a, b):
            shown = computer.run("tune", "show", tune)
            for field, _, second in FIELDS:
                self.assertEqual(shown[field].strip(), second.strip())
            self.assertEqual([n["text"] for n in computer.run("note", "list", tune) if n["id"] == note], ["Start asleep"])
            self.assertEqual([t[1] for t in computer.tunes()], ["Silver B"])

    def test_what_the_window_keeps_is_kept_on_the_other_too(self):
        a, b = self.a, self.b
        tune, note = self.make_questions()
        self.answer(b, "other")
        b.sync()
        self.converge()
        for computer in (a, b):
            self.assertEqual(computer.run("conflicts"), [])
            shown = computer.run("tune", "show", tune)
            for field, first, _ in FIELDS:
                self.assertEqual(shown[field].strip(), first.strip())
            self.assertEqual(sorted(t[1] for t in computer.tunes()), ["Badger", "Otter", "Silver A"])


# Those of the command line alone have a test of their own.
for name in [n for n in dir(cli_sync.Sync) if n.startswith("test_")]:
    setattr(Choices, name, None)

if __name__ == "__main__":
    suite = unittest.TestSuite(Choices(name) for name in ("test_every_kind_is_asked_and_answered_in_the_window",
                                                          "test_what_the_window_keeps_is_kept_on_the_other_too"))
    sys.exit(0 if unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful() else 1)
