// Packages around C extensions whose Python part is not at hand: where their names come from.

extension Model {
  static let lxml = Model(
    "lxml", isShipped: true,
    """
    EVIDENCE = "lxml 6.1 src/lxml/__init__.py"
    """)

  static let pillow = Model(
    "PIL", isShipped: true,
    """
    EVIDENCE = "Pillow 13.0 src/PIL/__init__.py"
    """)

  static let googleNamespace = Model(
    "google", isShipped: true,
    """
    EVIDENCE = "google-cloud-storage 3.17.1 google/"
    """)

  static let googleCloudNamespace = Model(
    "google.cloud", isShipped: true,
    """
    EVIDENCE = "google-cloud-storage 3.17.1 google/cloud/"
    """)

  static let motorPackage = Model(
    "motor", isShipped: true,
    """
    EVIDENCE = "motor 3.7.1 motor/__init__.py"
    """)

  static let tornado = Model(
    "tornado", isShipped: true,
    """
    EVIDENCE = "tornado 6.6.1 tornado/__init__.py"
    """)

  static let mysqlNamespace = Model(
    "mysql", isShipped: true,
    """
    EVIDENCE = "mysql-connector-python 26.10 lib/mysql/"
    """)

  static let duckdb = Model(
    "duckdb", isShipped: true,
    """
    EVIDENCE = "duckdb 2.0.0 duckdb/__init__.py"
    from _duckdb import DuckDBPyConnection, Error, connect, cursor, execute, executemany, fetchall, fetchone
    """)

  static let confluentKafkaPackage = Model(
    "confluent_kafka", isShipped: true,
    """
    EVIDENCE = "confluent-kafka 2.16.1 src/confluent_kafka/__init__.py"
    from confluent_kafka.cimpl import Consumer, KafkaError, KafkaException, Message, NewTopic, Producer, TopicPartition
    """)

  static let pymssqlPackage = Model(
    "pymssql", isShipped: true,
    """
    EVIDENCE = "pymssql 2.4.6 src/pymssql/__init__.py"
    from pymssql._pymssql import Connection, Cursor, connect
    """)

  static let oracledbPackage = Model(
    "oracledb", isShipped: true,
    """
    EVIDENCE = "oracledb 26.1.0 src/oracledb/__init__.py"
    from oracledb.connection import Connection
    from oracledb.cursor import Cursor
    @blocks(unbounded, database)
    @twin("oracledb.connect_async")
    def connect(dsn=None, *, pool=None, pool_alias=None, conn_class=None, params=None, **kwargs) -> _Connection: ...
    class _Connection(Connection):
        def cursor(self, scrollable=False) -> Cursor: ...
        def close(self) -> None: ...
    """)

  static let zstandard = Model(
    "zstandard", isShipped: true,
    """
    EVIDENCE = "zstandard 0.25.0 zstandard/__init__.py"
    from zstandard.backend_c import ZstdCompressor, ZstdDecompressor
    @blocks(cpu, cpu, sized=True)
    def compress(data, level=3) -> bytes: ...
    @blocks(cpu, cpu, sized=True)
    def decompress(data, max_output_size=0) -> bytes: ...
    """)

  static let zmqBackendChoice = Model(
    "zmq.backend",
    """
    # The package takes over the names of the backend that it finds.
    EVIDENCE = "pyzmq 27.3.0 zmq/backend/__init__.py"
    from zmq.backend.cython._zmq import Context, Socket, proxy, zmq_poll
    """)

