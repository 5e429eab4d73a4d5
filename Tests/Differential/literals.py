"""Literals and what CPython 3.13 makes of them.

    python3.13 Tests/Differential/literals.py --fixture     writes Tests/SyntaxTests/Fixtures/literals.txt
    python3.13 Tests/Differential/literals.py --exhaustive FOLDER

The fixture holds `LITERAL<tab>REPR` lines, or `LITERAL<tab>error: MESSAGE`. The exhaustive files (each
character's name and alias, each printable and each normalised character) are for `ast_digest.py`.
"""

import argparse
import ast
import os
import pathlib
import random
import struct
import sys
import unicodedata
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent.parent / "Tools"))
import unicode_tables  # noqa: E402

FIXTURE = pathlib.Path(__file__).parent.parent / "SyntaxTests/Fixtures/literals.txt"

WRITTEN = r"""
'' "" '''a''' \"""a\""" 'a"b' "a'b" 'a\'b"c' "\\" r'\n\'' R"\\" b'a' B"\x00\xff" rb'\x' bR'\'' u'a' U"b" Rb'é'
'\a\b\f\n\r\t\v' '\0' '\7' '\77' '\377' '\400' '\777' '\8' '\18' '\1234' '\x41' '\xe9' '\x7f' '\x80' '\xad' '\xa0'
'\u00e9' '\ud800' '\udfff' '\ud83d\ude00' '\U0001f600' '\U0010ffff' '\U00110000' '\Uffffffff' '\q' '\é' '\N' 'é\N'
'\N{BULLET}' '\N{bullet}' '\N{Latin Small Letter A}' '\N{LF}' '\N{line feed}' '\N{NULL}' '\N{BEL}' '\N{VS17}'
'\N{VARIATION SELECTOR-256}' '\N{HANGUL SYLLABLE GAG}' '\N{HANGUL SYLLABLE HIH}' '\N{HANGUL SYLLABLE A}'
'\N{HANGUL SYLLABLE GGWAELB}' '\N{HANGUL SYLLABLE gag}' '\N{hangul syllable GAG}' '\N{HANGUL SYLLABLE }'
'\N{CJK UNIFIED IDEOGRAPH-4E00}' '\N{CJK UNIFIED IDEOGRAPH-04E00}' '\N{CJK UNIFIED IDEOGRAPH-004E00}'
'\N{CJK UNIFIED IDEOGRAPH-4e00}' '\N{CJK UNIFIED IDEOGRAPH-0041}' '\N{CJK UNIFIED IDEOGRAPH-323AF}'
'\N{CJK UNIFIED IDEOGRAPH-2EBF0}' '\N{CJK UNIFIED IDEOGRAPH-323B0}' '\N{CJK UNIFIED IDEOGRAPH-}'
'\N{CJK COMPATIBILITY IDEOGRAPH-F900}' '\N{TANGUT IDEOGRAPH-17000}' '\N{NUSHU CHARACTER-1B170}'
'\N{KHITAN SMALL SCRIPT CHARACTER-18B00}' '\N{KEYCAP DIGIT ONE}' '\N{BELL}' '\N{<control>}' '\N{ BULLET}'
'\N{BULLET }' '\N{BULL}' '\N{}' '\N{' '\N{BULLET' '\Nx' '\N{é}' '\N{A' '\N{ZERO WIDTH JOINER}' '\N{zwj}'
'\x' '\x1' '\xg1' 'ab\x1' 'é\xZ' '\u12' '\u123g' '\U1234567' b'\x' b'a\x1' b'\u0041' b'\N{BULLET}' b'é' b'\777'
b'\400' b'\'"' b"'" b'\r\n\t\x7f' 'é' '日本' '😀' '\u200b' '​' ' ' '­' '\ue000' '\U000e0001' '\x85'
0 00 0_0 1 1_000 0x0 0xFF 0XfF_fF 0o17 0O_7 0b101 0B1_0 123456789012345678901234567890 0xffffffffffffffffffffffffffff
0. .0 1. .5 1.5 0.1 1e3 1E3 1e-3 1e+3 1e16 1e15 1e17 123456789012345678. 12345678901234567e0 1e22 1e23 9007199254740993.
0.0001 0.00001 0.000123 1.5e-5 1e-7 5e-324 2.2250738585072014e-308 1.7976931348623157e308 1e309 1e400 1_0.0_1e1_0
0j 1j 1J 1.j .5j 1e16j 1e15j 1e400j 1.5e-7j 100000000000000000000j 1_0j 0777j 00.5 09.5 012e1 3.141592653589793238462643
"""


