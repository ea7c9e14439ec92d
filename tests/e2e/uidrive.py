# SPDX-License-Identifier: GPL-3.0-or-later
"""uidrive.py - drive a GTK 4 program from outside, through AT-SPI and X11 input.

Run it inside headless-session.sh with the system's /usr/bin/python3:

    from uidrive import App
    with App(["./my-app"]) as app:
        app.click("push button", "Options…")
        app.click("check box", "Play loud", window="Playback options")
        app.wait_label("options loud=1")
        app.menu("Main menu", "Sort by key", "s")
        app.keys("ctrl+f"); app.type_keys("abc")

Proved with GTK 4.8 and 4.18.  What AT-SPI cannot do there is done with real
input from xdotool: mouse() and keys().
Environment: UIDRIVE_TIMEOUT, seconds that every search waits (default 5);
UIDRIVE_SHOT, file for a screenshot when the test fails.
Needs gir1.2-atspi-2.0, python3-gi, xdotool, x11-utils, and imagemagick for screenshot().
"""
import os
import re
import subprocess
import sys
import tempfile
import time
import warnings

import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

warnings.simplefilter("ignore", DeprecationWarning)
TIMEOUT = float(os.environ.get("UIDRIVE_TIMEOUT", "5"))
# libatspi's own limits: a program that hangs must not hang the test.
Atspi.set_timeout(2000, 15000)

# The same widget has other role names in other versions of at-spi2-core and GTK.
SAME_ROLE = [{"push button", "button", "toggle button"}, {"check box", "toggle button", "switch"},
             {"entry", "text"}, {"dialog", "alert", "frame", "window"}, {"page tab", "radio button"}]
CLICKS = ("click", "activate", "toggle", "press")


class NotFound(AssertionError):
    pass


def plain(name):
    """A name as a person reads it.  GTK 4.8 gives a button with a mnemonic the name "_Ok Ok",
    a check button "_Ok", and a widget without any name that of its type, "GtkLabel"."""
    name = (name or "").strip()
    if re.fullmatch(r"(Gtk|Adw)[A-Z]\w+", name):
        return ""
    for space in (m.start() for m in re.finditer(" ", name)):
        if "_" in name[:space] and name[:space].replace("_", "", 1) == name[space + 1:]:
            return name[space + 1:]
    return name.replace("_", "") if name.count("_") == 1 else name


def role_is(node_role, wanted):
    return node_role == wanted or any(node_role in same and wanted in same for same in SAME_ROLE)


def safe(call, default=None):
    try:
        return call()
    except GLib.Error:  # the node went away while it was read
        return default


def children(node):
    for index in range(safe(node.get_child_count, 0) or 0):
        child = safe(lambda i=index: node.get_child_at_index(i))
        if child is not None:
            yield child


def walk(node):
    yield node
    for child in children(node):
        yield from walk(child)


def actions(node):
    return [safe(lambda i=i: node.get_action_name(i)) for i in range(safe(node.get_n_actions, 0) or 0)]


def has_state(node, state):
    """GTK 4.8 never sets SHOWING but on windows; FOCUSED, SELECTED, PRESSED, CHECKED, EXPANDED are right."""
    node.clear_cache()  # it learns of changes too late
    states = safe(node.get_state_set)
    return states is not None and states.contains(state)


def laid_out(node):
    """Its box in the window, or None before it was on the screen for the first time."""
    box = safe(lambda: node.get_extents(Atspi.CoordType.WINDOW))
    return box if box is not None and box.width > 0 else None


def wait(condition, what, timeout=None):
    end = time.monotonic() + (TIMEOUT if timeout is None else timeout)
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise NotFound(f"waited in vain for {what}")
        time.sleep(0.02)


