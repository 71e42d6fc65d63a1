#!/usr/bin/env python3
# Part of the Sluice package. See LICENSE for terms.
# SPDX-License-Identifier: Apache-2.0
"""Lets dlt read the schema documents that Sluice writes, and Sluice those that dlt writes.

    judge_schemas.py DOCUMENTS FOLDER

DOCUMENTS is the program SchemaDocuments from Examples. Both have to agree on the hash, on every word
of the document, and on the text of its YAML.
"""

import copy
import json
import os
import random
import subprocess
import sys

import dlt
import yaml
from dlt.common.schema.utils import generate_version_hash

# Without what Sluice puts in quotes or escapes on purpose: texts such as 1e5 and 08, which PyYAML takes
# for texts and YAML 1.2 for numbers, and line ends such as U+2028.
TEXTS = [
    "", " ", "a", "a: b", "yes", "null", "1", "1.5", "1.5e+3", "010", "2026-03-01", "- a", "#a", "a #b",
    "it's", '"', "a\nb", "a\n\nb\n", "tab\t", "\\", "Zürich", "京都", "🎈", "\u00a0", " lead", "trail ",
    "[a", "{", "&a", "*a", "!a", "%a", "@a", "re:^x$", "word " * 30, "x" * 120, "\x01", "=", "<<", "~",
]


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file) if path.endswith(".json") else yaml.safe_load(file)


def judge_ours(path):
    """A document that Sluice wrote: dlt takes it, keeps every word, and finds the same hash."""
    document = read(path)
    named = copy.deepcopy(document)
    schema = dlt.Schema.from_dict(document)
    wanted, version = named["version_hash"], named["version"]
    if schema.version_hash != wanted:
        return f"dlt finds the hash {schema.version_hash} for {path}, not {wanted}"
    if schema.version != version or schema.previous_hashes != named["previous_hashes"]:
        return f"dlt takes {path} for another version"
    if path.endswith(".json") and schema.to_dict() != named:
        return f"dlt keeps {path} otherwise than it is"
    print(f"dlt {dlt.__version__} agrees: {os.path.basename(path)}, {wanted}")
    return None


def value(chance, depth):
    kind = chance.randrange(8 if depth > 0 else 6)
    if kind == 0:
        return None
    if kind == 1:
        return chance.choice([True, False])
    if kind == 2:
        return chance.randrange(-(10**12), 10**12)
    if kind == 3:
        return chance.choice([0.5, -1.25, 1e22, 1e-7, -1.5e-5, 1e-10, 1e16, 123456.75])
    if kind in (4, 5):
        return chance.choice(TEXTS)
    if kind == 6:
        return [value(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {chance.choice(TEXTS): value(chance, depth - 1) for _ in range(chance.randrange(4))}


def theirs():
    """Schemas that dlt wrote: from loads, and with notes of all kinds."""
    chance = random.Random(2026)

    @dlt.resource(
        primary_key="id",
        write_disposition="merge",
        schema_contract={"columns": "discard_value"},
        columns={"Price": {"data_type": "decimal", "precision": 10, "scale": 2}},
        references=[{"referenced_table": "other", "columns": ["id"], "referenced_columns": ["id"]}],
        nested_hints={
            "tags": {
                "columns": {"x": {"name": "x", "data_type": "bigint", "x-note": {"a": [1]}}},
            },
        },
    )
    def items():
        yield {"id": 1, "Price": "1.5", "tags": [{"x": 1, "deep": [{"y": "a"}]}], "late": None}
        yield {"id": 2, "Price": "n/a", "tags": [{"x": "word"}]}

    @dlt.source(max_table_nesting=3, root_key=True, schema_contract={"data_type": "evolve"})
    def shop():
        return items, dlt.resource([{"id": 1, "v": 1}, {"id": 2, "v": "x"}], name="other")

    pipeline = dlt.pipeline(
        "judged_schemas", destination=dlt.destinations.duckdb(":memory:"), dev_mode=True
    )
    pipeline.extract(shop())
    pipeline.normalize()
    yield pipeline.default_schema.clone()

    for number in range(20):
        schema = dlt.Schema(f"notes_{number}")
        columns = [
            {"name": f"c{place}", "data_type": "text", "x-note": value(chance, 4)} for place in range(5)
        ]
        schema.update_table(dlt.common.schema.utils.new_table("t", columns=columns))
        schema.tables["t"]["description"] = chance.choice(TEXTS[1:])
        schema._bump_version()
        yield schema


def judge_theirs(program, schema, folder):
    """A document that dlt wrote: Sluice reads both forms, and writes them with the same hash."""
    paths = {}
    for ending, text in [("json", schema.to_pretty_json()), ("yaml", schema.to_pretty_yaml())]:
        paths[ending] = os.path.join(folder, f"{schema.name}.{ending}")
        with open(paths[ending], "w", encoding="utf-8") as file:
            file.write(text)
    for source in paths.values():
        for ending in ["json", "yaml"]:
            output = f"{source}.again.{ending}"
            subprocess.run([program, "convert", source, output], check=True)
            document = read(output)
            if document["version_hash"] != schema.stored_version_hash:
                return f"Sluice finds the hash {document['version_hash']} for {source}"
            if ending == "json" and document != schema.to_dict():
                return f"Sluice writes {source} otherwise than it is"
            # The same names in the same order say the same in the same words.
            with open(output, encoding="utf-8") as file:
                text = file.read()
            if ending == "yaml" and text != yaml.dump(
                document, allow_unicode=True, default_flow_style=False, sort_keys=False
            ):
                return f"Sluice lays out {output} otherwise than PyYAML"
            if ending == "json" and generate_version_hash(document) != schema.stored_version_hash:
                return f"dlt finds another hash for {output}"
    print(f"Sluice agrees: {schema.name}, {schema.stored_version_hash}")
    return None


def main():
    program, folder = sys.argv[1:3]
    os.makedirs(folder, exist_ok=True)
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    problems = []
    subprocess.run([program, "samples", folder], check=True)
    samples = sorted(name for name in os.listdir(folder) if ".schema." in name)
    if len(samples) != 8:
        problems.append(f"Sluice wrote {len(samples)} documents to {folder}, not 8")
    problems += [judge_ours(os.path.join(folder, name)) for name in samples]
    problems += [judge_theirs(program, schema, folder) for schema in theirs()]
    problems = [problem for problem in problems if problem]
    for problem in problems:
        print(f"error: {problem}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
