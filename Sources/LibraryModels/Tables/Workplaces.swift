// Files of the office, pictures, passwords, keys, queues of work.

extension Model {
  static let filelock = Model(
    "filelock", isShipped: true,
    """
    EVIDENCE = "filelock 4.2.11 filelock/_api.py"
    from typing import Self
    class Timeout(Exception): ...
    class BaseFileLock:
        is_locked: bool
        def __init__(self, lock_file, timeout=-1, **kwargs) -> None: ...
        @blocks(unbounded, lock, when=timeout != 0)
        @timeout(timeout)
        @twin("filelock.AsyncFileLock")
        def acquire(self, timeout=None, poll_interval=None, **kwargs) -> Self: ...
        def release(self, force=False) -> None: ...
        @blocks(unbounded, lock)
        @twin("filelock.AsyncFileLock")
        def __enter__(self) -> Self: ...
        def __exit__(self, exc_type, exc_value, traceback) -> None: ...
    class FileLock(BaseFileLock): ...
    class SoftFileLock(BaseFileLock): ...
    class UnixFileLock(BaseFileLock): ...
    class AsyncFileLock: ...
    class AsyncSoftFileLock: ...
    """)

  static let schedule = Model(
    "schedule", isShipped: true,
    """
    EVIDENCE = "schedule 1.2.2 schedule/__init__.py"
    # Runs jobs of the caller, one after another.
    class Job:
        def __getattr__(self, name) -> Job: ...
        def do(self, job_func, *args, **kwargs) -> Job: ...
        def at(self, time_str, tz=None) -> Job: ...
    def every(interval=1) -> Job: ...
    @blocks(unbounded, callback)
    def run_pending() -> None: ...
    @blocks(unbounded, callback)
    def run_all(delay_seconds=0) -> None: ...
    def clear(tag=None) -> None: ...
    """)

  static let celery = Model(
    "celery", isShipped: true,
    """
    EVIDENCE = "celery 5.7.0 celery/app/base.py, celery/result.py"
    from celery.result import AsyncResult as _Result
    class Celery:
        def __init__(self, main=None, **kwargs) -> None: ...
        @blocks(unbounded, net_io)
        def send_task(self, name, args=None, kwargs=None, **options) -> _Result: ...
        def AsyncResult(self, id, **kwargs) -> _Result: ...
    """)

  static let celeryResult = Model(
    "celery.result", isShipped: true,
    """
    EVIDENCE = "celery 5.7.0 celery/result.py"
    class AsyncResult:
        id: str
        def __init__(self, id, **kwargs) -> None: ...
        @blocks(unbounded, net_io)
        def get(self, timeout=None, propagate=True, **kwargs): ...
        @blocks(unbounded, net_io)
        def wait(self, timeout=None, **kwargs): ...
        @blocks(unbounded, net_io)
        def ready(self) -> bool: ...
        @blocks(unbounded, net_io)
        def successful(self) -> bool: ...
        @blocks(unbounded, net_io)
        def revoke(self, **kwargs) -> None: ...
    """)

  static let opencv = Model(
    "cv2", isShipped: true,
    """
    EVIDENCE = "opencv-python 5.0.0.93 modules/videoio, modules/imgcodecs"
    class VideoCapture:
        @blocks(io, file_open)
        def __init__(self, *args) -> None: ...
        @blocks(unbounded, ipc)
        def read(self, image=None) -> tuple: ...
        @blocks(unbounded, ipc)
        def grab(self) -> bool: ...
        @blocks(io, file_open)
        def open(self, *args) -> bool: ...
        def isOpened(self) -> bool: ...
        def release(self) -> None: ...
        def get(self, propId) -> float: ...
        def set(self, propId, value) -> bool: ...
    class VideoWriter:
        @blocks(io, file_open)
        def __init__(self, *args) -> None: ...
        @blocks(io, file_io)
        def write(self, image) -> None: ...
        def release(self) -> None: ...
    @blocks(io, file_io)
    def imread(filename, flags=1): ...
    @blocks(io, file_io)
    def imwrite(filename, img, params=None) -> bool: ...
    @blocks(unbounded, stdin, when=delay == 0)
    def waitKey(delay=0) -> int: ...
    """)

  static let pydub = Model(
    "pydub", isShipped: true,
    """
    EVIDENCE = "pydub 0.25.1 pydub/audio_segment.py"
    from typing import Self
    class AudioSegment:
        @classmethod
        @blocks(unbounded, process_wait)
        def from_file(cls, file, format=None, **kwargs) -> Self: ...
        @classmethod
        @blocks(unbounded, process_wait)
        def from_mp3(cls, file, parameters=None) -> Self: ...
        @classmethod
        @blocks(io, file_io)
        def from_wav(cls, file, parameters=None) -> Self: ...
        @classmethod
        @blocks(unbounded, process_wait)
        def from_ogg(cls, file, parameters=None) -> Self: ...
        @blocks(unbounded, process_wait)
        def export(self, out_f=None, format="mp3", **kwargs): ...
    """)