  static let zmq = Model(
    "zmq", isShipped: true,
    """
    EVIDENCE = "pyzmq 27.3.0 zmq/sugar/"
    from typing import Literal
    from typing import Self
    from zmq.backend import Socket as _Socket
    from zmq.backend import proxy
    NOBLOCK: Literal[1]
    DONTWAIT: Literal[1]
    class Socket(_Socket):
        @blocks(unbounded, net_io, when=not flags & NOBLOCK)
        def recv_string(self, flags=0, encoding="utf-8") -> str: ...
        @blocks(unbounded, net_io, when=not flags & NOBLOCK)
        def recv_json(self, flags=0, **kwargs): ...
        @blocks(unbounded, net_io, when=not flags & NOBLOCK)
        def recv_pyobj(self, flags=0): ...
        @blocks(unbounded, net_io, when=not flags & NOBLOCK)
        def recv_multipart(self, flags=0, copy=True, track=False) -> list: ...
        # zmq_socket(3): a message is queued, and only a full queue is waited for.
        @blocks(brief, net_io, when=not flags & NOBLOCK)
        def send_string(self, u, flags=0, copy=True, encoding="utf-8", **kwargs): ...
        @blocks(brief, net_io, when=not flags & NOBLOCK)
        def send_json(self, obj, flags=0, **kwargs): ...
        @blocks(brief, net_io, when=not flags & NOBLOCK)
        def send_pyobj(self, obj, flags=0, protocol=-1, **kwargs): ...
        @blocks(brief, net_io, when=not flags & NOBLOCK)
        def send_multipart(self, msg_parts, flags=0, copy=True, track=False, **kwargs): ...
        @blocks(unbounded, readiness, when=timeout != 0)
        def poll(self, timeout=None, flags=...) -> int: ...
        def __enter__(self) -> Self: ...
        def __exit__(self, *args, **kwargs) -> None: ...
    class Context:
        @classmethod
        def instance(cls, io_threads=1) -> Self: ...
        def socket(self, socket_type, socket_class=None, **kwargs) -> Socket: ...
        # zmq_ctx_term(3): waits for what closed sockets have still to send; programs do it at their end.
        @blocks(brief, net_io)
        def term(self) -> None: ...
        def destroy(self, linger=None) -> None: ...
        def __enter__(self) -> Self: ...
        def __exit__(self, *args, **kwargs) -> None: ...
    class Poller:
        def register(self, socket, flags=...) -> None: ...
        def unregister(self, socket) -> None: ...
        @blocks(unbounded, readiness, when=timeout != 0)
        def poll(self, timeout=None) -> list: ...
    """)

  static let zmqAsyncio = Model(
    "zmq.asyncio", isShipped: true,
    """
    EVIDENCE = "pyzmq 27.3.0 zmq/asyncio.py, zmq/_future.py"
    from asyncio import Future
    from typing import Self
    class Socket:
        def recv(self, flags=0, copy=True, track=False) -> Future[bytes]: ...
        def recv_string(self, *args, **kwargs) -> Future[str]: ...
        def recv_json(self, *args, **kwargs) -> Future: ...
        def recv_multipart(self, flags=0, copy=True, track=False) -> Future[list]: ...
        def send(self, data, flags=0, copy=True, track=False, **kwargs) -> Future: ...
        def send_string(self, *args, **kwargs) -> Future: ...
        def send_json(self, *args, **kwargs) -> Future: ...
        def send_multipart(self, msg_parts, flags=0, copy=True, track=False, **kwargs) -> Future: ...
        def poll(self, timeout=None, flags=...) -> Future[int]: ...
        def connect(self, addr) -> None: ...
        def bind(self, addr) -> None: ...
        def close(self, linger=None) -> None: ...
    class Context:
        @classmethod
        def instance(cls, io_threads=1) -> Self: ...
        def socket(self, socket_type, socket_class=None, **kwargs) -> Socket: ...
        def term(self) -> None: ...
    class Poller:
        def register(self, socket, flags=...) -> None: ...
        def poll(self, timeout=-1) -> Future[list]: ...
    """)

  static let firebaseAdmin = Model(
    "firebase_admin", isShipped: true,
    """
    EVIDENCE = "firebase-admin 7.7.0 firebase_admin/__init__.py"
    def initialize_app(credential=None, options=None, name=...): ...
    def get_app(name=...): ...
    """)

  static let ical = Model(
    "ical", isShipped: true,
    """
    EVIDENCE = "ical 14.3.1 ical/__init__.py"
    """)

  static let plexapi = Model(
    "plexapi", isShipped: true,
    """
    EVIDENCE = "PlexAPI 4.18.3 plexapi/__init__.py"
    """)
}
