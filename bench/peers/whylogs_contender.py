"""A process that profiles one capture file with whylogs whenever it is asked to. Arguments: path, columns' names."""

import sys

from capture_frame import capture_frame
from contender import serve
from whylogs.core import DatasetProfile

PATH, *NAMES = sys.argv[1:]
SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
last = None


def run():
    global last
    profile = DatasetProfile()
    profile.track(capture_frame(PATH, NAMES))
    last = profile.view()


def report():
    columns = [_column(last.get_column(name)) for name in NAMES]
    counts = last.get_column(NAMES[0]).get_metric("counts")
    return {"rows": counts.n.value, "columns": columns}


def _column(column):
    """Integers among empty cells are floats in pandas, so that whylogs calls them fractional: their kind is not compared."""
    types = column.get_metric("types")
    numbers = types.integral.value + types.fractional.value
    found = {
        "missing": column.get_metric("counts").null.value,
        "numbers": numbers,
        "texts": int(types.string.value),
        "distinct": column.get_metric("cardinality").hll.value.get_estimate(),
    }
    return found | (_numbers(column.get_metric("distribution"), numbers) if numbers > 0 else {})


def _numbers(distribution, count):
    sketch = distribution.kll.value
    return {
        "min": sketch.get_min_value(),
        "max": sketch.get_max_value(),
        "mean": distribution.mean.value,
        # m2 over n; whylogs itself gives that of a sample.
        "standardDeviation": (distribution.m2.value / count) ** 0.5,
        "quantiles": list(zip(SHARES, sketch.get_quantiles(SHARES))),
    }


serve(run, report)