  static let pypdf = Model(
    "pypdf", isShipped: true,
    """
    EVIDENCE = "pypdf 7.1.0 pypdf/_reader.py, pypdf/_writer.py"
    class PageObject:
        @blocks(cpu, cpu)
        def extract_text(self, *args, **kwargs) -> str: ...
    class PdfReader:
        pages: list[PageObject]
        @blocks(io, file_io)
        def __init__(self, stream, strict=False, password=None) -> None: ...
    class PdfWriter:
        @blocks(io, file_io)
        def write(self, stream): ...
    """)

  static let docx = Model(
    "docx", isShipped: true,
    """
    EVIDENCE = "python-docx 1.2.0 src/docx/api.py"
    class _Document:
        @blocks(io, file_io)
        def save(self, path_or_stream) -> None: ...
    @blocks(io, file_io)
    def Document(docx=None) -> _Document: ...
    """)

  static let openpyxl = Model(
    "openpyxl", isShipped: true,
    """
    EVIDENCE = "openpyxl 3.1.5 openpyxl/reader/excel.py, openpyxl/workbook/workbook.py"
    class Workbook:
        @blocks(io, file_io)
        def save(self, filename) -> None: ...
        def close(self) -> None: ...
    @blocks(io, file_io)
    def load_workbook(filename, read_only=False, **kwargs) -> Workbook: ...
    """)

  static let matplotlib = Model(
    "matplotlib", isShipped: true,
    """
    EVIDENCE = "matplotlib 3.11.2 lib/matplotlib/__init__.py"
    """)

  static let pyplot = Model(
    "matplotlib.pyplot", isShipped: true,
    """
    EVIDENCE = "matplotlib 3.11.2 lib/matplotlib/pyplot.py, figure.py"
    class Figure:
        @blocks(io, file_io)
        def savefig(self, fname, **kwargs) -> None: ...
    @blocks(io, file_io)
    def savefig(*args, **kwargs): ...
    @blocks(unbounded, stdin)
    def show(*args, **kwargs) -> None: ...
    def figure(*args, **kwargs) -> Figure: ...
    def subplots(*args, **kwargs) -> tuple[Figure, object]: ...
    def close(fig=None) -> None: ...
    def plot(*args, **kwargs): ...
    def title(*args, **kwargs): ...
    """)

  // Installed or not: its own code finds the hash at run time, by a name in a string.
  static let passlib = Model(
    "passlib.context",
    """
    EVIDENCE = "passlib 1.7.4 passlib/context.py"
    class CryptContext:
        def __init__(self, schemes=None, **kwds) -> None: ...
        @blocks(cpu, cpu)
        def hash(self, secret, scheme=None, category=None, **kwds) -> str: ...
        @blocks(cpu, cpu)
        def verify(self, secret, hash, scheme=None, category=None, **kwds) -> bool: ...
        @blocks(cpu, cpu)
        def verify_and_update(self, secret, hash, **kwds) -> tuple: ...
        def needs_update(self, hash, **kwds) -> bool: ...
        def identify(self, hash, **kwds): ...
    class LazyCryptContext(CryptContext): ...
    """)

  static let passlibHash = Model(
    "passlib.hash",
    """
    EVIDENCE = "passlib 1.7.4 passlib/hash.py, passlib/handlers/"
    class _Hasher:
        @classmethod
        @blocks(cpu, cpu)
        def hash(cls, secret, **kwds) -> str: ...
        @classmethod
        @blocks(cpu, cpu)
        def verify(cls, secret, hash, **kwds) -> bool: ...
        @classmethod
        def using(cls, **kwds) -> type[_Hasher]: ...
    class bcrypt(_Hasher): ...
    class argon2(_Hasher): ...
    class pbkdf2_sha256(_Hasher): ...
    class pbkdf2_sha512(_Hasher): ...
    class sha256_crypt(_Hasher): ...
    class sha512_crypt(_Hasher): ...
    """)

  static let passlibPackage = Model(
    "passlib", isShipped: true,
    """
    EVIDENCE = "passlib 1.7.4 passlib/__init__.py"
    """)

  static let werkzeug = Model(
    "werkzeug", isShipped: true,
    """
    EVIDENCE = "Werkzeug 3.1 src/werkzeug/__init__.py"
    """)

