#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sync by command line alone: two computers of one player, another player, a dead server, a killed program. After every step the
library must be whole (what is shown is what the server said and what waits here).

usage: test-cli-sync.py WOODSHED DEV-SERVER BUILD-DIR [unittest arguments]
"""
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

WOODSHED, DEV_SERVER, BUILD = sys.argv[1:4]
PASSWORDS = {"anna@example.org": "fiddle-and-flute", "brian@example.org": "bodhran-and-bones"}


def check_memory(err):
    """Under the sanitizers: no fault, and nothing lost but what libsecret loses. Its file backend drops the entity tags (some 28
    bytes) of a file that it reads and replaces, in a callback of GIO, so that no frame of its own could be named to suppress it."""
    assert "ERROR: AddressSanitizer" not in err and "runtime error:" not in err, err
    for n_bytes, n in re.findall(r"SUMMARY: AddressSanitizer: (\d+) byte\(s\) leaked in (\d+) allocation", err):
        assert int(n_bytes) <= 64 and int(n) <= 2, err


class Computer:
    def __init__(self, folder, name, url, key):
        self.profile = os.path.join(folder, name)
        self.url, self.key = url, key
        self.env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
        self.env |= {"SECRET_BACKEND": "file", "SECRET_FILE_TEST_PASSWORD": "test",
                     "SECRET_FILE_TEST_PATH": os.path.join(folder, name + ".keyring"), "G_MESSAGES_DEBUG": "none"}

    def start(self, *words, **more):
        env = self.env
        if words[0] in ("account", "sync") and "ASAN_OPTIONS" in env:
            # What is lost is counted by check_memory() in the place of the exit status.
            env = env | {"ASAN_OPTIONS": env["ASAN_OPTIONS"] + ":exitcode=0"}
        return subprocess.Popen([WOODSHED, "--profile", self.profile, *words, "--json"], env=env, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, stdin=subprocess.PIPE, text=True, **more)

    def run(self, *words, status=0, text=""):
        program = self.start(*words)
        out, err = program.communicate(text, timeout=60)
        check_memory(err)
        assert program.returncode == status, f"{words}: status {program.returncode}, not {status}: {out} {err}"
        return json.loads(out)

    def sign_in(self, email="anna@example.org", status=0, password=None):
        return self.run("account", "sign-in", "--url", self.url, "--key", self.key, "--email", email, status=status,
                        text=(password or PASSWORDS[email]) + "\n")

    def sync(self, status=0, *words):
        answer = self.run("sync", *words, status=status)
        self.check()
        return answer

    def check(self):
        report = self.run("check")
        assert report["ok"] and not report["faults"], report

    def tunes(self):
        return [(t["id"], t["title"], t["key"], tuple(sorted(t["aliases"]))) for t in self.run("list")]


class Sync(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="woodshed-sync-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        # The gateway ends with sockets of its HTTP library still open.
        env = dict(os.environ, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0")
        self.server = subprocess.Popen([DEV_SERVER, "--build", BUILD], env=env, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self.addCleanup(self.stop_server)
        ready = json.loads(self.server.stdout.readline())
        self.url, self.key = ready["url"], ready["key"]
        self.a, self.b = self.computer("a"), self.computer("b")

    def computer(self, name):
        return Computer(self.folder, name, self.url, self.key)

    def stop_server(self):
        if self.server.poll() is None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(30)
        self.server.stdout.close()

    def converge(self):
        for computer in (self.a, self.b, self.a):
            computer.sync()
        self.assertEqual(self.a.tunes(), self.b.tunes())

    def test_two_computers_differ_choose_and_agree(self):
        a, b = self.a, self.b
        tune = a.run("tune", "new", "--title", "Silver Spear", "--key", "D")["id"]
        user = a.sign_in()["user"]
        self.assertEqual(os.listdir(os.path.join(a.profile, "spaces")), [user + ".db"])
        a.check()
        self.assertEqual(a.sync()["state"], "up-to-date")
        b.sign_in()
        b.sync()
        self.assertEqual(a.tunes(), b.tunes())
        repertoire = a.run("repertoire", "create", "Fiddle")["id"]
        a.run("repertoire", "add", repertoire, tune)
        self.converge()
        # The same title on both, another fact on one, a rating on each.
        a.run("tune", "set", tune, "title", "Silver A")
        b.run("tune", "set", tune, "title", "Silver B", "structure", "AABB")
        a.run("rate", tune, "good")
        b.run("rate", tune, "again")
        self.assertEqual(len(a.run("outbox")), 2)
        a.sync()
        self.assertEqual(b.sync(3)["choices"], 1)
        a.sync(3)
        for computer in (a, b):
            self.assertEqual(computer.run("check")["events"], 2)
            self.assertEqual(computer.run("tune", "show", tune)["structure"], "AABB")
            question, = computer.run("conflicts")
            self.assertEqual((question["mine"]["value"], question["other"]["value"], question["base"]),
                             ("Silver B", "Silver A", "Silver Spear"))
        self.assertEqual(a.run("resolve", question["id"], "both")["state"], "both")
        a.check()
        a.run("resolve", question["id"], "mine", status=1)
        self.converge()
        self.assertEqual(b.tunes()[0][1:], ("Silver B", "D", ("Silver A",)))
        self.assertEqual(b.run("conflicts"), [])
        for word in ("--verify", "--reload"):
            self.assertEqual(a.sync(0, word)["state"], "up-to-date")

    def test_the_first_answer_wins(self):
        a, b = self.a, self.b
        tune = a.run("tune", "new", "--title", "T", "--key", "D")["id"]
        for computer in (a, b):
            computer.sign_in()
            computer.sync()
        a.run("tune", "set", tune, "key", "A")
        b.run("tune", "set", tune, "key", "G")
        a.sync()
        b.sync(3)
        a.sync(3)
        for computer in (a, b):
            self.standing(computer, "choices", 3)
        question = a.run("conflicts")[0]["id"]
        a.run("resolve", question, "mine")
        # Made here, and not sent.
        self.standing(a, "waiting")
        b.run("resolve", question, "other")
        self.converge()
        self.assertEqual([t[2] for t in a.tunes()], ["G"])

    def test_a_deleted_tune_that_was_edited_is_asked_about(self):
        a, b = self.a, self.b
        tune = a.run("tune", "new", "--title", "T")["id"]
        for computer in (a, b):
            computer.sign_in()
            computer.sync()
        a.run("tune", "set", tune, "composer", "Somebody")
        b.run("tune", "delete", tune)
        a.sync()
        self.assertEqual(b.sync(3)["choices"], 1)
        self.assertEqual(len(b.tunes()), 1)
        b.run("resolve", b.run("conflicts")[0]["id"], "mine")
        b.check()
        b.sync()
        self.converge()
        self.assertEqual(a.tunes(), [])

    def test_nothing_is_lost_by_a_kill_at_any_moment(self):
        a, b = self.a, self.b
        for computer in (a, b):
            computer.sign_in()
            computer.sync()
        dice = random.Random(7)
        for i in range(20):
            a.run("tune", "new", "--title", f"Tune {i}")
            program = a.start("sync")
            time.sleep(dice.uniform(0, 0.15))
            program.kill()
            program.communicate()
            a.check()
        self.converge()
        self.assertEqual(sorted(t[1] for t in b.tunes()), sorted(f"Tune {i}" for i in range(20)))

    def test_problems_win_over_choices_in_status_and_sync(self):
        a, b = self.a, self.b
        tune = a.run("tune", "new", "--title", "T", "--key", "D")["id"]
        for computer in (a, b):
            computer.sign_in()
            computer.sync()
        a.run("tune", "set", tune, "key", "A")
        b.run("tune", "set", tune, "key", "G")
        a.sync()
        # The project takes the edit of the key, and not a body that holds the other one.
        refused = b.run("tune", "new", "--title", "Refused")["id"]
        request = urllib.request.Request(self.url + "/__gateway", json.dumps(
            {"rule": "status", "match": "rpc/woodshed_push", "status": 400, "body": '{"code":"22P02","message":"x"}', "count": 3}).encode(),
            {"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=30).close()
        answer = b.sync(6)
        self.assertEqual((answer["state"], answer["problems"]), ("problems", 2))
        self.standing(b, "problems", 6)
        self.assertEqual({(g["state"], g["last_error"]) for g in b.run("outbox")}, {("held", "22P02")})
        self.assertIn(refused, [t[0] for t in b.tunes()])
        # Another choice beside the problems.
        b.run("tune", "set", tune, "title", "B")
        a.run("tune", "set", tune, "title", "A")
        a.sync()
        answer = b.sync(6)
        self.assertEqual((answer["state"], answer["problems"], answer["choices"]), ("problems", 2, 1))
        self.standing(b, "problems", 6)
        self.assertEqual(len(b.run("conflicts")), 1)

    def test_offline_keeps_everything_and_says_so(self):
        a = self.a
        a.sign_in()
        a.sync()
        a.run("tune", "new", "--title", "Kept")
        self.stop_server()
        answer = a.sync(4)
        self.assertEqual((answer["state"], answer["waiting"]), ("offline", 1))
        self.assertEqual(len(a.run("outbox")), 1)
        self.b.sign_in(status=4)

    def standing(self, computer, state, status=0):
        answer = computer.run("account", "status", status=status)
        self.assertEqual(answer["state"], state)
        self.assertEqual(answer.get("error", {}).get("code"), "sign-in" if state == "sign-in" else None)
        return answer

    def test_status_and_sync_say_alike_that_signing_in_is_needed(self):
        a = self.a
        a.run("tune", "new", "--title", "Kept")
        a.sign_in()
        self.assertTrue(self.standing(a, "waiting")["account"]["kept"])
        # The tokens are gone from the keyring.
        os.remove(a.env["SECRET_FILE_TEST_PATH"])
        self.assertEqual(a.sync(5)["state"], "sign-in")
        self.assertEqual(self.standing(a, "sign-in", 5)["account"]["kept"], False)
        a.sign_in()
        self.standing(a, "waiting")
        # No keyring answers: signing in said so, and the next program has nothing.
        keyring = {k: a.env.pop(k) for k in list(a.env) if k.startswith("SECRET_")}
        a.env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/bus"
        a.sign_in(status=8)
        self.standing(a, "sign-in", 5)
        text = subprocess.run([WOODSHED, "--profile", a.profile, "account", "status"], env=a.env, capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual((text.returncode, text.stdout.split(", ")[0]), (5, "anna@example.org: sign-in"), text.stderr)
        a.env |= keyring
        self.assertEqual(a.sync()["state"], "up-to-date")
        self.standing(a, "up-to-date")

    def test_status_remembers_that_the_project_ended_the_session(self):
        a = self.a
        a.sign_in()
        a.sync()

        def order(**rule):
            request = urllib.request.Request(self.url + "/__gateway", json.dumps(rule).encode(), {"Content-Type": "application/json"})
            urllib.request.urlopen(request, timeout=30).close()

        # The token does not do any more, and the one that renews it is unknown: the keyring still holds both.
        order(rule="status", match="rpc/woodshed_pull", status=401, body='{"code":"PGRST301","message":"JWT expired"}', count=-1)
        order(rule="status", match="auth/v1/token", status=400,
              body='{"code":400,"error_code":"session_not_found","msg":"Session not found"}', count=-1)
        self.assertEqual(a.sync(5)["state"], "sign-in")
        order(rule="reset")
        self.standing(a, "sign-in", 5)
        a.sign_in()
        self.assertEqual(a.sync()["state"], "up-to-date")
        self.standing(a, "up-to-date")

    def test_status_remembers_that_the_project_takes_no_token_however_new(self):
        a = self.a
        a.sign_in()
        a.sync()
        renewed = os.stat(a.env["SECRET_FILE_TEST_PATH"]).st_mtime_ns

        def order(**rule):
            request = urllib.request.Request(self.url + "/__gateway", json.dumps(rule).encode(), {"Content-Type": "application/json"})
            urllib.request.urlopen(request, timeout=30).close()

        for call in ("rpc/woodshed_hello", "rpc/woodshed_pull"):
            order(rule="status", match=call, status=401, body='{"code":"PGRST301","message":"No suitable key or wrong key type"}', count=-1)
            self.assertEqual(a.sync(5)["state"], "sign-in")
            self.assertGreater(os.stat(a.env["SECRET_FILE_TEST_PATH"]).st_mtime_ns, renewed)
            order(rule="reset")
            self.standing(a, "sign-in", 5)
            # It takes the same token again: then nobody has to sign in, and both say so.
            self.assertEqual(a.sync()["state"], "up-to-date")
            self.standing(a, "up-to-date")
        order(rule="status", match="rpc/woodshed_hello", status=401, body='{"message":"Invalid API key"}', count=-1)
        self.assertEqual(a.sync(5)["state"], "sign-in")
        order(rule="reset")
        self.standing(a, "sign-in", 5)
        a.sign_in()
        self.standing(a, "up-to-date")

    def test_a_wrong_password_changes_nothing(self):
        a = self.a
        a.run("tune", "new", "--title", "Here")
        self.assertEqual(a.sign_in(status=5, password="wrong")["error"]["code"], "password")
        self.assertEqual(os.listdir(os.path.join(a.profile, "spaces")), ["local.db"])
        a.run("sync", status=5)
        self.assertEqual(len(a.tunes()), 1)

    def test_what_is_wrong_with_a_project_is_named(self):
        a = self.a

        def order(**rule):
            request = urllib.request.Request(self.url + "/__gateway", json.dumps(rule).encode(), {"Content-Type": "application/json"})
            urllib.request.urlopen(request, timeout=30).close()

        def answer(status, code):
            order(rule="status", match="rpc/woodshed_pull", status=status, body=json.dumps({"code": code, "message": "x"}), count=-1)

        def said(status):
            error = a.sign_in(status=status)["error"]
            order(rule="reset")
            self.assertEqual(os.listdir(os.path.join(a.profile, "spaces")), ["local.db"])
            return error["code"], error["text"].partition(";")[0]

        a.run("tune", "new", "--title", "Here")
        answer(404, "PGRST202")
        self.assertEqual(said(1), ("no-functions", "the project is not set up for Woodshed yet"))
        order(rule="portal", match="/", count=-1)
        self.assertEqual(said(1), ("not-supabase", "there is no Supabase project at this address"))
        order(rule="status", match="rpc/woodshed_pull", status=401, body='{"message":"Invalid API key"}', count=-1)
        self.assertEqual(said(1), ("key-refused", "the project does not know this key"))
        answer(409, "PT409")
        self.assertEqual(said(1), ("project-too-old", "the project is set up for an older Woodshed"))
        order(rule="status", match="rpc/woodshed_pull", status=200, body='{"proto":1,"reset":"schema","end":true}', count=-1)
        self.assertEqual(said(1), ("update-needed", "the project is set up for a newer Woodshed"))
        self.assertEqual(a.sign_in(status=5, password="wrong")["error"]["text"], "e-mail and password do not fit together")

    def test_signing_out_keeps_the_library_and_another_player_gets_another(self):
        a = self.a
        anna = a.sign_in()["user"]
        a.sync()
        a.run("tune", "new", "--title", "Anna's")
        self.assertEqual(a.run("account", "sign-out"), {"pending": 1})
        self.assertEqual([t[1] for t in a.tunes()], ["Anna's"])
        a.check()
        a.run("account", "status", status=5)
        brian = a.sign_in("brian@example.org")["user"]
        self.assertEqual(a.tunes(), [])
        a.sync()
        self.assertEqual(sorted(os.listdir(os.path.join(a.profile, "spaces"))), sorted([anna + ".db", brian + ".db"]))
        a.sign_in()
        self.assertEqual([t[1] for t in a.tunes()], ["Anna's"])
        self.assertEqual(a.sync()["pushed"], 1)

    def test_one_process_at_a_time(self):
        import fcntl
        a = self.a
        a.sign_in()
        with open(os.path.join(a.profile, "sync.lock"), "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertEqual(a.sync(7)["state"], "busy")
        self.assertEqual(a.sync()["state"], "up-to-date")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
