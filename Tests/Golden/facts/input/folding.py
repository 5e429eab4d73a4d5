"""What is known before the program runs leaves no branch."""
import os
import platform as pl
import sys as system
import typing
from sys import version_info as version, platform
from typing import TYPE_CHECKING, TYPE_CHECKING as CHECKING, cast

if TYPE_CHECKING:
    from types_only import A
elif system.version_info >= (3, 8):
    kept_a = 1
else:
    dropped_a = 1

if not typing.TYPE_CHECKING:
    kept_b = 1
else:
    from types_only import B

if CHECKING or system.platform == "win32":
    import only_for_checkers

if system.platform == "win32":
    dropped_b = 1
elif platform.startswith(("linux", "freebsd")):
    kept_c = 1
elif unknown:
    dropped_c = 1

if os.name == "nt" or pl.system() == "Windows":
    dropped_d = 1
if platform in ("darwin", "win32") and unknown:
    dropped_e = 1
if version[0] < 3 or version[:2] == (3, 2) or version.minor > 99:
    dropped_f = 1
if version >= (3, 13, 1):
    open_a = 1
if system.implementation.name == "cpython" and __debug__:
    kept_d = 1
if 0:
    dropped_g = 1
while False:
    dropped_h = 1
else:
    kept_e = 1
if unknown and TYPE_CHECKING:
    import checkers_maybe
chosen = "a" if system.platform == "win32" else kept_a

__all__ = ["kept_a", "kept_b"]
__all__ += ("kept_c",)
__all__.extend(["kept_d"])


def local(system):
    if system.platform == "win32":
        return 1
    value: "Literal['text'] | pkg.Mod['A', list['B']] | Callable[[int], ...]" = cast("A | None", 1)
    odd: "f() + 1" = Annotated["A", "text"]
    return value
