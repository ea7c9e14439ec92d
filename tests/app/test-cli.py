#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line as a script uses it: JSON, exit statuses, and a library that is right afterwards.

usage: test-cli.py WOODSHED [unittest arguments]
Runs without a display, session bus, settings schema or home.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

WOODSHED = os.path.abspath(sys.argv.pop(1))

BOOK = """%abc-2.1

X:1
T:The Test Reel
T:An Ríl Tástála
R:reel
M:4/4
L:1/8
K:D
|:A2FA dAFA|B2GB dBGB|A2FA dAFA|edce d4:|
|:fdad fdad|gece gece|fdad fdad|edce d4:|

X:2
T:The Test Jig
R:jig
M:6/8
L:1/8
K:Edor
|:E2E GFE|BAB dBA|E2E GFE|dBA E3:|

X:3
T:Tune Without Kind
M:9/8
L:1/8
K:G
|:GAB d2B A2G|GAB d2B e3:|

X:3
T:The Test Jig
R:jig
M:6/8
L:1/8
K:Edor
|:E2E GFE|BAB dBA|E2E GFE|dBA E3:|
"""
DAY = 86_400_000
START = 1_795_262_400_000  # 2026-11-21T12:00:00Z


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="woodshed-cli-")
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)
        self.profile = os.path.join(self.dir, "profile")
        self.clock = os.path.join(self.dir, "clock")
        self.set_time(START)
        self.book = os.path.join(self.dir, "Session Tunes.abc")
        with open(self.book, "w", encoding="utf-8") as file:
            file.write(BOOK)

    def set_time(self, ms, zone="Europe/Berlin"):
        with open(self.clock, "w", encoding="utf-8") as file:
            file.write(f"{ms} {zone}")

    def environment(self):
        keep = {k: v for k, v in os.environ.items()
                if k.startswith(("ASAN_", "UBSAN_", "LSAN_", "G_DEBUG", "G_SLICE", "LD_PRELOAD"))}
        return {**keep, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent", "WOODSHED_CLOCK_FILE": self.clock}

    def call(self, *arguments, status=0, profile=None, text=False):
        done = subprocess.run([WOODSHED, "--profile", profile or self.profile, *arguments, *([] if text else ["--json"])],
                              env=self.environment(), capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, status, f"{arguments}: {done.stdout} {done.stderr}")
        return done.stdout if text else json.loads(done.stdout)

    def error(self, *arguments, status, code):
        answer = self.call(*arguments, status=status)
        self.assertEqual(answer["error"]["code"], code, answer)
        self.assertTrue(answer["error"]["text"])

    def import_book(self):
        return self.call("import", self.book)

    def tune_id(self, title):
        return next(t["id"] for t in self.call("list") if t["title"] == title)

    def check(self):
        answer = self.call("check")
        self.assertTrue(answer["ok"], answer)
        return answer

    # ---- import, list, export ----

    def test_import_accounts_for_every_tune_and_repeats_harmlessly(self):
        report = self.import_book()
        self.assertEqual(report["taken"] + report["unchanged"] + report["refused"], 4)
        self.assertEqual((report["taken"], report["unchanged"], report["refused"]), (3, 1, 0))
        self.assertIn("no-rhythm", {r["code"] for r in report["remarks"]})
        again = self.import_book()
        self.assertEqual((again["taken"], again["unchanged"], again["book"]), (0, 4, report["book"]))
        tunes = self.call("list")
        self.assertEqual([t["title"] for t in tunes], ["The Test Jig", "The Test Reel", "Tune Without Kind"])
        self.assertEqual(tunes[1]["aliases"], ["An Ríl Tástála"])
        self.assertEqual((tunes[0]["kind"], tunes[0]["key"], tunes[0]["meter"]), ("jig", "Edor", "6/8"))
        self.assertEqual(self.check()["tunes"], 3)

    def test_dry_run_writes_nothing(self):
        report = self.call("import", self.book, "--dry-run")
        self.assertEqual(report["taken"], 3)
        self.assertEqual(self.call("list"), [])

    def test_edited_tune_stays_as_it_was_edited(self):
        self.import_book()
        tune = self.tune_id("The Test Jig")
        self.call("tune", "set", tune, "title", "The Tested Jig", "tempo_bpm", "112")
        self.assertEqual(self.import_book()["taken"], 0)
        shown = self.call("tune", "show", tune)
        self.assertEqual((shown["title"], shown["tempo_bpm"]), ("The Tested Jig", 112))

    def test_search_folds_accents_and_finds_aliases(self):
        self.import_book()
        for text in ("ril tast", "RÍL", "test reel"):
            self.assertEqual([t["title"] for t in self.call("list", "--search", text)], ["The Test Reel"], text)
        self.assertEqual(len(self.call("list", "--limit", "2")), 2)
        self.assertEqual(self.call("list", "--search", '"*)('), [])
        self.error("list", "--book", "nowhere", status=1, code="no-such-book")
        self.assertEqual(len(self.call("list", "--book", "session tunes")), 3)

    def test_search_finds_first_notes_and_signs(self):
        self.import_book()
        self.assertEqual([t["title"] for t in self.call("list", "--search", "A2FA dAFA")], ["The Test Reel"])
        self.assertEqual([t["title"] for t in self.call("list", "--search", "A2FA dAFA", "--book", "Session Tunes")], ["The Test Reel"])
        self.assertEqual(self.call("list", "--search", "   "), [])
        self.call("tune", "new", "--title", "🎻")
        self.assertEqual([t["title"] for t in self.call("list", "--search", "🎻")], ["🎻"])

    def test_unreadable_files_are_reported_and_others_taken(self):
        report = self.call("import", self.book, os.path.join(self.dir, "missing.abc"), status=1)
        self.assertEqual(report["taken"], 3)
        binary = os.path.join(self.dir, "picture.abc")
        with open(binary, "wb") as file:
            file.write(bytes(range(256)) * 64)
        self.assertEqual(self.call("import", binary, status=1)["taken"], 0)

    def write(self, name, text, encoding="utf-8"):
        path = os.path.join(self.dir, name)
        with open(path, "w", encoding=encoding) as file:
            file.write(text)
        return path

    def test_new_tune_takes_its_facts_from_the_abc(self):
        abc = self.write("one.abc", "X:7\r\nT:D\u00fan na S\u00e9ad\r\nT:Other\r\nM:6/8\r\nR:jig\r\nK:Edor\r\n|:ABc def:|\r\n", "latin-1")
        tune = self.call("tune", "new", "--title", "My Own", "--abc", abc)
        self.assertEqual([tune[f] for f in ("title", "kind", "meter", "key", "aliases")],
                         ["My Own", "jig", "6/8", "Edor", ["D\u00fan na S\u00e9ad", "Other"]])
        self.assertIn("|:ABc def:|", tune["abc"])
        # What the call says goes first.
        tune = self.call("tune", "new", "--title", "Again", "--kind", "slide", "--key", "D", "--abc", abc)
        self.assertEqual((tune["kind"], tune["key"], tune["meter"]), ("slide", "D", "6/8"))
        tune = self.call("tune", "new", "--title", "Bare", "--abc", self.write("bare.abc", "ABc def|"))
        self.assertEqual((tune["abc"], tune["key"], tune["aliases"]), ("ABc def|", None, []))
        # What it wrote reads back with the same facts.
        out, other = os.path.join(self.dir, "out.abc"), os.path.join(self.dir, "other")
        self.call("export", "--format", "abc", out)
        self.call("import", out, profile=other)
        facts = [[t[k] for k in ("title", "kind", "key", "meter", "aliases")] for t in self.call("list")]
        self.assertEqual(facts, [[t[k] for k in ("title", "kind", "key", "meter", "aliases")] for t in self.call("list", profile=other)])
        for path in (self.book, self.write("words.abc", "no music here\n"), self.write("empty.abc", "")):
            self.error("tune", "new", "--title", "X", "--abc", path, status=1, code="invalid")
        self.assertEqual(len(self.call("list")), 3)

    def test_tune_moves_by_its_book_field(self):
        self.import_book()
        tune = self.call("tune", "new", "--title", "Mover")
        moved = self.call("tune", "set", tune["id"], "book_id", "session tunes")
        self.assertNotEqual(moved["book"], tune["book"])
        self.assertEqual(len(self.call("list", "--book", moved["book"])), 4)
        self.assertEqual(self.call("tune", "set", tune["id"], "book_id", tune["book"])["book"], tune["book"])
        self.error("tune", "set", tune["id"], "book_id", "no such book", status=1, code="no-such-book")
        self.error("tune", "set", "nobody", "book_id", tune["book"], status=1, code="no-such-tune")
        self.error("tune", "set", tune["id"], "book_id", tune["book"], "title", "x", status=2, code="usage")
        for field in ("source", "merged", "inferred"):
            self.error("tune", "set", tune["id"], field, "[]", status=2, code="usage")
        self.call("import", self.write("local.abc", "X:1\nT:Here\nM:4/4\nK:D\nABcd|\n"), "--book", "Local", "--local-only")
        self.call("repertoire", "create", "Fiddle")
        self.call("repertoire", "add", "Fiddle", tune["id"])
        self.error("tune", "set", tune["id"], "book_id", "Local", status=1, code="invalid")
        self.check()

    def test_value_out_of_bounds_is_named(self):
        tune = self.call("tune", "new", "--title", "X")["id"]
        self.error("tune", "set", tune, "tempo_bpm", "-5", status=1, code="invalid")
        self.assertEqual(self.failure("tune", "set", tune, "tempo_bpm", "-5"),
                         "woodshed: tempo_bpm: the library does not take this value\n")

    def test_exported_abc_reads_back_to_the_same_tunes(self):
        self.import_book()
        out = os.path.join(self.dir, "Session Tunes Again.abc")
        self.assertEqual(self.call("export", "--format", "abc", out)["rows"]["tune"], 3)
        other = os.path.join(self.dir, "other")
        self.assertEqual(self.call("import", out, profile=other)["taken"], 3)
        facts = [{k: t[k] for k in ("title", "kind", "key", "meter", "aliases")} for t in self.call("list")]
        self.assertEqual(facts, [{k: t[k] for k in ("title", "kind", "key", "meter", "aliases")} for t in self.call("list", profile=other)])
        self.error("export", "--format", "pdf", out, status=2, code="usage")
        self.error("export", "--format", "abc", os.path.join(self.dir, "no", "such", "folder.abc"), status=1, code="not-written")

    def test_backup_brings_back_everything(self):
        self.import_book()
        repertoire = self.call("repertoire", "create", "Fiddle")["id"]
        self.call("repertoire", "add", repertoire, "--book", "Session Tunes")
        self.call("rate", self.tune_id("The Test Reel"), "good")
        self.call("note", "add", self.tune_id("The Test Reel"), "slow down\nin the second part")
        first, second = os.path.join(self.dir, "a.json"), os.path.join(self.dir, "b.json")
        rows = self.call("backup", first)["rows"]
        self.assertEqual((rows["tune"], rows["practice_event"], rows["note"]), (3, 1, 1))
        other = os.path.join(self.dir, "other")
        restored = self.call("restore", first, profile=other)
        self.assertEqual(restored["inserted"], sum(rows.values()))
        self.assertEqual(self.call("restore", first, profile=other)["inserted"], 0)
        self.call("backup", second, profile=other)
        with open(first, encoding="utf-8") as a, open(second, encoding="utf-8") as b:
            self.assertEqual(json.load(a)["tables"], json.load(b)["tables"])
        self.assertTrue(self.call("check", profile=other)["ok"])

    def test_starter_book_comes_once(self):
        taken = self.call("import", "--starter")["taken"]
        self.assertGreaterEqual(taken, 40)
        again = self.call("import", "--starter")
        self.assertEqual((again["taken"], again["unchanged"]), (0, taken))

    # ---- tunes and notes ----

    def test_tune_is_made_changed_and_deleted(self):
        tune = self.call("tune", "new", "--title", "  New   Tune ", "--kind", "reel", "--key", "Edor")
        self.assertEqual((tune["title"], tune["kind"], tune["key"]), ("New Tune", "reel", "Edor"))
        self.assertEqual(self.call("tune", "set", tune["id"], "composer", "Trad", "kind", "")["composer"], "Trad")
        self.assertIsNone(self.call("tune", "show", tune["id"])["kind"])
        self.assertEqual(self.call("tune", "delete", tune["id"]), {"id": tune["id"], "deleted": True})
        self.error("tune", "show", tune["id"], status=1, code="no-such-tune")
        self.error("tune", "delete", tune["id"], status=1, code="no-such-tune")
        self.error("tune", "set", tune["id"], "title", "x", status=1, code="no-such-tune")

    def test_impossible_values_change_nothing(self):
        tune = self.call("tune", "new", "--title", "Kept")["id"]
        self.error("tune", "set", tune, "title", "   ", status=1, code="invalid")
        self.error("tune", "set", tune, "title", "x" * 501, status=1, code="invalid")
        self.error("tune", "set", tune, "tempo_bpm", "fast", status=1, code="invalid")
        self.error("tune", "set", tune, "colour", "red", status=2, code="usage")
        self.error("tune", "set", tune, "title", status=2, code="usage")
        self.assertEqual(self.call("tune", "show", tune)["title"], "Kept")

    def test_odd_titles_are_kept(self):
        for title in ("שיר הנוסע", "🎻 fiddle 🪕", "a" * 500, "<b>&amp;\"'`$(x)", "--json"):
            tune = self.call("tune", "new", f"--title={title}")["id"]
            self.assertEqual(self.call("tune", "show", tune)["title"], title)

    def test_notes_are_added_listed_and_changed(self):
        tune = self.call("tune", "new", "--title", "Noted")["id"]
        note = self.call("note", "add", tune, "first")
        self.assertEqual(note["text"], "first")
        self.assertEqual(self.call("note", "set", note["id"], "second\nline")["text"], "second\nline")
        self.assertEqual([n["text"] for n in self.call("note", "list", tune)], ["second\nline"])
        self.error("note", "set", tune, "x", status=1, code="no-such-note")
        self.error("note", "add", note["id"], "x", status=1, code="no-such-tune")

    # ---- practice ----

    def test_day_of_practice(self):
        self.import_book()
        repertoire = self.call("repertoire", "create", "Fiddle", "--instrument", "fiddle")
        self.assertEqual((repertoire["tunes"], repertoire["due"]), (0, 0))
        ids = [t["id"] for t in self.call("list")]
        self.assertEqual(self.call("repertoire", "add", "fiddle", *ids)["added"], 3)
        again = self.call("repertoire", "add", "fiddle", *ids)
        self.assertEqual((again["added"], again["already"]), (0, 3))

        queue = self.call("queue")
        self.assertEqual(queue["day"], "2026-11-21")
        self.assertEqual({i["bucket"] for i in queue["items"]}, {"new"})
        self.assertEqual(len(queue["items"]), 3)
        rated = self.call("rate", queue["items"][0]["tune"], "good")
        self.assertEqual((rated["state"], rated["step"], rated["reps"], rated["lapses"]), ("learning", 1, 1, 0))
        self.assertEqual((rated["stability"], rated["difficulty"]), (2.3065, 2.11810397))
        self.assertEqual(rated["due"], "2026-11-21T13:10:00+01:00")
        after = self.call("queue")
        self.assertEqual([i["id"] for i in after["items"]], [i["id"] for i in queue["items"]])
        self.assertEqual([i["done"] for i in after["items"]], [True, False, False])
        easy = self.call("rate", queue["items"][1]["tune"], "easy")
        self.assertEqual((easy["state"], easy["stability"]), ("review", 8.2956))
        self.assertIn(easy["interval_days"], range(6, 11))
        self.set_time(START + DAY)
        tomorrow = self.call("queue")
        self.assertEqual(tomorrow["day"], "2026-11-22")
        self.assertEqual(tomorrow["items"][0]["tune"], queue["items"][0]["tune"])
        self.assertNotIn(queue["items"][1]["tune"], [i["tune"] for i in tomorrow["items"]])
        self.assertEqual(self.check()["events"], 2)

    def test_queue_takes_more_tunes_once(self):
        self.import_book()
        self.call("repertoire", "create", "Fiddle")
        ids = [t["id"] for t in self.call("list")]
        self.call("repertoire", "add", "Fiddle", ids[0])
        self.assertEqual(len(self.call("queue")["items"]), 1)
        self.call("repertoire", "add", "Fiddle", *ids[1:])
        self.assertEqual(len(self.call("queue")["items"]), 1)
        self.assertEqual(len(self.call("queue", "--add", *ids[1:])["items"]), 3)
        self.assertEqual(len(self.call("queue", "--add", *ids)["items"]), 3)
        self.error("queue", "--day", "yesterday", status=2, code="usage")

    def test_which_repertoire_is_asked_for_when_it_is_not_clear(self):
        tune = self.call("tune", "new", "--title", "Shared")["id"]
        self.error("queue", status=1, code="no-such-repertoire")
        self.error("rate", tune, "good", status=1, code="no-such-repertoire")
        for name in ("Fiddle", "Flute"):
            self.call("repertoire", "create", name)
            self.call("repertoire", "add", name, tune)
        self.error("rate", tune, "good", status=2, code="ambiguous")
        self.error("queue", status=2, code="ambiguous")
        self.assertEqual(self.call("rate", tune, "good", "--repertoire", "flute")["reps"], 1)
        self.error("rate", tune, "good", "--repertoire", "harp", status=1, code="no-such-repertoire")
        self.error("rate", tune, "perfect", "--repertoire", "flute", status=2, code="usage")
        self.error("rate", tune, "good", "--repertoire", "flute", "--at", "noon", status=2, code="usage")

    def test_rating_at_a_time_belongs_to_that_day(self):
        tune = self.call("tune", "new", "--title", "Yesterday's")["id"]
        self.call("repertoire", "create", "Fiddle")
        self.call("repertoire", "add", "Fiddle", tune)
        rated = self.call("rate", tune, "good", "--at", "2026-11-20T02:30:00+01:00")
        self.assertEqual(rated["due"], "2026-11-20T02:40:00+01:00")
        out = os.path.join(self.dir, "b.json")
        self.call("backup", out)
        with open(out, encoding="utf-8") as file:
            event = json.load(file)["tables"]["practice_event"][0]
        self.assertEqual((event["practice_day"], event["time_zone"]), ("2026-11-19", "Europe/Berlin"))

    # ---- the library as a file ----

    def test_wrong_calls(self):
        self.error("fiddle", status=2, code="usage")
        self.error("list", "--colour", "red", status=2, code="usage")
        self.error("list", "something", status=2, code="usage")
        self.error("import", status=2, code="usage")
        self.error("tune", status=2, code="usage")
        self.error("repertoire", "list", "--known", status=2, code="usage")
        self.error("tune", "show", "x", "--title", "y", status=2, code="usage")
        self.error("list", "--limit", "99999999999999999999", status=2, code="usage")
        self.error("list", "--limit", "-1", status=2, code="usage")
        self.error("list", "--profile=", status=2, code="usage")
        self.error("queue", "--day", "2026-02-30", status=2, code="usage")
        self.error("--colour", status=2, code="usage")
        self.error("export", "--format", "json", "--book", "x", os.path.join(self.dir, "x.json"), status=2, code="usage")
        self.assertIn("Usage:", self.call("--help", text=True))
        self.assertIn("Woodshed", self.call("--version", text=True))

    def test_verbs_of_sync_say_that_there_is_no_account(self):
        for verb in (["account", "status"], ["account", "sign-out"], ["sync"], ["sync", "--verify"], ["outbox"], ["conflicts"],
                     ["resolve", "x", "mine"]):
            self.error(*verb, status=5, code="no-account")
        status = self.call("account", "status", status=5)
        self.assertEqual((status["account"], status["state"], status["last_sync"]), (None, "no-account", None))
        self.error("account", "sign-in", "--url", "http://elsewhere.example", "--key", "k", "--email", "e", status=2, code="address")
        self.error("account", "sign-in", "--url", "https://x.example", "--key", "sb_secret_x", "--email", "e", status=2, code="secret-key")
        for verb in (["account"], ["account", "sign-in"], ["sync", "now"], ["sync", "--verify", "--reload"], ["resolve", "x", "yours"]):
            self.error(*verb, status=2, code="usage")
        self.assertFalse(os.path.exists(self.library()))

    def test_files_in_place_of_verbs_are_for_the_window(self):
        self.error("missing.abc", status=1, code="io")
        self.error("./missing", status=1, code="io")
        # The file is there, the display is not: it was the window that was asked for.
        self.assertIn("display", self.failure(self.book, env={**self.environment(), "G_DEBUG": ""}))

    def failure(self, *arguments, **options):
        done = subprocess.run([WOODSHED, "--profile", self.profile, *arguments], timeout=300, check=False,
                              **{"env": self.environment(), "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True,
                                 **options})
        self.assertEqual(done.returncode, 1, done)
        return done.stderr

    def test_answer_that_cannot_be_written_is_a_failure(self):
        self.import_book()
        with open("/dev/full", "w", encoding="utf-8") as full:
            self.assertIn("could not be written", self.failure("list", "--json", stdout=full))
        reading, writing = os.pipe()
        os.close(reading)
        self.assertIn("could not be written", self.failure("list", "--json", stdout=writing))
        os.close(writing)
        self.assertIn("could not be written", self.failure("tune", "new", "--title", "Kept", stdout=None, preexec_fn=lambda: os.close(1)))
        self.assertEqual(len(self.call("list", "--search", "Kept")), 1)
        self.check()

    def test_hostile_words_are_refused(self):
        bad = os.fsdecode(b"\xff\xfe.abc")
        self.error("import", bad, status=2, code="usage")
        self.error("tune", "new", "--title", bad, status=2, code="usage")
        for path in (self.dir, os.path.join(self.dir, "missing")):
            self.error("tune", "new", "--title", "X", "--abc", path, status=1, code="io")
            self.assertEqual(self.call("import", path, status=1)["files_refused"], 1)
            self.call("restore", path, status=1)
        self.call("backup", self.dir, status=1)
        self.error("restore", self.book, status=1, code="damaged")
        self.assertEqual(self.call("list"), [])

    def test_day_of_verbs_leaves_a_copy(self):
        self.import_book()
        self.call("list")
        copy = os.path.join(self.profile, "backups", "local.2026-11-21.db")
        self.assertTrue(os.path.exists(copy))
        made = os.stat(copy).st_mtime_ns
        self.call("tune", "new", "--title", "Later")
        self.assertEqual(os.stat(copy).st_mtime_ns, made)
        self.set_time(START + DAY)
        self.call("list")
        self.assertEqual(len(os.listdir(os.path.join(self.profile, "backups"))), 2)

    def test_book_is_taken_by_its_name(self):
        self.import_book()
        self.call("import", "--starter")
        made = self.call("tune", "new", "--title", "One more", "--book", "session tunes")
        self.assertEqual(len(self.call("list", "--book", made["book"])), 4)
        out = os.path.join(self.dir, "book.abc")
        self.assertEqual(self.call("export", "--format", "abc", "--book", "Session Tunes", out)["rows"]["tune"], 4)
        self.error("tune", "new", "--title", "X", "--book", "nowhere", status=1, code="no-such-book")
        self.error("export", "--format", "csv", "--book", "nowhere", out, status=1, code="no-such-book")

    def library(self):
        return os.path.join(self.profile, "spaces", "local.db")

    def library_bytes(self):
        with open(self.library(), "rb") as file:
            return file.read()

    def test_damaged_library_is_named_and_left_alone(self):
        self.import_book()
        with open(self.library(), "r+b") as file:
            file.seek(0)
            file.write(b"this is not a library any more" * 40)
        before = self.library_bytes()
        answer = self.call("check", status=1)
        self.assertFalse(answer["ok"])
        self.assertTrue(answer["faults"])
        self.call("list", status=1)
        self.assertEqual(self.library_bytes(), before)

    def test_library_of_a_newer_program_is_left_alone(self):
        self.import_book()
        subprocess.run(["sqlite3", self.library(), "PRAGMA user_version = 9999"], check=True)
        before = self.library_bytes()
        self.error("list", status=1, code="newer-library")
        self.assertIn("comes from a newer Woodshed", self.failure("list"))
        self.assertEqual(self.library_bytes(), before)

    def test_home_that_cannot_be_written(self):
        blocked = os.path.join(self.dir, "file")
        with open(blocked, "w", encoding="utf-8"):
            pass
        answer = self.call("list", profile=os.path.join(blocked, "profile"), status=1)
        self.assertIn(answer["error"]["code"], ("read-only", "io", "failed"))

    def test_two_calls_at_once_both_write(self):
        self.call("repertoire", "create", "Fiddle")
        running = [subprocess.Popen([WOODSHED, "--profile", self.profile, "tune", "new", "--title", f"Tune {n}", "--json"],
                                    env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) for n in range(8)]
        for process in running:
            out, err = process.communicate(timeout=300)
            self.assertEqual(process.returncode, 0, err)
            self.assertIn("id", json.loads(out))
        self.assertEqual(len(self.call("list")), 8)
        self.check()

    def test_clocks_far_off_lose_nothing(self):
        tune = self.call("tune", "new", "--title", "Timeless")["id"]
        self.call("repertoire", "create", "Fiddle")
        self.call("repertoire", "add", "Fiddle", tune)
        for ms in (0, START, 4_102_444_800_000, START + DAY):
            self.set_time(ms)
            self.call("queue")
            self.call("rate", tune, "good")
        self.assertEqual(self.check()["events"], 4)


if __name__ == "__main__":
    unittest.main(verbosity=1)
