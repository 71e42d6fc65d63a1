# Part of the Sluice package. See LICENSE for terms.
# SPDX-License-Identifier: Apache-2.0
"""Random statements that change rows, made by Sluice and by DuckDB: the tables have to be the same.

usage: judge_changes.py SHELL FOLDER [ROUNDS [SEED]]

SHELL is the program `sql` of the examples, FOLDER a place for files. Each round has a table and a
few statements that bring rows into it, change or remove them by those of another, after each of
which the rows are compared.
"""

import pathlib
import random
import sys

import duckdb

from sluice_shell import answers

# More rows than lie together in one batch.
MANY = 130_000


class Round:
    """The statements of one round."""

    def __init__(self, number):
        self.random = random.Random(number)
        self.has_many = self.random.random() < 0.1
        self.size = MANY if self.has_many else self.random.choice([3, 20, 100, 400])
        self.has_key = self.random.random() < 0.7
        self.statements = [
            f"CREATE TABLE t(k INTEGER{' PRIMARY KEY' if self.has_key else ''}, v VARCHAR,"
            " n INTEGER, g INTEGER)",
            f"INSERT INTO t {self.rows('old')}",
        ]
        for step in range(self.random.randint(3, 9)):
            self.statements += [
                f"CREATE OR REPLACE TABLE s AS {self.rows(f'new{step}_')}",
                self.change(),
                self.state(),
            ]

    def pick(self, *choices):
        return self.random.choice(choices)

    def rows(self, prefix):
        """Rows of different keys, in any order."""
        count = self.random.randint(1, self.size)
        if self.has_many:
            factor = self.pick(7919, 104729, 31)
            return (
                f"SELECT (i * {factor}) % {2 * MANY + 1} AS k, '{prefix}' || i AS v,"
                f" CASE WHEN i % 7 > 0 THEN i % 1000 END AS n, i % 10 AS g FROM range({count}) r(i)"
            )
        rows = ", ".join(
            f"({key}, '{prefix}{key}', {self.pick('NULL', key % 11, key * 3)}, {key % 5})"
            for key in self.random.sample(range(2 * self.size), count)
        )
        return f"SELECT * FROM (VALUES {rows}) r(k, v, n, g)"

    def condition(self, table):
        choice = self.pick("k % 3 = 0", "n > 4", "g <> 2", "v LIKE '%1%'", "n IS NULL", "k >= 0")
        return f"{table}.{choice}"

    def returning(self):
        """What is told of the rows, where that is not too much."""
        return "" if self.has_many else self.pick("", "", " RETURNING *", " RETURNING k, n")

    def change(self):
        """A statement that changes `t` by the rows of `s`."""
        kinds = [self.update, self.update_by_query, self.delete, self.delete_by_query, self.merge]
        if self.has_key:
            kinds += [self.upsert, self.upsert, self.insert_or]
        return self.random.choice(kinds)()

    def upsert(self):
        values = self.pick(
            "v = excluded.v", "v = excluded.v, n = t.n + excluded.n", "v = t.v || excluded.v"
        )
        action = self.pick(
            "NOTHING", f"UPDATE SET {values}", f"UPDATE SET {values} WHERE excluded.n % 2 = 0"
        )
        told = "" if action == "NOTHING" else self.returning()
        condition = self.condition("s")
        return f"INSERT INTO t FROM s WHERE {condition} ON CONFLICT (k) DO {action}{told}"

    def insert_or(self):
        return f"INSERT OR {self.pick('REPLACE', 'IGNORE')} INTO t FROM s"

    def update(self):
        values = self.pick("n = s.n", "v = s.v", "n = s.n, v = t.v || s.v", "g = t.g + s.g, n = t.k")
        told = self.pick("", " RETURNING t.k, t.n") if not self.has_many else ""
        condition = self.condition(self.pick("s", "t"))
        return f"UPDATE t SET {values} FROM s WHERE t.k = s.k AND {condition}{told}"

    def update_by_query(self):
        return (
            "UPDATE t SET n = (SELECT max(n) FROM s WHERE s.g = t.g), v = v || '.'"
            f" WHERE {self.condition('t')}{self.returning()}"
        )

    def delete(self):
        return f"DELETE FROM t USING s WHERE t.k = s.k AND {self.condition(self.pick('s', 't'))}"

    def delete_by_query(self):
        rows = f"SELECT k FROM s WHERE {self.condition('s')}"
        return f"DELETE FROM t WHERE k IN ({rows}){self.returning()}"

    def merge(self):
        values = self.pick("v = s.v", "n = s.n + t.n", "v = s.v, g = s.g")
        clauses = [
            f"WHEN MATCHED AND {self.condition('s')} THEN DELETE",
            f"WHEN MATCHED THEN UPDATE SET {values}",
            "WHEN NOT MATCHED THEN INSERT VALUES (s.k, s.v, s.n, s.g)",
            f"WHEN NOT MATCHED BY SOURCE AND {self.condition('t')} THEN DELETE",
            "WHEN NOT MATCHED BY SOURCE THEN UPDATE SET v = 'gone'",
        ]
        chosen = [clause for clause in clauses if self.random.random() < 0.6] or clauses[:1]
        return f"MERGE INTO t USING s ON t.k = s.k {' '.join(chosen)}"

    def state(self):
        """The rows of `t`; of many what tells whether they are the same."""
        if not self.has_many:
            return "SELECT * FROM t ORDER BY ALL"
        return (
            "SELECT count(*), sum(k::BIGINT * coalesce(n, 3)), sum(length(v) * (k % 97)), sum(g),"
            " min(v), max(v), sum(ascii(right(v, 1)) * (k % 89)) FROM t"
        )


def main():
    shell, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 60
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    folder.mkdir(parents=True, exist_ok=True)
    compared = failed = 0
    for number in range(rounds):
        statements = Round(seed * 10_000 + number).statements
        connection = duckdb.connect()
        named = {str(place): text for place, text in enumerate(statements)}
        found = answers(shell, folder / "changes.sql", named)
        for place, text in enumerate(statements):
            rows = connection.execute(text).fetchall()
            if not text.startswith("SELECT") and "RETURNING" not in text:
                continue
            compared += 1
            texts = [["" if value is None else str(value) for value in row] for row in rows]
            expected = sorted(texts)
            if sorted(found.get(str(place), [])) != expected:
                failed += 1
                print(f"round {number}, other rows:")
                print(f"  {statements[place - 1][:400]}\n  {text[:400]}")
                break
    print(f"changes of rows: {compared - failed} of {compared} results agree with DuckDB")
    sys.exit(1 if failed else 0)


main()
