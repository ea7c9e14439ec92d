#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The starter book keeps its rules, and build-aux/check-starter notices when it does not.

    test-starter-book.py CHECK-STARTER STARTER.ABC
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest

CHECKER, BOOK = sys.argv[1:3]


def check(text):
    """What the checker says of a book with this text -> (exit status, output)."""
    with tempfile.NamedTemporaryFile('w', suffix='.abc', encoding='utf-8', delete=False) as book:
        book.write(text)
    try:
        done = subprocess.run([sys.executable, CHECKER, book.name], capture_output=True, text=True, encoding='utf-8',
                              env=dict(os.environ, PYTHONIOENCODING='utf-8'), timeout=60, check=False)
    finally:
        os.unlink(book.name)
    return done.returncode, done.stdout


class StarterBook(unittest.TestCase):
    def setUp(self):
        with open(BOOK, encoding='utf-8') as book:
            self.text = book.read()

    def assert_refused(self, pattern, replacement, complaint):
        text, count = re.subn(pattern, replacement, self.text, count=1)
        self.assertEqual(count, 1)
        status, output = check(text)
        self.assertEqual(status, 1)
        self.assertIn(complaint, output)

    def test_the_shipped_book_keeps_its_rules(self):
        self.assertEqual(check(self.text), (0, '%d tunes, 0 remarks\n' % self.text.count('\nX:')))

    def test_the_shipped_book_has_forty_to_sixty_tunes(self):
        self.assertTrue(40 <= self.text.count('\nX:') <= 60)

    def test_a_missing_note_is_noticed(self):
        self.assert_refused(r'E2BE dEBE', 'E2BE dEB', 'lasts 7/8 of 1')

    def test_a_missing_upbeat_is_noticed(self):
        self.assert_refused(r'\|:D\|G3 GAB', '|:G3 GAB', 'last bar')

    def test_an_unclosed_repeat_is_noticed(self):
        self.assert_refused(r'BABc dAFD:\|\n\|:', 'BABc dAFD||\n|:', 'repeat opened and not closed')

    def test_a_name_that_stands_twice_is_noticed(self):
        self.assert_refused(r'%%woodshed-name kesh-jig', '%%woodshed-name drowsy-maggie', 'stands twice')

    def test_a_tune_without_a_name_is_noticed(self):
        self.assert_refused(r'%%woodshed-name kesh-jig\n', '', 'needs a %%woodshed-name')

    def test_a_book_without_a_version_is_noticed(self):
        self.assert_refused(r'%%woodshed-starter [0-9]+\n', '', 'version')


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
