import io
import wave
import zipfile


async def pack(names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    return buffer.getvalue()


async def length(data: bytes):
    with wave.open(io.BytesIO(data)) as sound:
        return sound.getnframes()
