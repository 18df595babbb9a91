"""A process that profiles one capture file with Deequ whenever it is asked to. Arguments: Deequ's library, path, columns' names."""

import os
import sys

os.environ["SPARK_VERSION"] = "3.5"

from contender import serve
from pydeequ.profiles import ColumnProfilerRunner
from pyspark.sql import SparkSession, functions as sql

JAR, PATH, *NAMES = sys.argv[1:]
SIDE = "struct<data: string>"
SCHEMA = f"captureData struct<endpointInput: {SIDE}, endpointOutput: {SIDE}>"

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.jars", JAR)
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.driver.memory", "4g")
    .config("spark.log.level", "ERROR")
    .getOrCreate()
)
last = None


def run():
    """Deequ's own profile of columns with KLL sketches."""
    global last
    last = ColumnProfilerRunner(spark).onData(_rows()).withKLLProfiling().run()


def _rows():
    """Columns of text, as Model Monitor's are; Deequ finds out which are numbers. An empty cell is missing."""
    data = lambda side: sql.split(f"captureData.{side}.data", "\n")
    rows = sql.arrays_zip(data("endpointOutput").alias("o"), data("endpointInput").alias("i"))
    pairs = spark.read.schema(SCHEMA).json(PATH).select(sql.explode(rows).alias("row"))
    cells = pairs.select(sql.split(sql.concat_ws(",", "row.o", "row.i"), ",", -1).alias("cells"))
    cell = lambda at: sql.col("cells")[at]
    return cells.select(*[sql.when(cell(at) != "", cell(at)).alias(name) for at, name in enumerate(NAMES)])


def report():
    columns = [last.profiles[name] for name in NAMES]
    counts = [sum(each.typeCounts.values()) for each in columns]
    return {"rows": max(counts), "columns": [_column(each) for each in columns]}


def _column(profile):
    types = profile.typeCounts
    found = {
        "missing": types["Unknown"],
        "integral": types["Integral"],
        "fractional": types["Fractional"],
        "texts": types["String"],
        "distinct": profile.approximateNumDistinctValues,
    }
    if profile.histogram is not None:
        counts = [(each.value, each.count) for each in profile.histogram]
        found["values"] = [each for each in counts if each[0] != "NullValue"] if types["String"] else []
    return found | (_numbers(profile) if types["Integral"] + types["Fractional"] > 0 else {})


def _numbers(profile):
    return {
        "min": profile.minimum,
        "max": profile.maximum,
        "mean": profile.mean,
        "standardDeviation": profile.stdDev,
        "quantiles": [(share / 100, profile.approxPercentiles[share - 1]) for share in range(10, 100, 10)],
    }


# The work is done in the JVM, whose time and memory count.
serve(run, report, (spark._jvm.java.lang.ProcessHandle.current().pid(),))
