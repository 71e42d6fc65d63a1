#!/usr/bin/env python3
# Part of the Sluice package. See LICENSE for terms.
# SPDX-License-Identifier: Apache-2.0
"""Lets dlt restore pipelines from datasets that Sluice wrote, and Sluice from those that dlt wrote.

    judge_state.py STATES FOLDER

STATES is the program StateDocuments from Examples. Datasets are folders, as dlt's filesystem destination
has them. Both have to agree on the state and its hash, and on the schema and its hash.
"""

import json
import os
import shutil
import subprocess
import sys

import dlt
from dlt.common.json import json as dlt_json
from dlt.common.pendulum import pendulum
from dlt.pipeline.state_sync import generate_pipeline_state_version_hash


def pipeline(folder, name="shop"):
    """A pipeline in a working folder of its own, as on a new machine."""
    work = os.path.join(folder, "work")
    shutil.rmtree(work, ignore_errors=True)
    return dlt.pipeline(
        name,
        destination=dlt.destinations.filesystem("file://" + os.path.abspath(folder)),
        dataset_name="shop",
        pipelines_dir=work,
    )


def run(program, command, folder):
    """What the program prints, line by line."""
    command = [program, command, folder]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return output.splitlines()


def plain(state):
    """A state without what stays on the machine, and with its values as JSON has them."""
    state = {key: value for key, value in state.items() if key != "_local"}
    return json.loads(dlt_json.typed_dumps(state))


def judge_ours(program, folder):
    """dlt restores state and schema from what Sluice wrote, and goes on from there."""
    wanted = json.loads(run(program, "write", folder)[0])
    restored = pipeline(folder)
    restored.sync_destination()
    state = restored.state
    if plain(state)["sources"] != wanted["sources"]:
        return f"dlt restores {plain(state)['sources']}, not {wanted['sources']}"
    seen = state["sources"]["shop"]["resources"]["items"]["incremental"]["id"]["seen"]
    if seen != pendulum.datetime(2023, 11, 14, 22, 13, 20, 123456):
        return f"dlt takes a moment for {seen!r}"
    if wanted["_version_hash"] != generate_pipeline_state_version_hash(dict(state)):
        return "dlt finds another hash for the state"
    if restored.default_schema_name != "shop" or "items__tags" not in restored.default_schema.tables:
        return "dlt does not restore the schema"
    schema = json.loads(run(program, "read", folder)[1])
    if restored.default_schema.stored_version_hash != schema["version_hash"]:
        return "dlt restores another schema"

    # Another load by dlt, after which Sluice finds its state.
    info = restored.run([{"id": 3}], table_name="items")
    if info.has_failed_jobs:
        return "dlt cannot load into a dataset of Sluice"
    return judge_reading(program, folder, restored) or judge_again(program, folder)


def judge_again(program, folder):
    """Sluice goes on after dlt, and dlt after Sluice."""
    wanted = json.loads(run(program, "write", folder)[0])
    restored = pipeline(folder)
    restored.sync_destination()
    if plain(restored.state)["_state_version"] != wanted["_state_version"]:
        return "dlt does not find the state that Sluice wrote after it"
    files = os.listdir(os.path.join(folder, "shop", "items"))
    if len(files) != 3:
        return f"there are {len(files)} files of rows after three loads"
    return None


def judge_reading(program, folder, theirs):
    """Sluice reads the state and the schema that dlt has written last."""
    state, schema = (json.loads(line) for line in run(program, "read", folder)[:2])
    if state is None or schema is None:
        return "Sluice does not find what dlt wrote"
    wanted = plain(theirs.state)
    if state["_version_hash"] != wanted["_version_hash"] or state["sources"] != wanted.get("sources"):
        return f"Sluice restores {state}, not {wanted}"
    if schema["version_hash"] != theirs.default_schema.stored_version_hash:
        return f"Sluice restores the schema {schema['version_hash']}"
    print(f"Sluice agrees: state {state['_version_hash']}, schema {schema['version_hash']}")
    return None


def judge_theirs(program, folder):
    """Sluice restores state and schema from what dlt wrote, and loads beside it."""

    @dlt.resource(primary_key="id")
    def items(at=dlt.sources.incremental("at")):
        state = dlt.current.resource_state()
        state["when"] = pendulum.datetime(2026, 3, 1, 12, 30, 15, 5)
        state["words"] = ["Zürich", "🎈", {"deep": [1, 2.5, None, True]}]
        yield [
            {"id": number, "at": pendulum.datetime(2026, 3, number + 1), "tags": ["a"]}
            for number in range(3)
        ]

    @dlt.source(name="shop")
    def shop():
        return items

    theirs = pipeline(folder)
    theirs.run(shop())
    problem = judge_reading(program, folder, theirs)
    if problem:
        return problem
    version = theirs.state["_state_version"]
    before = set(os.listdir(os.path.join(folder, "shop", "items")))
    run(program, "write", folder)
    after = set(os.listdir(os.path.join(folder, "shop", "items")))
    if not before < after:
        return "Sluice removes files of dlt"
    restored = pipeline(folder)
    restored.sync_destination()
    if restored.state["_state_version"] != version + 1:
        return "dlt does not find the state that Sluice wrote after it"
    return None


def main():
    program, folder = sys.argv[1:3]
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    problems = []
    for name, judge in [("ours", judge_ours), ("theirs", judge_theirs)]:
        place = os.path.join(folder, name)
        shutil.rmtree(place, ignore_errors=True)
        os.makedirs(place)
        problem = judge(program, place)
        if problem is None:
            print(f"dlt {dlt.__version__} agrees: {name}")
        else:
            problems.append(problem)
    for problem in problems:
        print(f"error: {problem}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
