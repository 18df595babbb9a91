"""A capture file as a pandas frame: Arrow reads the JSON lines and then their CSV payloads in one go, both in C++."""

import io

import pyarrow
import pyarrow.compute
import pyarrow.csv
import pyarrow.json

SIDE = pyarrow.struct([("data", pyarrow.string())])
SCHEMA = pyarrow.schema(
    [("captureData", pyarrow.struct([("endpointInput", SIDE), ("endpointOutput", SIDE)]))]
)
BLOCK = 1 << 24


def capture_frame(path, columns):
    """The rows of the file, the answer first; numbers as numbers, an empty cell as missing."""
    lines = pyarrow.json.read_json(
        path,
        read_options=pyarrow.json.ReadOptions(block_size=BLOCK, use_threads=False),
        parse_options=pyarrow.json.ParseOptions(explicit_schema=SCHEMA, unexpected_field_behavior="ignore"),
    )
    # Fields 0 and 1 of captureData: the input and the output.
    payloads = lambda side: pyarrow.compute.struct_field(lines["captureData"], [side, 0])
    return _beside(_csv(payloads(1), columns[:1]), _csv(payloads(0), columns[1:])).to_pandas()


def _csv(payloads, names):
    text = "\n".join(payloads.to_pylist())
    return pyarrow.csv.read_csv(
        io.BytesIO(text.encode()),
        read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=BLOCK, use_threads=False),
        convert_options=pyarrow.csv.ConvertOptions(strings_can_be_null=True, null_values=[""]),
    )


def _beside(left, right):
    return pyarrow.table({**dict(zip(left.column_names, left.columns)), **dict(zip(right.column_names, right.columns))})
