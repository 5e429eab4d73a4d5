"""Writes the Unicode tables of `Sources/PythonSyntax/Literals/Tables`.

    python3.13 Tools/unicode_tables.py [--check]

CPython 3.13 follows Unicode 15.1, which the tables must follow too whatever the Swift library knows:
so they come from that interpreter. `--check` compares instead of writing.
"""

import argparse
import ctypes
import pathlib
import sys
import unicodedata

WANTED_UNICODE = "15.1.0"
FOLDER = pathlib.Path(__file__).parent.parent / "Sources/PythonSyntax/Literals/Tables"
DIGITS_PER_LINE = 96
HANGUL = range(0xAC00, 0xAC00 + 11172)
# Names of the supplementary planes above this are moved down so that three digits are enough.
TAG_PLANE = 0xE0000
TAG_PLANE_PACKED = 0x30000


def pack(values, width):
    """Each value as `width` digits of six bits, the highest first, written from `0` to `o`."""
    digits = []
    for value in values:
        assert 0 <= value < 1 << 6 * width, value
        for place in reversed(range(width)):
            digits.append(chr(0x30 + (value >> 6 * place & 63)))
    return "".join(digits)


def is_printable_starts():
    """Where the answer of `str.isprintable` changes; code point 0 is not printable."""
    starts, printable = [], False
    for code in range(0x110000):
        if chr(code).isprintable() != printable:
            printable = not printable
            starts.append(code)
    return starts


def names():
    """Code points in the order of their names, without those whose name is computed."""
    named = []
    for code in range(0x110000):
        name = unicodedata.name(chr(code), "")
        computed = name.startswith(("HANGUL SYLLABLE ", "CJK UNIFIED IDEOGRAPH-"))
        if not name or computed:
            continue
        assert unicodedata.lookup(name) == chr(code)
        named.append((name, code))
    return [code for _, code in sorted(named)]


def packed_name(code):
    return code if code < TAG_PLANE_PACKED else code - TAG_PLANE + TAG_PLANE_PACKED


def aliases():
    """`(alias, code point)`. The module keeps them, followed by the named sequences, under private
    code points, which only its C interface tells: `\\N{…}` knows the aliases, not the sequences."""

    class Interface(ctypes.Structure):
        _fields_ = [
            (
                "get_name",
                ctypes.PYFUNCTYPE(
                    ctypes.c_int, ctypes.c_uint32, ctypes.c_char_p, ctypes.c_int, ctypes.c_int
                ),
            )
        ]

    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype = ctypes.c_void_p
    pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
    address = pointer(unicodedata._ucnhash_CAPI, b"unicodedata._ucnhash_CAPI")
    get_name = Interface.from_address(address).get_name
    buffer = ctypes.create_string_buffer(256)
    known = []
    for code in range(0xF0000, 0xF1000):
        if get_name(code, buffer, len(buffer), 1):
            alias = buffer.value.decode("ascii")
            if len(unicodedata.lookup(alias)) == 1:
                known.append((alias, ord(unicodedata.lookup(alias))))
    return sorted(known)


def decompositions():
    """`(code point, its full compatibility decomposition)` for what an identifier may hold."""
    found = []
    for code in range(0x110000):
        if code in HANGUL or not ("a" + chr(code)).isidentifier():
            continue
        mapped = unicodedata.normalize("NFKD", chr(code))
        if mapped != chr(code):
            found.append((code, [ord(c) for c in mapped]))
    return found


def compositions():
    """`(first, second, composite)` of all primary composites but the computed Hangul ones."""
    found = []
    for code in range(0x110000):
        mapping = unicodedata.decomposition(chr(code)).split()
        if code in HANGUL or len(mapping) != 2 or mapping[0].startswith("<"):
            continue
        if unicodedata.normalize("NFC", chr(code)) == chr(code):
            found.append((int(mapping[0], 16), int(mapping[1], 16), code))
    return sorted(found)


def table(name, comment, width, values):
    digits = pack(values, width)
    lines = [digits[i : i + DIGITS_PER_LINE] for i in range(0, len(digits), DIGITS_PER_LINE)]
    body = "\\#\n".join("      " + line for line in lines)
    return (
        f"  /// {comment}\n"
        f"  static let {name} = PackedTable(\n"
        f"    width: {width}, count: {len(values)},\n"
        f'    digits: #"""\n{body}\n      """#)\n'
    )


def swift_file(extension, doc, parts):
    return (
        "// Written by Tools/unicode_tables.py from the Unicode "
        + WANTED_UNICODE[:4]
        + " data of CPython 3.13. Do not edit.\n"
        + "// swift-format-ignore-file\n\n"
        + f"/// {doc}\nenum {extension} {{\n"
        + "\n".join(parts)
        + "}\n"
    )


def alias_part():
    listed = aliases()
    lines = "\n".join(f"      {alias}={code:04X}" for alias, code in listed)
    return (
        "  /// `NAME=CODE` lines in the order of the names.\n"
        f'  static let aliases: StaticString = """\n{lines}\n\n      """\n'
    )


def files():
    decomposed = decompositions()
    starts, flat = [], []
    for code, mapped in decomposed:
        starts += [code, len(flat)]
        flat += mapped
    return {
        "PrintableTable.swift": swift_file(
            "PrintableTable",
            "Which code points `repr` shows as they are.",
            [table("starts", "Where the answer changes; code point 0 is not printable.", 4,
                   is_printable_starts())],
        ),
        "CharacterNameTable.swift": swift_file(
            "CharacterNameTable",
            "The way back from a character's name, for `\\N{…}`.",
            [
                table("byName", "Code points in the order of their names; 0x30000 stands for 0xE0000.",
                      3, [packed_name(code) for code in names()]),
                alias_part(),
            ],
        ),
        "NormalizationTable.swift": swift_file(
            "NormalizationTable",
            "NFKC of what an identifier may hold, without the computed Hangul syllables.",
            [
                table("decomposed", "Pairs of a code point and where its text starts in `texts`.", 4,
                      starts),
                table("texts", "Full compatibility decompositions, one after the other.", 4, flat),
                table("composed", "Triples of first, second and composite, sorted.", 4,
                      [word for triple in compositions() for word in triple]),
            ],
        ),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="fail if a table is stale")
    arguments = parser.parse_args()
    if unicodedata.unidata_version != WANTED_UNICODE:
        sys.exit(f"this interpreter has Unicode {unicodedata.unidata_version}: run CPython 3.13")
    stale = 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        path = FOLDER / name
        if arguments.check:
            current = path.exists() and path.read_text(encoding="utf-8") == text
            print(f"{name}: {'current' if current else 'stale'}")
            stale += not current
        else:
            path.write_text(text, encoding="utf-8")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
