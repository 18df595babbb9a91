"""What Evidently says of the windows of a stream by its defaults. Arguments: the folder; `--report`: by its whole report.

DataDriftPreset leaves the choice to Evidently: of each column the test by the rows of the reference (1,000 and fewer, or more), the
kind and the number of different values; of the data set, that half of the columns drifted. The report draws every column besides,
5 to 15 seconds a window of 25 columns. Without `--report` the same tests are chosen and run by the functions that the report calls,
some twenty times as fast; test/detection/peers.test.ts holds both together.
"""

import sys

import numpy as np
from evidently import DataDefinition, Dataset, Report
from evidently.legacy.calculations.stattests import get_stattest
from evidently.legacy.core import ColumnType
from evidently.presets import DataDriftPreset

from stream import Stream, column, tell

PRESET = DataDriftPreset()


def by_tests(stream):
    """Values that are missing or infinite are left out first, as `get_one_column_drift` does."""
    present = lambda values: values.replace([-np.inf, np.inf], np.nan).dropna()
    reference = {name: present(values) for name, values in stream.reference().items()}
    kinds = {name: ColumnType.Categorical if name in stream.text else ColumnType.Numerical for name in stream.columns}
    for window, frame in stream.windows():
        verdicts = {}
        for name, kind in kinds.items():
            before, now = reference[name], present(frame[name])
            # The report fails at such a column, and with it all others.
            if before.empty or now.empty:
                continue
            test = get_stattest(before, now, kind, None)
            result = test(before, now, kind, None)
            verdicts[name] = column(result.drifted, result.drift_score, test.display_name, result.actual_threshold)
        yield window, verdicts


def by_report(stream):
    definition = DataDefinition(numerical_columns=stream.numeric, categorical_columns=stream.text)
    reference = Dataset.from_pandas(stream.reference(), data_definition=definition)
    for window, frame in stream.windows():
        report = Report([PRESET], include_tests=True)
        found = report.run(Dataset.from_pandas(frame, data_definition=definition), reference).dict()
        drifted = {each["metric_config"]["params"].get("column"): each["status"] == "FAIL" for each in found["tests"]}
        verdicts = {}
        for each in found["metrics"]:
            config = each["config"]
            name = config.get("column")
            if name is not None:
                verdicts[name] = column(drifted[name], each["value"], config["method"], config["threshold"])
        # The test of the share of columns is the one that names no column.
        yield window, verdicts, drifted[None]


def main(folder, *flags):
    stream = Stream(folder)
    if "--report" in flags:
        for window, verdicts, drifted in by_report(stream):
            tell(window, drifted, verdicts)
        return
    for window, verdicts in by_tests(stream):
        drifted = sum(each["drifted"] for each in verdicts.values())
        tell(window, bool(verdicts) and drifted / len(verdicts) >= PRESET.drift_share, verdicts)


main(*sys.argv[1:])