def split_written():
    literals, rest = [], WRITTEN.replace('\\"""', '"""')
    for line in rest.strip().splitlines():
        start = 0
        while start < len(line):
            if line[start] == " ":
                start += 1
                continue
            end = start
            while line[end] not in "'\" " if end < len(line) else False:
                end += 1
            if end < len(line) and line[end] in "'\"":
                quote = line[end] * 3 if line.startswith(line[end] * 3, end) else line[end]
                end += len(quote)
                while not line.startswith(quote, end):
                    end += 2 if line[end] == "\\" else 1
                end += len(quote)
            literals.append(line[start:end])
            start = end
    return literals


def generated():
    chance = random.Random(3)
    named = [code for code in unicode_tables.names()]
    for code in named[:: len(named) // 300]:
        yield f"'\\N{{{unicodedata.name(chr(code))}}}'"
    for alias, _ in unicode_tables.aliases():
        yield f"'\\N{{{alias.lower()}}}'"
    for code in unicode_tables.is_printable_starts()[::5]:
        yield f"'\\U{code - 1:08x}\\U{code:08x}'"
    for _ in range(300):
        yield repr(abs(struct.unpack("d", chance.randbytes(8))[0])).replace("nan", "0").replace("inf", "0")
        yield "%.*e" % (chance.randrange(1, 25), chance.random() * 10 ** chance.randrange(-20, 20))
    for digits in (10, 100, 1000, 3571, 3572, 4300, 4301, 5000):
        yield "0x" + "".join(chance.choice("123456789abcdef") for _ in range(digits))
        yield "".join(chance.choice("123456789") for _ in range(digits))
        yield "0o" + "".join(chance.choice("1234567") for _ in range(digits))
    yield hex(10**4300 - 1)
    yield hex(10**4300)
    yield "0b1" + "01" * 2000


def outcome(literal):
    try:
        return repr(ast.literal_eval(literal))
    except SyntaxError as error:
        return "error: " + error.msg
    except ValueError:
        return "error: too long"


def write_fixture():
    lines = ["# Written by Tests/Differential/literals.py with CPython 3.13. Do not edit.\n"]
    for literal in [*split_written(), *generated()]:
        lines.append(f"{literal}\t{outcome(literal)}\n")
    FIXTURE.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines) - 1} literals")


def write_exhaustive(folder):
    os.makedirs(folder, exist_ok=True)
    names = [f"'\\N{{{unicodedata.name(chr(code))}}}'" for code in unicode_tables.names()]
    aliases = [f"'\\N{{{alias}}}'" for alias, _ in unicode_tables.aliases()]
    computed = []
    for code in range(0x110000):
        name = unicodedata.name(chr(code), "")
        if name.startswith(("HANGUL SYLLABLE ", "CJK UNIFIED IDEOGRAPH-")):
            computed.append(f"'\\N{{{name}}}'")
    shown = [f"'\\U{code:08x}'" for code in range(0x110000)]
    plain = [
        f"'{chr(code)}'"
        for code in range(0x20, 0x110000)
        if chr(code) not in "'\\" and not 0xD800 <= code < 0xE000
    ]
    letters = [code for code in range(0x110000) if ("a" + chr(code)).isidentifier()]
    identifiers = [f"_{chr(code)}" for code in letters]
    starts = [chr(code) for code in letters if chr(code).isidentifier()]
    marks = [chr(code) for code in letters if unicodedata.combining(chr(code))]
    chance = random.Random(4)
    mixed = ["a" + "".join(chance.sample(marks, 4)) for _ in range(20000)]
    mixed += [
        chr(chance.choice(letters)).join("ab") + "".join(chance.sample(marks, 2)) for _ in range(20000)
    ]
    jamo = [chr(c) for c in [*range(0x1100, 0x1120), *range(0x1160, 0x1180), *range(0x11A0, 0x11D0)]]
    mixed += ["가".join(chance.sample(jamo, 3)) for _ in range(5000)]
    for name, lines in {
        "names": names,
        "aliases": aliases,
        "computed": computed,
        "escapes": shown,
        "plain": plain,
        "identifiers": identifiers,
        "starts": starts,
        "mixed": mixed,
    }.items():
        for part in range(0, len(lines), 20000):
            path = os.path.join(folder, f"{name}{part // 20000:02}.py")
            pathlib.Path(path).write_text("\n".join(lines[part : part + 20000]) + "\n", "utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fixture", action="store_true", help="write the fixture")
    parser.add_argument("--exhaustive", metavar="FOLDER", help="write files for ast_digest.py")
    arguments = parser.parse_args()
    if unicodedata.unidata_version != unicode_tables.WANTED_UNICODE:
        sys.exit("the reference is CPython 3.13: run this script with it")
    warnings.simplefilter("ignore")
    if arguments.fixture:
        write_fixture()
    if arguments.exhaustive:
        write_exhaustive(arguments.exhaustive)


if __name__ == "__main__":
    main()
