"""Takes the CSV file out of the body of an upload request.

The limit is on the file, unpacked. It is checked while a body is unpacked, so that a small body that unpacks to
gigabytes costs no more memory than the limit.
"""

import math
import zlib
from typing import Final

from multipart import MultipartSegment, ParserLimitReached, PushMultipartParser, parse_options_header

from chalicelib.errors import BadExport, UnsupportedUpload, UploadTooLarge

MEDIA_TYPES: Final = ("multipart/form-data", "text/csv", "application/gzip")
WHAT_IS_TAKEN: Final = f"Send the export as {', '.join(MEDIA_TYPES[:-1])} or {MEDIA_TYPES[-1]}."
CORRECTIONS_TYPE: Final = "application/json"
HOW_TO_CORRECT: Final = f"Send the corrections as {CORRECTIONS_TYPE}; docs/api.md says what is in them."
_HOW_TO_SHARE: Final = "Say what to share as application/json; docs/api.md says how."
GZIP_MAGIC: Final = b"\x1f\x8b"
_MOST_PARTS: Final = 20
_MOST_GZIP_MEMBERS: Final = 400
_PIECE_BYTES: Final = 65536


def read_upload(content_type: str, body: bytes, *, max_bytes: int) -> bytes:
    """Return the CSV in a request's body, at most `max_bytes` long.

    The body is `multipart/form-data` with a file part named `csv` or with one single file part, `text/csv`, or
    `application/gzip` of a CSV; a file in a form may be gzipped, too. Raises `UnsupportedUpload` for another media
    type, `UploadTooLarge` when the file has more than `max_bytes`, and `BadExport` when the body is not of the media
    type that it is sent as.
    """
    media_type, options = parse_options_header(content_type)
    if media_type == "text/csv":
        _check_size(body, max_bytes)
        return body
    if media_type == "application/gzip":
        return _gunzip(body, max_bytes)
    if media_type == "multipart/form-data":
        part = _file_part(body, options.get("boundary", ""), max_bytes)
        return _gunzip(part, max_bytes) if part.startswith(GZIP_MAGIC) else part
    raise UnsupportedUpload(WHAT_IS_TAKEN)


def what_is_taken(path: str) -> str:
    """What to send to a route that has refused a media type."""
    last = path.rpartition("/")[2]
    return {"corrections": HOW_TO_CORRECT, "shares": _HOW_TO_SHARE}.get(last, WHAT_IS_TAKEN)


def read_wait(text: str | None) -> float | None:
    """Return the seconds in `?wait=0`: how long a caller wants to wait for its job. A negative number counts as 0.

    Returns None for a request without `wait`, and for a text that is no finite number.
    """
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _check_size(data: bytes | bytearray, max_bytes: int) -> None:
    if len(data) > max_bytes:
        raise UploadTooLarge(
            f"The file has more than {max_bytes:,} bytes, the most that one upload may have. "
            "Split it into several files."
        )


def _gunzip(data: bytes, max_bytes: int) -> bytes:
    """Unpack all members: a gzip file may be several in a row (RFC 1952, 2.2). What follows the last is ignored.

    The time is linear in the size of the file, whatever the number of members: each is fed piece by piece, so zlib
    copies at most one piece of what follows it.
    """
    unpacked = bytearray()
    position = 0
    for _ in range(_MOST_GZIP_MEMBERS):
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        while not unpacker.eof:
            piece = data[position : position + _PIECE_BYTES]
            if not piece:
                raise BadExport("The gzip file is cut off. Pack and send it again.")
            try:
                unpacked += unpacker.decompress(piece, max_bytes + 1 - len(unpacked))
            except zlib.error as error:
                raise BadExport(
                    "The body is sent as gzip but cannot be unpacked. Send the .csv file as it is."
                ) from error
            _check_size(unpacked, max_bytes)
            position += len(piece)
        position -= len(unpacker.unused_data)
        if not data.startswith(GZIP_MAGIC, position):
            return bytes(unpacked)
    raise BadExport("The gzip file is made of too many pieces. Send the .csv file as it is.")


def _file_part(body: bytes, boundary: str, max_bytes: int) -> bytes:
    if not boundary:
        raise BadExport("The multipart/form-data header names no boundary. Let your HTTP client set that header.")
    files: list[tuple[str, bytearray]] = []
    content: bytearray | None = None
    try:
        # File names are not looked at, and programs send them in any encoding.
        with PushMultipartParser(boundary, max_segment_count=_MOST_PARTS, header_charset="latin-1") as parser:
            for start in range(0, len(body), _PIECE_BYTES):
                for event in parser.parse(body[start : start + _PIECE_BYTES]):
                    if isinstance(event, MultipartSegment):
                        content = bytearray() if event.filename is not None or event.name == "csv" else None
                        if content is not None:
                            files.append((event.name, content))
                    elif event and content is not None:
                        content += event
                        _check_size(content, max_bytes)
    except ParserLimitReached as error:
        raise BadExport(
            f"The form has more than {_MOST_PARTS} parts, or a part with too many or too long headers. "
            "Send the file again, in a form with one part named 'csv'."
        ) from error
    # MultipartError is a ValueError; a boundary that has no UTF-8 form raises another one.
    except ValueError as error:
        raise BadExport(
            "The form is cut off or is not well-formed multipart/form-data. Let your HTTP client build it, and send "
            "the file again in a part named 'csv'."
        ) from error
    named = [content for name, content in files if name == "csv"] or [content for _, content in files]
    if len(named) != 1:
        found = "no file" if not named else f"{len(named)} files"
        raise BadExport(f"The form holds {found}; send exactly one, best in a part named 'csv'.")
    return bytes(named[0])
