"""Builds Python packages of Loopwise: a PEP 517 backend of the standard library alone.

The wheel holds the program itself and a `loopwise` package of one file, so that `python -m loopwise`
works too. Building one takes Swift; installing one takes nothing.

| variable | effect |
|---|---|
| `LOOPWISE_BINARY` | this program goes into the wheel, and nothing is built |
| `LOOPWISE_PLATFORM` | the wheel's platform tags, joined by dots; else that of this machine |

A wheel that was built here runs here: only who made a fully static program may claim more, which is the
release job (`Packaging/release`).
"""

import base64
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "loopwise"
# Wheels of the same input are the same bytes; zip knows no earlier time.
STAMP = (1980, 1, 1, 0, 0, 0)

MAIN = '''"""Runs the program that was installed beside the interpreter: `python -m loopwise`."""

import os
import sys
import sysconfig
from pathlib import Path


def find() -> str:
    name = "loopwise" + (".exe" if os.name == "nt" else "")
    # Into an environment, with `--user`, and with `--target`.
    schemes = [sysconfig.get_path("scripts")]
    user = sysconfig.get_path("scripts", os.name + "_user")
    schemes += [user, str(Path(__file__).resolve().parent.parent / "bin")]
    for folder in schemes:
        if folder and (Path(folder) / name).is_file():
            return str(Path(folder) / name)
    raise SystemExit(f"loopwise: the program is in none of {', '.join(map(str, schemes))}")


def main() -> None:
    program = find()
    if os.name == "nt":
        import subprocess

        raise SystemExit(subprocess.call([program, *sys.argv[1:]]))
    os.execv(program, [program, *sys.argv[1:]])


if __name__ == "__main__":
    main()
'''


def version() -> str:
    """The one place that holds it is the program's own source."""
    text = (ROOT / "Sources/Diagnostics/Product.swift").read_text(encoding="utf-8")
    found = re.search(r'version = "([^"]+)"', text)
    if not found:
        raise SystemExit("Sources/Diagnostics/Product.swift states no version")
    return found.group(1)


def metadata() -> str:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

    def field(key: str) -> str:
        found = re.search(rf'^{key} = "([^"]*)"', text, re.MULTILINE)
        if not found:
            raise SystemExit(f"pyproject.toml states no {key}")
        return found.group(1)

    def items(key: str) -> list:
        found = re.search(rf"^{key} = \[(.*?)\]", text, re.MULTILINE | re.DOTALL)
        return re.findall(r'"([^"]*)"', found.group(1)) if found else []

    lines = [
        "Metadata-Version: 2.4",
        f"Name: {NAME}",
        f"Version: {version()}",
        f"Summary: {field('description')}",
        f"Keywords: {','.join(items('keywords'))}",
        f"License-Expression: {field('license')}",
        "License-File: LICENSE",
        f"Requires-Python: {field('requires-python')}",
        *(f"Classifier: {item}" for item in items("classifiers")),
        "Description-Content-Type: text/markdown",
        "",
        (ROOT / "README.md").read_text(encoding="utf-8"),
    ]
    return "\n".join(lines)


def program() -> Path:
    given = os.environ.get("LOOPWISE_BINARY")
    if given:
        return Path(given)
    if not shutil.which("swift"):
        raise SystemExit(
            "loopwise: building takes Swift 6.3 (https://www.swift.org/install); "
            "or install a released wheel, which takes none"
        )
    command = ["swift", "build", "-c", "release", "--product", NAME]
    if sys.platform == "linux":
        command.append("--static-swift-stdlib")
    # What it prints is the build's log, not an answer to the frontend.
    subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)
    return ROOT / ".build" / "release" / NAME


def platform() -> str:
    given = os.environ.get("LOOPWISE_PLATFORM")
    return given or re.sub(r"[-.]", "_", sysconfig.get_platform())


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    """So that who asks for the metadata does not wait for a build."""
    info = Path(metadata_directory) / f"{NAME}-{version()}.dist-info"
    (info / "licenses").mkdir(parents=True)
    shutil.copyfile(ROOT / "LICENSE", info / "licenses" / "LICENSE")
    (info / "METADATA").write_text(metadata(), encoding="utf-8")
    return info.name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    stem = f"{NAME}-{version()}"
    tags = platform()
    info = f"{stem}.dist-info"
    wheel = ["Wheel-Version: 1.0", "Generator: loopwise backend", "Root-Is-Purelib: false"]
    wheel += [f"Tag: py3-none-{tag}" for tag in tags.split(".")]
    files = [
        (f"{NAME}/__init__.py", b'"""Loopwise as a package: see `__main__`."""\n', 0o644),
        (f"{NAME}/__main__.py", MAIN.encode(), 0o644),
        (f"{stem}.data/scripts/{NAME}", program().read_bytes(), 0o755),
        (f"{info}/licenses/LICENSE", (ROOT / "LICENSE").read_bytes(), 0o644),
        (f"{info}/METADATA", metadata().encode(), 0o644),
        (f"{info}/WHEEL", ("\n".join(wheel) + "\n").encode(), 0o644),
    ]
    record = [f"{path},sha256={digest(data)},{len(data)}" for path, data, _ in files]
    record.append(f"{info}/RECORD,,")
    files.append((f"{info}/RECORD", ("\n".join(record) + "\n").encode(), 0o644))

    file = f"{stem}-py3-none-{tags}.whl"
    with zipfile.ZipFile(Path(wheel_directory) / file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data, mode in files:
            entry = zipfile.ZipInfo(path, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, data)
    return file


def digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def build_sdist(sdist_directory, config_settings=None):
    stem = f"{NAME}-{version()}"
    wanted = [
        "Package.swift", "Packaging", "README.md", "LICENSE", "CHANGELOG.md", "Sources", "Support",
        "pyproject.toml",
    ]  # fmt: skip
    # SwiftPM wants the folders of all targets, also of those that are not built.
    wanted += ["Tests"]
    path = Path(sdist_directory) / f"{stem}.tar.gz"
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for name in wanted:
            if (ROOT / name).exists():
                archive.add(ROOT / name, f"{stem}/{name}", filter=clean)
        data = metadata().encode()
        entry = tarfile.TarInfo(f"{stem}/PKG-INFO")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return path.name


def clean(entry):
    if "__pycache__" in entry.name or entry.name.endswith(".pyc"):
        return None
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