class App:
    def __init__(self, command, env=None, name=None):
        """name: the program's accessible name, where its process is not the one that is
        started here (flatpak run)."""
        self.command, self.env, self.name, self.process, self.node = command, env, name, None, None
        self.said = None

    # GTK 4.8 asks its accessibility bridge for a widget's path before there is one, when a window goes while it is looked at.
    # Everything else that a program warns of fails the test that asked for G_DEBUG=fatal-warnings.
    NOT_OURS = re.compile(r"g_variant_is_object_path|dbind-WARNING")

    def __enter__(self):
        env = {**os.environ, **(self.env or {})}
        if (self.env or {}).get("G_DEBUG") == "fatal-warnings":
            del env["G_DEBUG"]
            self.said = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen(self.command, env=env, stderr=self.said)
        try:
            self.node = wait(self._find_app, f"{self.command[0]} on the accessibility bus", 20)
            wait(self.windows, "a window", 20)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            if "UIDRIVE_SHOT" in os.environ:
                self.screenshot(os.environ["UIDRIVE_SHOT"])
            print("--- last names ---")
            for node in walk(self.node):
                role, name = safe(node.get_role_name), plain(safe(node.get_name))
                if name:
                    print(role, repr(name))
        self._stop()
        if self.said is not None:
            self.said.seek(0)
            lines = self.said.read().splitlines()
            self.said.close()
            print("\n".join(lines), file=sys.stderr)
            bad = [line for line in lines if re.search(r"-(WARNING|CRITICAL|ERROR) \*\*", line) and not self.NOT_OURS.search(line)]
            if bad and kind is None:
                raise AssertionError("the program warned: " + "; ".join(bad))
        return False

    def _stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def _find_app(self):
        if self.process.poll() is not None:
            raise NotFound(f"{self.command[0]} ended with status {self.process.returncode}")
        for node in children(Atspi.get_desktop(0)):
            if safe(node.get_name) == self.name if self.name else safe(node.get_process_id) == self.process.pid:
                return node
        return None

    # ---- search ----

    def windows(self):
        return list(children(self.node))

    def each(self, role, name=None, window=None, within=None):
        """Every node of the role (and name; a compiled pattern also matches), newest window first."""
        wanted = plain(name) if isinstance(name, str) else name
        for top in [within] if within is not None else reversed(self.windows()):
            if window is not None and plain(safe(top.get_name)) != window:
                continue
            for node in walk(top):
                if not role_is(safe(node.get_role_name), role):
                    continue
                shown = plain(safe(node.get_name))
                if name is None or (shown == wanted if isinstance(name, str) else name.search(shown)):
                    yield node

    def all(self, role, name=None, window=None):
        return list(self.each(role, name, window))

    def find(self, role, name=None, window=None, timeout=None):
        return wait(lambda: next(self.each(role, name, window), None),
                    f"{role} {name!r} in {window or 'any window'}", timeout)

    def gone(self, role, name=None, window=None, timeout=None):
        wait(lambda: next(self.each(role, name, window), None) is None, f"{role} {name!r} to go", timeout)

    def wait_label(self, text, timeout=None):
        return self.find("label", text, timeout=timeout)

    def focused(self, role, timeout=None):
        """Waits until a node of the role has the keyboard focus."""
        return wait(lambda: next((node for node in self.each(role) if has_state(node, Atspi.StateType.FOCUSED)), None),
                    f"a {role} with the focus", timeout)

    # ---- act ----

    def click(self, role, name=None, window=None, within=None, timeout=None):
        """Does the click action of the first such node that has one, is sensitive and laid out.
        (A GtkMenuButton has two nodes of one name, of which the inner one can be clicked; a
        button of a page that was not shown yet takes a click and does nothing.)
        within: a node to look in, such as a row of a list.
        A button acts 0.25 s after it: wait for the effect before you send keys."""
        def clickable():
            for node in self.each(role, name, window, within):
                action = next((a for a in actions(node) if a in CLICKS), None)
                if action and has_state(node, Atspi.StateType.SENSITIVE) and laid_out(node):
                    return node, actions(node).index(action)
            return None
        node, index = wait(clickable, f"a sensitive {role} {name!r} that has a click action (else use mouse())", timeout)
        if not node.do_action(index):
            raise NotFound(f"{role} {name!r} refused to be clicked")
        return node

    def menu(self, button, item, letter):
        """Opens the menu of a GtkMenuButton and chooses an item. Where items have no name (GTK 4.18), the underlined letter does it."""
        self.click("push button", button)
        self.find("menu item")
        if any(plain(node.get_name() or "") for node in self.each("menu item")):
            self.click("menu item", item)
        else:
            self.keys(letter)

    def set_text(self, node, text):
        """Replaces the text of an entry at once (no key events)."""
        Atspi.EditableText.set_text_contents(node, text)
        wait(lambda: self.text(node) == text, f"the entry to take {text!r}")

    def text(self, node):
        return Atspi.Text.get_text(node, 0, node.get_character_count())

    # ---- real input ----

    @staticmethod
    def _xdotool(*args):
        done = subprocess.run(["xdotool", *map(str, args)], capture_output=True, text=True, check=False)
        return done.stdout.strip()

    def _wait_focus(self):
        """Between two windows nobody has the focus for a while, and keys would be lost."""
        if self.name:  # the window tells a process number of its sandbox, or none
            wait(lambda: self._xdotool("getwindowfocus", "getwindowname"), "the keyboard focus")
        else:
            wait(lambda: self._xdotool("getwindowfocus", "getwindowpid") == str(self.process.pid), "the keyboard focus")

    def wait_keys(self, title):
        """Waits until keys go to the window of this title: a window is in the tree before it has come up, and until then they
        go to the one below."""
        wait(lambda: self._xdotool("getwindowfocus", "getwindowname") == title, f"the keyboard to be with {title!r}")

    def keys(self, *names):
        self._wait_focus()
        self._xdotool("key", "--delay", "15", *names)

    def type_keys(self, text):
        self._wait_focus()
        self._xdotool("type", "--delay", "15", text)

    def mouse(self, role, name=None, window=None, clicks=1, button=1):
        """Clicks the middle of the first such node that is laid out and keeps its place.
        Not for what is inside a popover: GTK reports wrong places there; use click() or keys().

        GTK reports places relative to the window, never to the screen, and by version with or
        without its border or shadow, which is half each side of what is left over of the X window.
        GTK 4.18 also forgets the padding of some parents: a few pixels, so small targets may be missed."""
        before = []

        def settled():
            nonlocal before
            for node in self.each(role, name, window):
                box = laid_out(node)
                if box is not None:
                    now = [node, box.x, box.y, box.width, box.height]
                    same, before = now == before, now
                    return (node, box) if same else time.sleep(0.05)
            return None
        node, box = wait(settled, f"{role} {name!r} to be laid out")
        top = node
        while top.get_parent() is not None and top.get_parent() != self.node:
            top = top.get_parent()
        frame, title = top.get_extents(Atspi.CoordType.WINDOW), safe(top.get_name)
        ids = self._xdotool("search", "--all", "--onlyvisible", *([] if self.name else ["--pid", self.process.pid]),
                            "--name", f"^{re.escape(title)}$" if title else ".*").split()
        # Not xdotool's getwindowgeometry: it is wrong for windows with a title bar of the window manager.
        info = subprocess.run(["xwininfo", "-id", ids[-1]], check=True, capture_output=True, text=True).stdout
        left, up, width, height = (int(re.search(what + r":\s+(-?\d+)", info).group(1)) for what in
                                   ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height"))
        scale = int(os.environ.get("GDK_SCALE", "1"))
        edge_x = (width - frame.width * scale) / 2 - 2 * frame.x * scale
        edge_y = (height - frame.height * scale) / 2 - 2 * frame.y * scale
        x = left + edge_x + (box.x + box.width / 2) * scale
        y = up + edge_y + (box.y + box.height / 2) * scale
        self._xdotool("mousemove", round(x), round(y))
        time.sleep(0.05)
        self._xdotool("click", "--repeat", clicks, "--delay", 40, button)
        return node

    @staticmethod
    def screenshot(path):
        subprocess.run(["import", "-window", "root", path], check=True)
