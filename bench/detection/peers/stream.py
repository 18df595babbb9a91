"""The folder of a stream, as bench/detection/peers.ts writes it: what the windows are judged by, and where the verdicts go."""

import json
import sys
from pathlib import Path

import pandas as pd

# Numbers to the last digit, texts as they stand ("NA" and "007" are texts); only an empty cell is missing.
READING = {
    "keep_default_na": False,
    "na_values": [""],
    "skip_blank_lines": False,
    "float_precision": "round_trip",
}


class Stream:
    """`reference.csv`, `windows/<id>.csv`, and `stream.json` where there is one: `text`, the names of the columns of text, and
    `chunks`, the rows of consecutive windows of the reference. Without it the kinds are the frame's own, and the reference has no
    windows."""

    def __init__(self, folder):
        self._folder = Path(folder)
        path = self._folder / "stream.json"
        said = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        header = pd.read_csv(self._folder / "reference.csv", nrows=1000 if not said else 0)
        self.columns = list(header.columns)
        self.text = said.get("text", [name for name in self.columns if header[name].dtype == object])
        self.numeric = [name for name in self.columns if name not in self.text]
        self.chunks = said.get("chunks")

    def reference(self):
        return self._frame(self._folder / "reference.csv")

    def windows(self):
        """Identities and frames, in the order of the identities."""
        for path in sorted((self._folder / "windows").glob("*.csv")):
            yield path.stem, self._frame(path)

    def _frame(self, path):
        kinds = {name: object if name in self.text else float for name in self.columns}
        return pd.read_csv(path, dtype=kinds, **READING)


def tell(window, drifted, columns, **more):
    """One line of verdict; JSON has no infinity and no NaN."""
    line = {"window": window, "drifted": bool(drifted), "columns": columns, **more}
    sys.stdout.write(json.dumps(line, allow_nan=False) + "\n")
    sys.stdout.flush()


def column(drifted, score, method, threshold, **more):
    return {
        "drifted": bool(drifted),
        "score": float(score),
        "method": method,
        "threshold": float(threshold),
        **{name: float(value) for name, value in more.items()},
    }
