# Part of the Sluice package. See LICENSE for terms.
# SPDX-License-Identifier: Apache-2.0
"""Statements asked of the program `sql` of the examples."""

import csv
import io
import subprocess
import sys

MARK = "--- "


def answers(shell, script, statements, before=()):
    """The rows of statements by their names, as texts; those that come before have no name."""
    lines = [f"{text};" for text in before]
    for name, text in statements.items():
        lines += [f"SELECT '{MARK}{name}' AS mark;", text.rstrip().rstrip(";") + ";"]
    script.write_text("\n".join(lines) + "\n")
    done = subprocess.run(
        [shell, "--mode", "csv", "--file", str(script)], capture_output=True, text=True
    )
    if done.returncode != 0:
        sys.exit(f"{shell} failed:\n{done.stderr[-4000:]}")
    rows, name = {}, None
    for line in csv.reader(io.StringIO(done.stdout)):
        if len(line) == 1 and line[0].startswith(MARK):
            name = line[0][len(MARK):]
            rows[name] = []
        elif name is not None and line != ["mark"]:
            # A line of a single missing value is empty.
            rows[name].append(line or [""])
    # The first line of each has the names of the columns.
    return {name: found[1:] for name, found in rows.items()}
