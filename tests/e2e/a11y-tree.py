#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""a11y-tree.py - start a program, print or audit its accessibility tree.

Runs inside headless-session.sh.

usage: a11y-tree.py [--tree] [--click ROLE:NAME]... [--ignore GLOB]... COMMAND [ARGUMENT...]
  --tree             print the tree: role, name, description, text, actions, states
  --click ROLE:NAME  click this first (a page tab, a button), as often as given
  --ignore GLOB      do not report nodes whose path matches

Only what has been on the screen is looked at; use --click to reach other pages.
Reported as problems: what can take the focus or be activated but has no name,
neither its own nor a label inside; and clickable siblings of the same role and name.
Exit status: 0 no problems, 1 problems, 2 wrong usage.
"""
import argparse
import fnmatch
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from uidrive import App, Atspi, CLICKS, actions, children, laid_out, plain, safe, walk  # noqa: E402

CONTAINERS = {"application", "frame", "window", "scroll pane", "filler", "panel", "grouping", "scroll bar"}
SHOWN_STATES = {"focusable", "focused", "checked", "pressed", "selected", "editable", "expanded", "modal"}


def states(node):
    found = safe(node.get_state_set)
    return {s.value_nick for s in found.get_states()} if found else set()


def spoken_name(node):
    """The node's name, or that of a label inside of it."""
    for part in walk(node):
        if part is node or safe(part.get_role_name) == "label":
            name = plain(safe(part.get_name))
            if name:
                return name
    return ""


def read(node):
    """The node as a dictionary, with its children; None when it was never on the screen."""
    role = safe(node.get_role_name, "?")
    if role != "application" and laid_out(node) is None:
        return None
    text = None
    if "Text" in (safe(node.get_interfaces) or []) and role != "label":
        text = safe(lambda: Atspi.Text.get_text(node, 0, node.get_character_count()))
    return {"role": role, "name": plain(safe(node.get_name)), "spoken": spoken_name(node),
            "description": safe(node.get_description) or "", "text": text, "states": states(node),
            "actions": [a for a in actions(node) if a in CLICKS],
            "children": [c for c in map(read, children(node)) if c is not None]}


def show(info, depth=0):
    line = "  " * depth + info["role"] + (f' "{info["name"]}"' if info["name"] else "")
    line += f' ({info["description"]})' if info["description"] else ""
    line += f' text={info["text"]!r}' if info["text"] is not None else ""
    for word in info["actions"] + sorted(info["states"] & SHOWN_STATES):
        line += f" {word}"
    print(line + ("" if "sensitive" in info["states"] or depth == 0 else " INSENSITIVE"))
    for child in info["children"]:
        show(child, depth + 1)


def audit(info, path=""):
    path = f'{path}/{info["role"]}' + (f'[{info["name"]}]' if info["name"] else "")
    if not info["spoken"] and info["role"] not in CONTAINERS:
        if info["actions"] or "focusable" in info["states"]:
            yield path, "can be used, but has no name"
    seen = [(c["role"], c["spoken"]) for c in info["children"] if c["actions"] and c["spoken"]]
    for role, name in sorted({pair for pair in seen if seen.count(pair) > 1}):
        yield path, f'{seen.count((role, name))} siblings are all "{name}" ({role})'
    for child in info["children"]:
        yield from audit(child, path)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1])
    parser.add_argument("--tree", action="store_true")
    parser.add_argument("--click", action="append", default=[])
    parser.add_argument("--ignore", action="append", default=[])
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    if not args.command:
        parser.error("no command given")
    with App(args.command) as app:
        app.find("frame")
        time.sleep(0.3)
        for step in args.click:
            app.click(*step.split(":", 1))
            time.sleep(0.6)  # a button acts 0.25 s after its click
        tree = read(app.node)
    if args.tree:
        show(tree)
    problems = [(path, what) for path, what in audit(tree)
                if not any(fnmatch.fnmatch(path, glob) for glob in args.ignore)]
    for path, what in problems:
        print(f"PROBLEM {what}: {path}")
    print(f"{len(problems)} problem(s)")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
