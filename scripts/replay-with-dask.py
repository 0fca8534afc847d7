#!/usr/bin/env python3
"""Replays a folder of recorded runs on the workers of a Dask cluster, and prints the totals.

    replay-with-dask.py SCHEDULER POLICY FOLDER [REMIT...]

SCHEDULER is an address such as tcp://127.0.0.1:8786, or "local" for a cluster on this machine. Every worker must see the same
files and have the command REMIT (by default `remit`). Each part is replayed by `remit replay`, the reports are merged by
`remit merge`, two by two.
"""
import pathlib
import subprocess
import sys
import tempfile

from distributed import Client, LocalCluster

SUFFIXES = {".json", ".jsonl", ".ndjson", ".eval", ".traj"}
NO_TRACES = {"tools.json", "remit.json", "labels.json"}


def replayed(remit, policy, files):
    return report([*remit, "replay", policy, *files, "--format", "json"])


def merged(remit, reports):
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, text in enumerate(reports):
            paths.append(str(pathlib.Path(folder, f"{number}.json")))
            pathlib.Path(paths[-1]).write_bytes(text)
        return report([*remit, "merge", *paths, "--format", "json"])


def report(command):
    # 2 says that something was denied, 4 that one of the files holds no run.
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode not in (0, 2, 4):
        raise RuntimeError(done.stderr.decode())
    return done.stdout


def main(scheduler, policy, folder, *remit):
    remit = list(remit) or ["remit"]
    files = sorted(str(path) for path in pathlib.Path(folder).rglob("*") if path.suffix in SUFFIXES and path.name not in NO_TRACES)
    parts = [files[start : start + 200] for start in range(0, len(files), 200)]
    client = Client(LocalCluster() if scheduler == "local" else scheduler)
    reports = client.map(lambda part: replayed(remit, policy, part), parts)
    while len(reports) > 1:
        pairs = [reports[start : start + 2] for start in range(0, len(reports), 2)]
        reports = client.map(lambda pair: merged(remit, pair), pairs)
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(reports[0].result())
        file.flush()
        subprocess.run([*remit, "merge", file.name])


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
