"""What NannyML says of the windows of a stream by its defaults. Arguments: the folder.

Of each column UnivariateDriftCalculator: Jensen–Shannon distance, beyond the mean and three standard deviations of the chunks of the
reference. Of all columns together DataReconstructionDriftCalculator: the error of a reconstruction from principal components, as far
off on either side; it is the verdict on the window and the pseudo column "(all columns)". A window is a chunk of an hour, and so is
one of the reference's: by the stream's own, otherwise of as many rows as the middle one of the windows.
"""

import statistics
import sys

import nannyml as nml
import numpy as np
import pandas as pd

from stream import Stream, column, tell

ALL = "(all columns)"
AT = "(hour)"
METHOD = "jensen_shannon"
WHOLE = "reconstruction_error"
START = pd.Timestamp("2000-01-01")
# Rows that are judged in one call: frames of 25 columns stay under 100 MB.
BATCH = 500_000


def hours(chunks):
    """The time of every row: chunk after chunk, an hour each."""
    return START + pd.to_timedelta(np.repeat(np.arange(len(chunks)), chunks), unit="h")


def reference_chunks(stream, rows):
    if stream.chunks is not None:
        return stream.chunks
    size = max(1, statistics.median_low(len(frame) for _, frame in stream.windows()))
    rest = rows % size
    return [size] * (rows // size) + ([rest] if rest else [])


def batches(windows):
    """Windows that have rows; one without is told by nobody."""
    batch, rows = [], 0
    for window, frame in windows:
        if len(frame) == 0:
            tell(window, False, {})
            continue
        batch.append((window, frame))
        rows += len(frame)
        if rows >= BATCH:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def calculators(stream, reference):
    kinds = (nml.UnivariateDriftCalculator, nml.DataReconstructionDriftCalculator)
    return [kind(column_names=stream.columns, timestamp_column_name=AT, chunk_period="h").fit(reference) for kind in kinds]


def rows_of(result, period):
    """A chunk a row, in the order of time."""
    return result.filter(period=period).to_df()


def centers(stream, each, whole):
    """Means of the scores of the reference's chunks, from which the limits are three standard deviations away."""
    single, together = rows_of(each.result, "reference"), rows_of(whole.result, "reference")
    means = {name: single[(name, METHOD, "value")].mean() for name in stream.columns}
    return means | {ALL: together[(WHOLE, "value")].mean()}


def of_column(row, key, method, center):
    """Nothing of a column without a value or a limit (scipy's distance of a chunk that is the whole reference can be NaN)."""
    value, alert, threshold = (row[(*key, name)] for name in ("value", "alert", "upper_threshold"))
    if pd.isna(value) or pd.isna(alert) or pd.isna(threshold):
        return None
    return column(alert, value, method, threshold, center=center)


def main(folder):
    stream = Stream(folder)
    reference = stream.reference()
    chunks = reference_chunks(stream, len(reference))
    each, whole = calculators(stream, reference.assign(**{AT: hours(chunks)}))
    means = centers(stream, each, whole)
    for batch in batches(stream.windows()):
        frame = pd.concat([frame for _, frame in batch], ignore_index=True)
        frame[AT] = hours([len(frame) for _, frame in batch])
        # The second one imputes in the frame that it is given.
        single, together = rows_of(each.calculate(frame), "analysis"), rows_of(whole.calculate(frame.copy()), "analysis")
        for at, (window, _) in enumerate(batch):
            found = {name: of_column(single.iloc[at], (name, METHOD), METHOD, means[name]) for name in stream.columns}
            found[ALL] = of_column(together.iloc[at], (WHOLE,), WHOLE, means[ALL])
            told = {name: verdict for name, verdict in found.items() if verdict is not None}
            tell(window, ALL in told and told[ALL]["drifted"], told)


main(*sys.argv[1:])
