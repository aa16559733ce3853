"""The body of an upload request -> the bytes of the CSV, bounded while unpacking."""

import math
import zlib
from typing import Final

from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser, parse_options_header

from chalicelib.errors import BadExport, UnsupportedUpload, UploadTooLarge

MEDIA_TYPES: Final = ("multipart/form-data", "text/csv", "application/gzip")
WHAT_IS_TAKEN: Final = f"Send the export as {', '.join(MEDIA_TYPES[:-1])} or {MEDIA_TYPES[-1]}."
GZIP_MAGIC: Final = b"\x1f\x8b"
_MOST_PARTS: Final = 20
_MOST_GZIP_MEMBERS: Final = 400
_PIECE: Final = 65536


def read_upload(content_type: str, body: bytes, *, max_bytes: int) -> bytes:
    """Return the CSV in a request's body.

    `multipart/form-data` with a file part named `csv` or one single file part, `text/csv`, or `application/gzip` of a
    CSV. Raises `UnsupportedUpload` for another media type, `UploadTooLarge` when it unpacks to more than `max_bytes`,
    `BadExport` when the body cannot be read as what it claims to be.
    """
    media_type, options = parse_options_header(content_type)
    if media_type == "text/csv":
        return _bounded(body, max_bytes)
    if media_type == "application/gzip":
        return _gunzip(body, max_bytes)
    if media_type == "multipart/form-data":
        part = _file_part(body, options.get("boundary", ""), max_bytes)
        return _gunzip(part, max_bytes) if part.startswith(GZIP_MAGIC) else part
    raise UnsupportedUpload(WHAT_IS_TAKEN)


def read_wait(text: str) -> float | None:
    """The seconds in `?wait=0`, with which a caller asks for an answer before the job is complete.

    None, not asked for, for what is no number of seconds.
    """
    try:
        seconds = float(text)
    except ValueError:
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _too_large(max_bytes: int) -> UploadTooLarge:
    return UploadTooLarge(
        f"The file has more than {max_bytes:,} bytes, the most that one upload may have. Split it into several files."
    )


def _bounded(data: bytes, max_bytes: int) -> bytes:
    if len(data) > max_bytes:
        raise _too_large(max_bytes)
    return data


def _gunzip(data: bytes, max_bytes: int) -> bytes:
    """Unpack all members: a gzip file may be several in a row (RFC 1952, 2.2). What follows the last is ignored."""
    unpacked = b""
    rest = data
    for _ in range(_MOST_GZIP_MEMBERS):
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            unpacked += unpacker.decompress(rest, max_bytes + 1 - len(unpacked))
        except zlib.error as error:
            raise BadExport(
                "The body is said to be gzip but cannot be unpacked. Send the .csv file as it is."
            ) from error
        _bounded(unpacked, max_bytes)
        if not unpacker.eof:
            raise BadExport("The gzip file is cut off. Pack and send it again.")
        rest = unpacker.unused_data
        if not rest.startswith(GZIP_MAGIC):
            return unpacked
    raise BadExport("The gzip file is made of too many pieces. Send the .csv file as it is.")


def _file_part(body: bytes, boundary: str, max_bytes: int) -> bytes:
    files: list[tuple[str, bytearray]] = []
    if not boundary:
        raise BadExport("The multipart/form-data header names no boundary. Let your HTTP client set that header.")
    try:
        with PushMultipartParser(boundary, max_segment_count=_MOST_PARTS, max_segment_size=max_bytes) as parser:
            current: bytearray | None = None
            for start in range(0, len(body), _PIECE):
                for event in parser.parse(body[start : start + _PIECE]):
                    if isinstance(event, MultipartSegment):
                        current = bytearray() if event.filename is not None or event.name == "csv" else None
                        if current is not None:
                            files.append((event.name, current))
                    elif event and current is not None:
                        current += event
    except (MultipartError, ValueError) as error:
        # The parser's other limits (number of parts, length of a header) are not about the file.
        if isinstance(error, ParserLimitReached) and "segment size" in str(error):
            raise _too_large(max_bytes) from error
        raise BadExport(
            f"The multipart body cannot be read ({error}). Send the file part named 'csv' again."
        ) from error
    named = [content for name, content in files if name == "csv"] or [content for _, content in files]
    if len(named) != 1:
        found = "no file" if not named else f"{len(named)} files"
        raise BadExport(f"The form holds {found}; send exactly one, best in a part named 'csv'.")
    return bytes(named[0])
