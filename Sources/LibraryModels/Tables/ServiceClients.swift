// Clients of services and tools that come with many applications, for trees without an environment.

extension Model {
  static let googleapiclient = Model(
    "googleapiclient.discovery", isShipped: true,
    """
    # Resources and their methods come from discovery documents: each call but `execute` only builds a request.
    EVIDENCE = "google-api-python-client 2.202.0 googleapiclient/discovery.py, googleapiclient/http.py"
    class _Request:
        def __getattr__(self, name) -> _Request: ...
        def __call__(self, *args, **kwargs) -> _Request: ...
        @blocks(unbounded, http)
        def execute(self, http=None, num_retries=0): ...
        @blocks(unbounded, http)
        def next_chunk(self, http=None, num_retries=0): ...
    class Resource(_Request):
        def close(self) -> None: ...
    @blocks(io, file_io)
    def build(serviceName, version, **kwargs) -> Resource: ...
    def build_from_document(service, base=None, **kwargs) -> Resource: ...
    """)

  static let googleapiclientHttp = Model(
    "googleapiclient.http", isShipped: true,
    """
    EVIDENCE = "google-api-python-client 2.202.0 googleapiclient/http.py"
    class HttpRequest:
        @blocks(unbounded, http)
        def execute(self, http=None, num_retries=0): ...
        @blocks(unbounded, http)
        def next_chunk(self, http=None, num_retries=0): ...
    class BatchHttpRequest:
        def add(self, request, callback=None, request_id=None) -> None: ...
        @blocks(unbounded, http)
        def execute(self, http=None) -> None: ...
    class MediaIoBaseDownload:
        @blocks(unbounded, http)
        def next_chunk(self, num_retries=0): ...
    class MediaFileUpload: ...
    class MediaIoBaseUpload: ...
    """)

  static let psutilCommon = Model(
    "psutil._common", isOverlay: true,
    """
    EVIDENCE = "psutil 7.2.2 psutil/_common.py, psutil/_pslinux.py"
    @cut("files of procfs and sysfs, which lie in memory: nothing else of psutil calls it")
    def open_binary(fname): ...
    @cut("files of procfs and sysfs, which lie in memory: nothing else of psutil calls it")
    def open_text(fname): ...
    """)

  static let psutilSolaris = Model(
    "psutil._pssunos", isOverlay: true,
    """
    EVIDENCE = "psutil 7.2.2 psutil/_pssunos.py"
    @cut("the numbers in procfs, which lies in memory")
    def pids() -> list[int]: ...
    """)

  static let psutilWalks = Model(
    "psutil", isOverlay: true,
    """
    EVIDENCE = "psutil 7.2.2 psutil/__init__.py, psutil/_pslinux.py"
    from collections.abc import Iterator
    class Process:
        @cut("one file of procfs; what sleeps in it is for processes of Windows that are being started")
        def name(self) -> str: ...
        @blocks(io, directory)
        def children(self, recursive=False) -> list[Process]: ...
    @blocks(io, directory)
    def process_iter(attrs=None, ad_value=None) -> Iterator[Process]: ...
    @cut("one file of procfs, which lies in memory")
    def virtual_memory(): ...
    """)

  static let psutil = Model(
    "psutil", isShipped: true,
    """
    EVIDENCE = "psutil 7.2.2 psutil/__init__.py, psutil/_pslinux.py"
    from collections.abc import Iterator
    class Process:
        pid: int
        def __init__(self, pid=None) -> None: ...
        @blocks(io, directory)
        def children(self, recursive=False) -> list[Process]: ...
        @blocks(unbounded, process_wait, when=timeout != 0)
        @timeout(timeout)
        def wait(self, timeout=None) -> int: ...
        @blocks(unbounded, sleep, when=interval is not None)
        @timeout(interval)
        def cpu_percent(self, interval=None) -> float: ...
        def parent(self) -> Process: ...
        def name(self) -> str: ...
    class Popen(Process): ...
    @blocks(io, directory)
    def process_iter(attrs=None, ad_value=None) -> Iterator[Process]: ...
    @blocks(io, directory)
    def net_connections(kind="inet") -> list: ...
    @blocks(unbounded, process_wait, when=timeout != 0)
    @timeout(timeout)
    def wait_procs(procs, timeout=None, callback=None) -> tuple[list[Process], list[Process]]: ...
    @blocks(unbounded, sleep, when=interval is not None)
    @timeout(interval)
    def cpu_percent(interval=None, percpu=False) -> float: ...
    @blocks(unbounded, sleep, when=interval is not None)
    @timeout(interval)
    def cpu_times_percent(interval=None, percpu=False): ...
    """)

