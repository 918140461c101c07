"""Web archives for tests and measurements."""

import io

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


def write(path, pages, *, packed=True):
    """Write a WARC file of these pages, packed as usual: each record a gzip member of its own."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        for number, page in enumerate(pages, 1):
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                f"https://post.example/{number}",
                "response",
                payload=io.BytesIO(page.encode()),
                http_headers=http,
                warc_headers_dict={"WARC-Date": "2026-03-09T10:00:00Z"},
            )
            writer.write_record(record)
            record.raw_stream.close()
