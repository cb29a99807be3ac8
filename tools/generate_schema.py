#!/usr/bin/env python3
"""Writes everything that follows from schema/signals.csv and schema/dialects.csv, the one catalogue
of what a record holds: the Swift catalogue, the record and its columns, the encoders, the JSON
Schema, the .proto file, the Parquet columns, the AsyncAPI document, the documentation.

    python3 tools/generate_schema.py            writes the files
    python3 tools/generate_schema.py --check    exit 1 and one line per file that is stale
"""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import schema_documents as documents
import schema_swift as swift
from schema_catalogue import ROOT, catalogue

RECORDS = "Sources/Records/"


def main():
    """Writes or checks."""
    signals = catalogue()
    files = {
        RECORDS + "SignalCatalogue+Columns+Generated.swift": swift.catalogue_columns(signals),
        RECORDS + "SignalCatalogue+Side+Generated.swift": swift.catalogue_beside(signals),
        RECORDS + "SignalCatalogue+Words+Generated.swift": swift.catalogue_words(signals),
        RECORDS + "Presence+Generated.swift": swift.catalogue_presence(signals),
        RECORDS + "Record+Generated.swift": swift.swift_record(signals),
        RECORDS + "RecordBatch+Generated.swift": swift.swift_batch(signals),
        RECORDS + "RecordBatch+Table+Generated.swift": swift.swift_table(signals),
        RECORDS + "JSONLineEncoder+Generated.swift": swift.swift_json(signals),
        RECORDS + "JSONWords+Generated.swift": swift.swift_json_words(signals),
        RECORDS + "ProtobufEncoder+Generated.swift": swift.swift_proto(signals),
        RECORDS + "SideSignal+Generated.swift": swift.swift_side(signals),
        "schema/record.schema.json": documents.json_schema(signals),
        "schema/record.proto": documents.proto(signals),
        "schema/parquet.json": documents.parquet(signals),
        "schema/asyncapi.json": documents.asyncapi(signals),
        "schema/SIGNALS.md": documents.documentation(signals),
    }
    stale = False
    for path, text in files.items():
        full = f"{ROOT}/{path}"
        old = open(full, encoding="utf-8").read() if os.path.exists(full) else None
        if old == text:
            continue
        stale = True
        if "--check" in sys.argv:
            print(f"{path}: error: is stale; run python3 tools/generate_schema.py")
        else:
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
            print(f"wrote {path}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