  static let chromadb = Model(
    "chromadb", isShipped: true,
    """
    # Embedded or behind HTTP: each call computes embeddings, and reads or writes the index.
    EVIDENCE = "chromadb 1.5.9 chromadb/__init__.py, chromadb/api/"
    from chromadb.api import AsyncClientAPI, ClientAPI
    from chromadb.api.models.Collection import Collection
    def Client(settings=..., tenant=..., database=...) -> ClientAPI: ...
    @blocks(io, database)
    def PersistentClient(path="./chroma", settings=None, tenant=..., database=...) -> ClientAPI: ...
    @blocks(unbounded, http)
    def HttpClient(host="localhost", port=8000, ssl=False, headers=None, settings=None, tenant=..., database=...) -> ClientAPI: ...
    @blocks(unbounded, http)
    def CloudClient(tenant=None, database=None, api_key=None, settings=None) -> ClientAPI: ...
    def EphemeralClient(settings=None, tenant=..., database=...) -> ClientAPI: ...
    async def AsyncHttpClient(host="localhost", port=8000, ssl=False, headers=None, settings=None, tenant=..., database=...) -> AsyncClientAPI: ...
    """)

  static let chromadbApi = Model(
    "chromadb.api", isShipped: true,
    """
    EVIDENCE = "chromadb 1.5.9 chromadb/api/__init__.py"
    from chromadb.api.models.Collection import Collection
    @dynamic(unbounded, database)
    class ClientAPI:
        @blocks(unbounded, database)
        def create_collection(self, name, *args, **kwargs) -> Collection: ...
        # Of an embedded one, as most are, a row of a small table.
        @blocks(io, database)
        def get_collection(self, name, *args, **kwargs) -> Collection: ...
        @blocks(unbounded, database)
        def get_or_create_collection(self, name, *args, **kwargs) -> Collection: ...
        @blocks(io, database)
        def list_collections(self, limit=None, offset=None) -> list[Collection]: ...
        def get_settings(self): ...
        def clear_system_cache(self) -> None: ...
    class AsyncClientAPI: ...
    """)

  static let chromadbClient = Model(
    "chromadb.api.client", isShipped: true,
    """
    EVIDENCE = "chromadb 1.5.9 chromadb/api/client.py"
    from chromadb.api import ClientAPI
    class Client(ClientAPI): ...
    """)

  static let chromadbCollection = Model(
    "chromadb.api.models.Collection", isShipped: true,
    """
    EVIDENCE = "chromadb 1.5.9 chromadb/api/models/Collection.py"
    @dynamic(unbounded, database)
    class Collection:
        id: str
        name: str
        metadata: dict
        # Of an embedded database, as most are, a look into an index.
        @blocks(brief, database)
        def count(self) -> int: ...
    """)

  static let mem0 = Model(
    "mem0", isShipped: true,
    """
    EVIDENCE = "mem0ai 2.2.1 mem0/memory/main.py, mem0/client/main.py"
    from typing import Any
    @dynamic(unbounded, http)
    class Memory:
        @classmethod
        def from_config(cls, config_dict) -> Memory: ...
        config: Any
    @dynamic(unbounded, http)
    class MemoryClient:
        @blocks(unbounded, http)
        def __init__(self, api_key=None, host=None, client=None, **kwargs) -> None: ...
    class AsyncMemory: ...
    class AsyncMemoryClient: ...
    """)

  static let pycognito = Model(
    "pycognito", isShipped: true,
    """
    EVIDENCE = "pycognito 2024.5.1 pycognito/__init__.py"
    @dynamic(unbounded, http)
    class Cognito:
        # Builds a boto3 client, which reads its service's description from disk.
        @blocks(io, file_io)
        def __init__(self, user_pool_id, client_id, *args, **kwargs) -> None: ...
        id_token: str
        access_token: str
        refresh_token: str
        id_claims: dict
        access_claims: dict
        username: str
    """)

  static let docker = Model(
    "docker", isShipped: true,
    """
    EVIDENCE = "docker 7.2.0 docker/client.py, docker/models/"
    from typing import List
    @dynamic(unbounded, http)
    class _Object:
        id: str
        name: str
        status: str
        attrs: dict
        labels: dict
        tags: list[str]
        short_id: str
    @dynamic(unbounded, http)
    class _Collection:
        @blocks(unbounded, http)
        def get(self, *args, **kwargs) -> _Object: ...
        @blocks(unbounded, http)
        def run(self, *args, **kwargs) -> _Object: ...
        @blocks(unbounded, http)
        def create(self, *args, **kwargs) -> _Object: ...
        @blocks(unbounded, http)
        def list(self, *args, **kwargs) -> List[_Object]: ...
    class DockerClient:
        containers: _Collection
        images: _Collection
        volumes: _Collection
        networks: _Collection
        services: _Collection
        @blocks(unbounded, http)
        def ping(self) -> bool: ...
        @blocks(unbounded, http)
        def info(self) -> dict: ...
        @blocks(unbounded, http)
        def version(self) -> dict: ...
        @blocks(unbounded, http)
        def events(self, **kwargs): ...
        def close(self) -> None: ...
    @blocks(unbounded, http)
    def from_env(**kwargs) -> DockerClient: ...
    """)

