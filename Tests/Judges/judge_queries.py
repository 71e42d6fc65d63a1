# Part of the Sluice package. See LICENSE for terms.
# SPDX-License-Identifier: Apache-2.0
"""The queries of TPC-H, asked of Sluice and of DuckDB about the same files.

usage: judge_queries.py SHELL FOLDER QUERIES [SCALE]

SHELL is the program `sql` of the examples, FOLDER a place for files, QUERIES the folder of q01.sql to
q22.sql. The data is made by the generator of TPC-H, tpchgen-cli.
"""

import pathlib
import subprocess
import sys

import duckdb

from sluice_shell import answers

TABLES = {
    "region": "r_regionkey INTEGER, r_name VARCHAR, r_comment VARCHAR",
    "nation": "n_nationkey INTEGER, n_name VARCHAR, n_regionkey INTEGER, n_comment VARCHAR",
    "supplier": "s_suppkey BIGINT, s_name VARCHAR, s_address VARCHAR, s_nationkey INTEGER,"
    " s_phone VARCHAR, s_acctbal DECIMAL(15,2), s_comment VARCHAR",
    "customer": "c_custkey BIGINT, c_name VARCHAR, c_address VARCHAR, c_nationkey INTEGER,"
    " c_phone VARCHAR, c_acctbal DECIMAL(15,2), c_mktsegment VARCHAR, c_comment VARCHAR",
    "part": "p_partkey BIGINT, p_name VARCHAR, p_mfgr VARCHAR, p_brand VARCHAR, p_type VARCHAR,"
    " p_size INTEGER, p_container VARCHAR, p_retailprice DECIMAL(15,2), p_comment VARCHAR",
    "partsupp": "ps_partkey BIGINT, ps_suppkey BIGINT, ps_availqty INTEGER,"
    " ps_supplycost DECIMAL(15,2), ps_comment VARCHAR",
    "orders": "o_orderkey BIGINT, o_custkey BIGINT, o_orderstatus VARCHAR,"
    " o_totalprice DECIMAL(15,2), o_orderdate DATE, o_orderpriority VARCHAR, o_clerk VARCHAR,"
    " o_shippriority INTEGER, o_comment VARCHAR",
    "lineitem": "l_orderkey BIGINT, l_partkey BIGINT, l_suppkey BIGINT, l_linenumber INTEGER,"
    " l_quantity DECIMAL(15,2), l_extendedprice DECIMAL(15,2), l_discount DECIMAL(15,2),"
    " l_tax DECIMAL(15,2), l_returnflag VARCHAR, l_linestatus VARCHAR, l_shipdate DATE,"
    " l_commitdate DATE, l_receiptdate DATE, l_shipinstruct VARCHAR, l_shipmode VARCHAR,"
    " l_comment VARCHAR",
}


def statements(folder):
    """What makes the tables of the files."""
    for name, columns in TABLES.items():
        yield f"CREATE TABLE {name} ({columns})"
        yield f"COPY {name} FROM '{folder}/{name}.csv' (HEADER)"


def is_same(found, expected):
    """Whether a text stands for a value."""
    if expected is None:
        return found == ""
    if isinstance(expected, (int, float)) or type(expected).__name__ == "Decimal":
        difference = abs(float(found) - float(expected))
        return difference <= 1e-9 * max(1.0, abs(float(expected)))
    return found == str(expected)


def main():
    shell, folder, source = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    scale = sys.argv[4] if len(sys.argv) > 4 else "0.01"
    queries = {path.stem: path.read_text() for path in sorted(source.glob("q*.sql"))}
    if len(queries) != 22:
        sys.exit(f"{source} has {len(queries)} queries, not 22")
    folder.mkdir(parents=True, exist_ok=True)
    generator = pathlib.Path(sys.executable).parent / "tpchgen-cli"
    subprocess.run(
        [generator, "csv", "-s", scale, "--output-dir", str(folder), "--overwrite"], check=True
    )
    connection = duckdb.connect()
    for text in statements(folder):
        connection.execute(text)
    found = answers(shell, folder / "script.sql", queries, before=statements(folder))
    failed = 0
    for name, text in queries.items():
        expected = connection.execute(text).fetchall()
        rows = found.get(name, [])
        same = len(rows) == len(expected) and all(
            len(row) == len(values) and all(map(is_same, row, values))
            for row, values in zip(rows, expected)
        )
        if not same:
            failed += 1
            print(f"{name}: {len(rows)} rows instead of {len(expected)}, or other values")
            for row, values in list(zip(rows, expected))[:3]:
                print(f"  {row}\n  {values}")
    print(f"TPC-H at {scale}: {len(queries) - failed} of {len(queries)} queries agree with DuckDB")
    sys.exit(1 if failed else 0)


main()
