#!/usr/bin/env python3
# Part of the Sluice package. See LICENSE for terms.
# SPDX-License-Identifier: Apache-2.0
"""Lets pyarrow and duckdb read the files that Sluice writes.

    judge_files.py BENCHMARK FOLDER

BENCHMARK is the program of that name from Examples. The records below are written to FOLDER and loaded
into JSON lines and into CSV. Both judges have to read from both what the records say: a text that is
empty is not a missing one, a quote in a text stays a quote, no digit of a number is lost.
"""

import datetime
import glob
import json
import math
import os
import random
import subprocess
import sys

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.json

TEXTS = [
    "", " ", "a", "a,b", 'a "quoted" word', '"', '""', "a\nb", "a\r\nb", "\r", "tab\there", "'",
    "\\", "\\n", "Zürich", "京都", "🎈 balloon", "null", "NULL", "NaN", "true", "0012", "-", "#", ";",
    " leading", "trailing ", "{\"a\": 1}", "[1]", "2026-03-01", "\u007f", "\u0001", "\u2028",
]
NUMBERS = [
    0.0, -0.0, 1.5, -1.5, 0.1, 1e-7, 1e22, 1e300, 5e-324, 1.7976931348623157e308, 123456789.125,
]
INTEGERS = [0, 1, -1, 2**31, -(2**31) - 1, 2**53 + 1, 2**63 - 1, -(2**63)]

# The columns of the data and how the judges are told to read them.
COLUMNS = {
    "id": ("int64", "BIGINT"),
    "whole": ("int64", "BIGINT"),
    "number": ("double", "DOUBLE"),
    "label": ("string", "VARCHAR"),
    "is_set": ("bool", "BOOLEAN"),
    "at": ("string", "VARCHAR"),
    "inner__label": ("string", "VARCHAR"),
}


def records(count=2000):
    """Records that are the same in every run, each field missing now and then."""
    chance = random.Random(2026)
    for number in range(count):
        record = {
            "id": number,
            "whole": chance.choice(INTEGERS + [chance.randrange(10**12)] * 8),
            "number": chance.choice(NUMBERS + [chance.uniform(-1e6, 1e6)] * 8),
            "label": "".join(chance.choice(TEXTS) for _ in range(chance.randrange(3))),
            "is_set": chance.random() < 0.5,
            "at": (
                datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
                + datetime.timedelta(microseconds=chance.randrange(2 * 10**15))
            ).isoformat(),
            "inner": {"label": chance.choice(TEXTS)},
        }
        # The first record has everything, so that columns come in one order with one type.
        for name in ["whole", "number", "label", "is_set", "at", "inner"]:
            if number > 0 and chance.random() < 0.1:
                record[name] = None
        yield record


def expected(record):
    row = {name: record.get(name) for name in COLUMNS if "__" not in name}
    row["inner__label"] = record["inner"]["label"] if record["inner"] else None
    return row


def comparable(row):
    """A row in a form in which the same values are equal, whoever read them."""
    row = {name: row.get(name) for name in COLUMNS}
    if row["at"] is not None:
        row["at"] = datetime.datetime.fromisoformat(row["at"])
    if row["number"] is not None:
        row["number"] = (row["number"], math.copysign(1, row["number"]))
    return row


def arrow_types():
    return {name: pa.type_for_alias(arrow) for name, (arrow, _) in COLUMNS.items()}


def with_arrow(path):
    if path.endswith(".jsonl"):
        options = pa.json.ParseOptions(
            explicit_schema=pa.schema(list(arrow_types().items())),
            unexpected_field_behavior="ignore",
        )
        return pa.json.read_json(path, parse_options=options).to_pylist()
    return pa.csv.read_csv(
        path,
        parse_options=pa.csv.ParseOptions(newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            column_types=arrow_types(),
            include_columns=list(COLUMNS),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    ).to_pylist()


def with_duckdb(path):
    columns = {name: kind for name, (_, kind) in COLUMNS.items()}
    if path.endswith(".jsonl"):
        query = "SELECT * FROM read_json(?, format = 'newline_delimited', columns = $columns)"
        query = query.replace("$columns", str(columns))
    else:
        with open(path, encoding="utf-8", newline="") as file:
            header = file.readline().rstrip("\n").split(",")
        kinds = {name: columns.get(name, "VARCHAR") for name in header}
        query = (
            "SELECT * FROM read_csv(?, header = true, delim = ',', quote = '\"', escape = '\"', "
            f"nullstr = '', allow_quoted_nulls = false, auto_detect = false, columns = {kinds})"
        )
    cursor = duckdb.connect().execute(query, [path])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row)) for row in cursor.fetchall()]


JUDGES = [
    (f"pyarrow {pa.__version__}", with_arrow),
    (f"duckdb {duckdb.__version__}", with_duckdb),
]


def judge(name, read, path, wanted):
    rows = sorted((comparable(row) for row in read(path)), key=lambda row: row["id"])
    if len(rows) != len(wanted):
        return f"{name} reads {len(rows)} rows from {path}, not {len(wanted)}"
    for row, want in zip(rows, wanted):
        for column in COLUMNS:
            if row[column] != want[column]:
                return (
                    f"{name} reads {row[column]!r} from {path} in the column {column} of record "
                    f"{want['id']}, not {want[column]!r}"
                )
    print(f"{name} agrees: {os.path.basename(path)}, {len(rows)} rows")
    return None


def main():
    benchmark, folder = sys.argv[1:3]
    os.makedirs(folder, exist_ok=True)
    source = os.path.join(folder, "judged.jsonl")
    with open(source, "w", encoding="utf-8") as file:
        for record in records():
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    wanted = [comparable(expected(record)) for record in records()]

    problems = []
    for ending in ["jsonl", "csv"]:
        output = os.path.join(folder, ending)
        subprocess.run(["rm", "-rf", output], check=True)
        command = [benchmark, "load", "--input", source, "--into", ending, "--output", output]
        subprocess.run(command, check=True)
        paths = glob.glob(os.path.join(output, "run_1", "judged", f"*.{ending}"))
        if len(paths) != 1:
            problems.append(f"Sluice wrote {len(paths)} files to {output}, not one")
            continue
        for name, read in JUDGES:
            problems.append(judge(name, read, paths[0], wanted))
    problems = [problem for problem in problems if problem]
    for problem in problems:
        print(f"error: {problem}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
