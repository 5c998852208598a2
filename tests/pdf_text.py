"""The words in a PDF of ours, page by page, read through its character maps: what a reader could copy."""

import re
import zlib

STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
PIECE = re.compile(rb"/(F\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page, one line for each piece that was set at once."""
    maps = [_map(one) for one in STREAM.findall(pdf) if one.startswith(b"/CIDInit")]
    contents = [zlib.decompress(one) for one in STREAM.findall(pdf) if one[:1] == b"x"]
    return [_page(one, maps) for one in contents if one.startswith(b"2 J")]


def _map(told: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", told, re.DOTALL):
        for glyph, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return found


def _page(content: bytes, maps: list[dict[int, str]]) -> str:
    lines, font = [], 0
    for piece in PIECE.finditer(content):
        if piece[1]:
            font = int(piece[1][1:]) - 1
        else:
            raw = re.sub(rb"\\(.)", lambda hit: ESCAPED.get(hit[1], hit[1]), piece[2], flags=re.DOTALL)
            glyphs = [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
            lines.append("".join(maps[font][glyph] for glyph in glyphs))
    return "\n".join(lines)
