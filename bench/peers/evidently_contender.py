"""A process that summarizes one capture file with Evidently whenever it is asked to. Arguments: path, columns' names."""

import sys

from capture_frame import capture_frame
from contender import serve
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataSummaryPreset

PATH, *NAMES = sys.argv[1:]
last = None


def run():
    global last
    frame = capture_frame(PATH, NAMES)
    texts = [name for name in NAMES if frame[name].dtype == object]
    definition = DataDefinition(
        numerical_columns=[name for name in NAMES if name not in texts], categorical_columns=texts
    )
    made = Report([DataSummaryPreset()]).run(Dataset.from_pandas(frame, data_definition=definition), None)
    last = made.dict()["metrics"]


def report():
    rows = next(each["value"] for each in last if each["metric_name"] == "RowCount()")
    by_column = {name: [each for each in last if each["config"].get("column") == name] for name in NAMES}
    return {"rows": int(rows), "columns": [_column(by_column[name], int(rows)) for name in NAMES]}


def _column(metrics, rows):
    kind = lambda each: each["config"]["type"].rpartition(":")[2]
    values = {kind(each): each["value"] for each in metrics}
    missing = int(values["MissingValueCount"]["count"])
    present = rows - missing
    if "MeanValue" not in values:
        return {"missing": missing}
    quantiles = [
        (each["config"]["quantile"], float(each["value"])) for each in metrics if kind(each) == "QuantileValue"
    ]
    return {
        "missing": missing,
        "min": float(values["MinValue"]),
        "max": float(values["MaxValue"]),
        "mean": float(values["MeanValue"]),
        # Evidently gives the deviation of a sample.
        "standardDeviation": float(values["StdValue"]) * ((present - 1) / present) ** 0.5,
        "quantiles": quantiles,
    }


serve(run, report)