  static let kubernetesClient = Model(
    "kubernetes.client", isShipped: true,
    """
    EVIDENCE = "kubernetes 37.0.2 kubernetes/client/api/, kubernetes/client/api_client.py"
    @dynamic(unbounded, http)
    class _Api:
        def __init__(self, api_client=None) -> None: ...
    class CoreV1Api(_Api): ...
    class AppsV1Api(_Api): ...
    class BatchV1Api(_Api): ...
    class CustomObjectsApi(_Api): ...
    class NetworkingV1Api(_Api): ...
    class RbacAuthorizationV1Api(_Api): ...
    class ApiextensionsV1Api(_Api): ...
    class ApiClient: ...
    class Configuration: ...
    """)

  static let kubernetesConfig = Model(
    "kubernetes.config", isShipped: true,
    """
    EVIDENCE = "kubernetes 37.0.2 kubernetes/config/"
    @blocks(io, file_io)
    def load_kube_config(*args, **kwargs) -> None: ...
    @blocks(io, file_io)
    def load_incluster_config(*args, **kwargs) -> None: ...
    @blocks(io, file_io)
    def load_config(**kwargs) -> None: ...
    """)

  static let minio = Model(
    "minio", isShipped: true,
    """
    EVIDENCE = "minio 7.2.20 minio/api.py"
    @dynamic(unbounded, http)
    class Minio:
        # Signed here; only where a bucket's region was neither given nor met is it asked for.
        @blocks(brief, http)
        def presigned_get_object(self, bucket_name, object_name, *args, **kwargs) -> str: ...
        @blocks(brief, http)
        def presigned_put_object(self, bucket_name, object_name, *args, **kwargs) -> str: ...
        @blocks(brief, http)
        def get_presigned_url(self, method, bucket_name, object_name, *args, **kwargs) -> str: ...
    class MinioAdmin: ...
    """)

  static let ollama = Model(
    "ollama", isShipped: true,
    """
    EVIDENCE = "ollama 0.6.3 ollama/_client.py"
    @dynamic(unbounded, http)
    class Client:
        def __init__(self, host=None, **kwargs) -> None: ...
    class AsyncClient:
        def __init__(self, host=None, **kwargs) -> None: ...
    class ResponseError(Exception): ...
    @blocks(unbounded, http)
    def chat(model="", messages=None, **kwargs): ...
    @blocks(unbounded, http)
    def generate(model="", prompt=None, **kwargs): ...
    @blocks(unbounded, http)
    def embed(model="", input="", **kwargs): ...
    @blocks(unbounded, http)
    def embeddings(model="", prompt=None, **kwargs): ...
    @blocks(unbounded, http)
    def pull(model, **kwargs): ...
    @blocks(unbounded, http)
    def list(): ...
    @blocks(unbounded, http)
    def show(model): ...
    """)

  static let huggingfaceHub = Model(
    "huggingface_hub", isShipped: true,
    """
    EVIDENCE = "huggingface-hub 2.4.0 huggingface_hub/file_download.py, huggingface_hub/hf_api.py"
    @dynamic(unbounded, http)
    class HfApi:
        def __init__(self, *args, **kwargs) -> None: ...
    @dynamic(unbounded, http)
    class InferenceClient:
        def __init__(self, *args, **kwargs) -> None: ...
    class AsyncInferenceClient: ...
    @blocks(unbounded, http)
    def hf_hub_download(repo_id, filename, **kwargs) -> str: ...
    @blocks(unbounded, http)
    def snapshot_download(repo_id, **kwargs) -> str: ...
    @blocks(unbounded, http)
    def login(token=None, **kwargs) -> None: ...
    """)

  static let websocketClient = Model(
    "websocket", isShipped: true,
    """
    EVIDENCE = "websocket-client 1.9.2 websocket/_core.py, websocket/_app.py"
    class WebSocket:
        @blocks(unbounded, net_connect)
        def connect(self, url, **options) -> None: ...
        @blocks(unbounded, net_io)
        def recv(self) -> str: ...
        @blocks(unbounded, net_io)
        def send(self, payload, opcode=1) -> int: ...
        @blocks(unbounded, net_io)
        def close(self, *args, **kwargs) -> None: ...
    class WebSocketApp:
        @blocks(unbounded, net_io)
        def run_forever(self, *args, **kwargs) -> bool: ...
    @blocks(unbounded, net_connect)
    def create_connection(url, timeout=None, class_=..., **options) -> WebSocket: ...
    """)

  static let botocoreHttpsession = Model(
    "botocore.httpsession", isShipped: true,
    """
    EVIDENCE = "botocore 1.44.5 botocore/httpsession.py"
    from ssl import SSLContext
    def create_urllib3_context(ssl_version=None, cert_reqs=None, options=None, ciphers=None) -> SSLContext: ...
    def get_cert_path(verify) -> str: ...
    """)

  static let urllib3SSL = Model(
    "urllib3.util.ssl_", isShipped: true,
    """
    EVIDENCE = "urllib3 2.8.0 src/urllib3/util/ssl_.py"
    from ssl import SSLContext
    def create_urllib3_context(ssl_version=None, cert_reqs=None, options=None, ciphers=None, ssl_minimum_version=None, ssl_maximum_version=None, verify_flags=None) -> SSLContext: ...
    """)
}