  static let werkzeugSecurity = Model(
    "werkzeug.security", isShipped: true,
    """
    EVIDENCE = "Werkzeug 3.1 src/werkzeug/security.py"
    @blocks(cpu, cpu)
    def generate_password_hash(password, method="scrypt", salt_length=16) -> str: ...
    @blocks(cpu, cpu)
    def check_password_hash(pwhash, password) -> bool: ...
    """)

  static let dotenv = Model(
    "dotenv", isShipped: true,
    """
    EVIDENCE = "python-dotenv 1.2.4 src/dotenv/main.py"
    @blocks(io, file_io)
    def load_dotenv(dotenv_path=None, **kwargs) -> bool: ...
    @blocks(io, file_io)
    def dotenv_values(dotenv_path=None, **kwargs) -> dict: ...
    @blocks(io, file_io)
    def set_key(dotenv_path, key_to_set, value_to_set, **kwargs) -> tuple: ...
    def find_dotenv(*args, **kwargs) -> str: ...
    """)

  static let cryptographyPackage = Model(
    "cryptography", isShipped: true,
    """
    EVIDENCE = "cryptography 50.0.2 src/cryptography/__init__.py"
    """)

  static let cryptographyHazmat = Model(
    "cryptography.hazmat", isShipped: true,
    """
    EVIDENCE = "cryptography 50.0.2 src/cryptography/hazmat/__init__.py"
    """)

  static let cryptographyPrimitives = Model(
    "cryptography.hazmat.primitives", isShipped: true,
    """
    EVIDENCE = "cryptography 50.0.2 src/cryptography/hazmat/primitives/__init__.py"
    import cryptography.hazmat.primitives.serialization as serialization
    """)

  static let cryptographyAsymmetric = Model(
    "cryptography.hazmat.primitives.asymmetric", isShipped: true,
    """
    EVIDENCE = "cryptography 50.0.2 src/cryptography/hazmat/primitives/asymmetric/__init__.py"
    """)

  static let cryptographyKdf = Model(
    "cryptography.hazmat.primitives.kdf", isShipped: true,
    """
    EVIDENCE = "cryptography 50.0.2 src/cryptography/hazmat/primitives/kdf/__init__.py"
    """)

  static let cryptographySerialization = Model(
    "cryptography.hazmat.primitives.serialization", isShipped: true,
    """
    EVIDENCE = "cryptography 50.0.2 src/cryptography/hazmat/primitives/serialization/base.py, src/rust/src/backend/keys.rs"
    # A private key is checked for primes when it is loaded, an encrypted one is decrypted with a slow derivation.
    @blocks(cpu, cpu)
    def load_pem_private_key(data, password, backend=None, *, unsafe_skip_rsa_key_validation=False): ...
    @blocks(cpu, cpu)
    def load_der_private_key(data, password, backend=None, *, unsafe_skip_rsa_key_validation=False): ...
    @blocks(cpu, cpu)
    def load_ssh_private_key(data, password, backend=None): ...
    def load_pem_public_key(data, backend=None): ...
    def load_der_public_key(data, backend=None): ...
    class Encoding: ...
    class PrivateFormat: ...
    class PublicFormat: ...
    class NoEncryption: ...
    class BestAvailableEncryption: ...
    """)

  static let cryptographyRsa = Model(
    "cryptography.hazmat.primitives.asymmetric.rsa", isShipped: true,
    """
    EVIDENCE = "cryptography 50.0.2 src/cryptography/hazmat/primitives/asymmetric/rsa.py"
    @blocks(cpu, cpu)
    def generate_private_key(public_exponent, key_size, backend=None): ...
    """)

  static let cryptographyPbkdf2 = Model(
    "cryptography.hazmat.primitives.kdf.pbkdf2", isShipped: true,
    """
    EVIDENCE = "cryptography 50.0.2 src/cryptography/hazmat/primitives/kdf/pbkdf2.py"
    class PBKDF2HMAC:
        def __init__(self, algorithm, length, salt, iterations, backend=None) -> None: ...
        @blocks(cpu, cpu)
        def derive(self, key_material) -> bytes: ...
        @blocks(cpu, cpu)
        def verify(self, key_material, expected_key) -> None: ...
    """)

  static let cryptographyScrypt = Model(
    "cryptography.hazmat.primitives.kdf.scrypt", isShipped: true,
    """
    EVIDENCE = "cryptography 50.0.2 src/cryptography/hazmat/primitives/kdf/scrypt.py"
    class Scrypt:
        def __init__(self, salt, length, n, r, p, backend=None) -> None: ...
        @blocks(cpu, cpu)
        def derive(self, key_material) -> bytes: ...
        @blocks(cpu, cpu)
        def verify(self, key_material, expected_key) -> None: ...
    """)
}
