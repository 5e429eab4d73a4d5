// Services that people have accounts with: calendars, music, speech, sheets, records.

extension Model {
  static let caldav = Model(
    "caldav", isShipped: true,
    """
    EVIDENCE = "caldav 3.6.0 caldav/davclient.py, caldav/collection.py"
    from typing import Self
    @dynamic(unbounded, http)
    class Calendar:
        url: str
        name: str
        def searcher(self, **searchargs): ...
    @dynamic(unbounded, http)
    class Principal:
        @blocks(unbounded, http)
        def calendars(self) -> list[Calendar]: ...
        @blocks(unbounded, http)
        def get_calendars(self) -> list[Calendar]: ...
        @blocks(unbounded, http)
        def make_calendar(self, name=None, **kwargs) -> Calendar: ...
        @blocks(unbounded, http)
        def calendar(self, name=None, cal_id=None, cal_url=None) -> Calendar: ...
    @dynamic(unbounded, http)
    class DAVClient:
        def __init__(self, url=None, **kwargs) -> None: ...
        def __enter__(self) -> Self: ...
        def __exit__(self, *args) -> None: ...
        def close(self) -> None: ...
        @blocks(unbounded, http)
        def principal(self, **kwargs) -> Principal: ...
        def calendar(self, **kwargs) -> Calendar: ...
        def build_auth_object(self, auth_types=None) -> None: ...
    """)

  static let dropbox = Model(
    "dropbox", isShipped: true,
    """
    EVIDENCE = "dropbox 12.2.4 dropbox/dropbox_client.py"
    @dynamic(unbounded, http)
    class Dropbox:
        def __init__(self, *args, **kwargs) -> None: ...
        def clone(self, **kwargs) -> Dropbox: ...
        def close(self) -> None: ...
    """)

  static let exa = Model(
    "exa_py", isShipped: true,
    """
    EVIDENCE = "exa-py 2.27.0 exa_py/api.py"
    @dynamic(unbounded, http)
    class Exa:
        def __init__(self, *args, **kwargs) -> None: ...
        def wrap(self, client): ...
    class AsyncExa:
        def __init__(self, *args, **kwargs) -> None: ...
    """)

  static let firebaseAuth = Model(
    "firebase_admin.auth", isShipped: true,
    """
    EVIDENCE = "firebase-admin 7.7.0 firebase_admin/auth.py"
    # Fetches the keys that sign tokens, which are kept for some hours.
    @blocks(unbounded, http)
    def verify_id_token(id_token, app=None, check_revoked=False, clock_skew_seconds=0) -> dict: ...
    @blocks(unbounded, http)
    def verify_session_cookie(session_cookie, check_revoked=False, app=None, clock_skew_seconds=0) -> dict: ...
    @blocks(unbounded, http)
    def create_session_cookie(id_token, expires_in, app=None) -> bytes: ...
    @blocks(unbounded, http)
    def revoke_refresh_tokens(uid, app=None) -> None: ...
    @blocks(unbounded, http)
    def get_user(uid, app=None): ...
    @blocks(unbounded, http)
    def get_user_by_email(email, app=None): ...
    @blocks(unbounded, http)
    def get_user_by_phone_number(phone_number, app=None): ...
    @blocks(unbounded, http)
    def get_users(identifiers, app=None): ...
    @blocks(unbounded, http)
    def list_users(page_token=None, max_results=1000, app=None): ...
    @blocks(unbounded, http)
    def create_user(**kwargs): ...
    @blocks(unbounded, http)
    def update_user(uid, **kwargs): ...
    @blocks(unbounded, http)
    def delete_user(uid, app=None) -> None: ...
    @blocks(unbounded, http)
    def set_custom_user_claims(uid, custom_claims, app=None) -> None: ...
    """)

  static let firebaseMessaging = Model(
    "firebase_admin.messaging", isShipped: true,
    """
    EVIDENCE = "firebase-admin 7.7.0 firebase_admin/messaging.py"
    @blocks(unbounded, http)
    @twin("firebase_admin.messaging.send_each_async")
    def send(message, dry_run=False, app=None) -> str: ...
    @blocks(unbounded, http)
    @twin("firebase_admin.messaging.send_each_async")
    def send_each(messages, dry_run=False, app=None): ...
    async def send_each_async(messages, dry_run=False, app=None): ...
    @blocks(unbounded, http)
    @twin("firebase_admin.messaging.send_each_for_multicast_async")
    def send_each_for_multicast(multicast_message, dry_run=False, app=None): ...
    async def send_each_for_multicast_async(multicast_message, dry_run=False, app=None): ...
    @blocks(unbounded, http)
    @twin("firebase_admin.messaging.subscribe_to_topic_async")
    def subscribe_to_topic(tokens, topic, app=None): ...
    async def subscribe_to_topic_async(tokens, topic, app=None): ...
    @blocks(unbounded, http)
    @twin("firebase_admin.messaging.unsubscribe_from_topic_async")
    def unsubscribe_from_topic(tokens, topic, app=None): ...
    async def unsubscribe_from_topic_async(tokens, topic, app=None): ...
    """)

  static let gassistText = Model(
    "gassist_text", isShipped: true,
    """
    EVIDENCE = "gassist-text 0.1.0 gassist_text/textinput.py"
    from typing import Self
    class TextAssistant:
        def __init__(self, *args, **kwargs) -> None: ...
        def __enter__(self) -> Self: ...
        def __exit__(self, *args) -> None: ...
        def close(self) -> None: ...
        @blocks(unbounded, net_io)
        def assist(self, text_query) -> tuple[str, bytes, bytes]: ...
    """)

  static let gspread = Model(
    "gspread", isShipped: true,
    """
    EVIDENCE = "gspread 6.2.1 gspread/auth.py, gspread/client.py, gspread/spreadsheet.py"
    @dynamic(unbounded, http)
    class Worksheet:
        id: int
        title: str
        row_count: int
        col_count: int
    @dynamic(unbounded, http)
    class Spreadsheet:
        id: str
        title: str
        url: str
        @blocks(unbounded, http)
        def worksheet(self, title) -> Worksheet: ...
        @blocks(unbounded, http)
        def get_worksheet(self, index) -> Worksheet: ...
        @blocks(unbounded, http)
        def worksheets(self, exclude_hidden=False) -> list[Worksheet]: ...
        @blocks(unbounded, http)
        def add_worksheet(self, title, rows, cols, index=None) -> Worksheet: ...
    @dynamic(unbounded, http)
    class Client:
        def set_timeout(self, timeout=None) -> None: ...
        @blocks(unbounded, http)
        def open(self, title, folder_id=None) -> Spreadsheet: ...
        @blocks(unbounded, http)
        def open_by_key(self, key) -> Spreadsheet: ...
        @blocks(unbounded, http)
        def open_by_url(self, url) -> Spreadsheet: ...
        @blocks(unbounded, http)
        def create(self, title, folder_id=None) -> Spreadsheet: ...
    def authorize(credentials, http_client=None, session=None) -> Client: ...
    @blocks(io, file_open)
    def service_account(filename=None, scopes=None, http_client=None) -> Client: ...
    def service_account_from_dict(info, scopes=None, http_client=None) -> Client: ...
    @blocks(unbounded, stdin)
    def oauth(*args, **kwargs) -> Client: ...
    """)

  static let gtts = Model(
    "gtts", isShipped: true,
    """
    EVIDENCE = "gTTS 2.5.4 gtts/tts.py"
    from collections.abc import Iterator
    class gTTS:
        def __init__(self, text, *args, **kwargs) -> None: ...
        @blocks(unbounded, http)
        def stream(self) -> Iterator[bytes]: ...
        @blocks(unbounded, http)
        def write_to_fp(self, fp) -> None: ...
        @blocks(unbounded, http)
        def save(self, savefile) -> None: ...
    """)

  static let habitipy = Model(
    "habitipy", isShipped: true,
    """
    EVIDENCE = "habitipy 0.3.3 habitipy/api.py"
    class Habitipy:
        # Parses the description of the service, a file.
        @blocks(io, file_open, when=apis is None)
        def __init__(self, conf, *, apis=None, current=None, from_github=False, branch=None, strict=False) -> None: ...
    """)

  static let habitipyAio = Model(
    "habitipy.aio", isShipped: true,
    """
    EVIDENCE = "habitipy 0.3.3 habitipy/aio.py"
    from habitipy import Habitipy
    class HabitipyAsync(Habitipy): ...
    """)

  static let hvac = Model(
    "hvac", isShipped: true,
    """
    EVIDENCE = "hvac 2.4.0 hvac/v1/__init__.py, hvac/api/"
    @dynamic(unbounded, http)
    class _Engine: ...
    class _KeyValue:
        v1: _Engine
        v2: _Engine
    class _Secrets:
        kv: _KeyValue
        aws: _Engine
        database: _Engine
        identity: _Engine
        pki: _Engine
        transit: _Engine
    class _Auth:
        approle: _Engine
        kubernetes: _Engine
        token: _Engine
        userpass: _Engine
    @dynamic(unbounded, http)
    class Client:
        token: str
        url: str
        secrets: _Secrets
        auth: _Auth
        sys: _Engine
        def __init__(self, *args, **kwargs) -> None: ...
    """)

  static let icalStream = Model(
    "ical.calendar_stream", isShipped: true,
    """
    EVIDENCE = "ical 14.3.1 ical/calendar_stream.py, ical/parsing/component.py, ical/tzif/timezoneinfo.py"
    # Parses in Python, and reads the files of time zones that the text names.
    class CalendarStream:
        @classmethod
        @blocks(io, file_open)
        def from_ics(cls, content): ...
        @classmethod
        async def from_url(cls, url, session=None): ...
        def ics(self) -> str: ...
    class IcsCalendarStream(CalendarStream):
        @classmethod
        @blocks(io, file_open)
        def calendar_from_ics(cls, content): ...
        @classmethod
        async def calendar_from_url(cls, url, session=None): ...
        @classmethod
        def calendar_to_ics(cls, calendar) -> str: ...
    """)

  static let miniaudio = Model(
    "miniaudio", isShipped: true,
    """
    EVIDENCE = "miniaudio 1.71 miniaudio.py"
    class StreamableSource: ...
    # Decodes in C; each step reads from the file, or from the source that was handed in.
    class _FileFrames:
        def __iter__(self) -> _FileFrames: ...
        @blocks(io, file_io)
        def __next__(self): ...
    class _SourceFrames:
        def __iter__(self) -> _SourceFrames: ...
        @blocks(unbounded, ipc)
        def __next__(self): ...
        @blocks(unbounded, ipc)
        def send(self, value): ...
    @blocks(io, file_io)
    def get_file_info(filename): ...
    @blocks(io, file_io)
    def decode_file(filename, **kwargs): ...
    @blocks(io, file_io)
    def read_file(filename, convert_to_16bit=False): ...
    @blocks(io, file_io)
    def stream_file(filename, **kwargs) -> _FileFrames: ...
    @blocks(unbounded, ipc)
    def stream_any(source, *args, **kwargs) -> _SourceFrames: ...
    @blocks(io, file_io)
    def wav_write_file(filename, sound) -> None: ...
    """)

  static let msal = Model(
    "msal", isShipped: true,
    """
    EVIDENCE = "msal 1.39.0 msal/application.py"
    class ClientApplication:
        def __init__(self, client_id, *args, **kwargs) -> None: ...
        def get_accounts(self, username=None) -> list[dict]: ...
        # From its cache, or a fresh one for an expired one.
        @blocks(unbounded, http)
        def acquire_token_silent(self, scopes, account, **kwargs): ...
        @blocks(unbounded, http)
        def acquire_token_by_auth_code_flow(self, auth_code_flow, auth_response, **kwargs) -> dict: ...
        @blocks(unbounded, http)
        def acquire_token_by_authorization_code(self, code, scopes, **kwargs) -> dict: ...
        @blocks(unbounded, http)
        def acquire_token_by_refresh_token(self, refresh_token, scopes, **kwargs) -> dict: ...
        @blocks(unbounded, http)
        def acquire_token_by_username_password(self, username, password, scopes, **kwargs) -> dict: ...
    class ConfidentialClientApplication(ClientApplication):
        @blocks(unbounded, http)
        def acquire_token_for_client(self, scopes, **kwargs) -> dict: ...
        @blocks(unbounded, http)
        def acquire_token_on_behalf_of(self, user_assertion, scopes, **kwargs) -> dict: ...
    class PublicClientApplication(ClientApplication):
        @blocks(unbounded, stdin)
        def acquire_token_interactive(self, scopes, **kwargs) -> dict: ...
        @blocks(unbounded, http)
        def initiate_device_flow(self, scopes=None, **kwargs) -> dict: ...
        @blocks(unbounded, http)
        def acquire_token_by_device_flow(self, flow, **kwargs) -> dict: ...
    """)

  static let notionClient = Model(
    "notion_client", isShipped: true,
    """
    EVIDENCE = "notion-client 3.1.0 notion_client/client.py, notion_client/api_endpoints.py"
    @dynamic(unbounded, http)
    class _Endpoint: ...
    @dynamic(unbounded, http)
    class _Blocks:
        children: _Endpoint
    class Client:
        blocks: _Blocks
        comments: _Endpoint
        data_sources: _Endpoint
        databases: _Endpoint
        pages: _Endpoint
        users: _Endpoint
        def __init__(self, *args, **kwargs) -> None: ...
        @blocks(unbounded, http)
        def search(self, **kwargs): ...
        @blocks(unbounded, http)
        def request(self, path, method, **kwargs): ...
        def close(self) -> None: ...
    class AsyncClient:
        def __init__(self, *args, **kwargs) -> None: ...
    """)

  static let plexMyplex = Model(
    "plexapi.myplex", isShipped: true,
    """
    EVIDENCE = "PlexAPI 4.18.3 plexapi/myplex.py"
    @dynamic(unbounded, http)
    class MyPlexAccount:
        @blocks(unbounded, http)
        def __init__(self, *args, **kwargs) -> None: ...
    """)

  static let plexServer = Model(
    "plexapi.server", isShipped: true,
    """
    EVIDENCE = "PlexAPI 4.18.3 plexapi/server.py"
    @dynamic(unbounded, http)
    class PlexServer:
        @blocks(unbounded, http)
        def __init__(self, baseurl=None, token=None, session=None, timeout=None) -> None: ...
        def url(self, key, includeToken=None) -> str: ...
    """)

  static let pyicloud = Model(
    "pyicloud", isShipped: true,
    """
    EVIDENCE = "pyicloud 2026.10.1 pyicloud/base.py"
    @dynamic(unbounded, http)
    class PyiCloudService:
        # Signs in.
        @blocks(unbounded, http)
        def __init__(self, apple_id, password=None, *args, **kwargs) -> None: ...
    """)

  static let pythonGitlab = Model(
    "gitlab", isShipped: true,
    """
    EVIDENCE = "python-gitlab 8.6.0 gitlab/client.py, gitlab/mixins.py"
    @dynamic(unbounded, http)
    class _Manager: ...
    @dynamic(unbounded, http)
    class Gitlab:
        groups: _Manager
        issues: _Manager
        mergerequests: _Manager
        projects: _Manager
        users: _Manager
        def __init__(self, *args, **kwargs) -> None: ...
        def enable_debug(self, mask_credentials=True) -> None: ...
    """)

  static let simpleSalesforce = Model(
    "simple_salesforce", isShipped: true,
    """
    EVIDENCE = "simple-salesforce 1.12.10 simple_salesforce/api.py"
    @dynamic(unbounded, http)
    class SFType: ...
    class Salesforce:
        # Signs in, unless it is told a session.
        @blocks(unbounded, http, when=username is not None or consumer_key is not None)
        def __init__(self, username=None, password=None, security_token=None, session_id=None, *args, consumer_key=None, **kwargs) -> None: ...
        def __getattr__(self, name) -> SFType: ...
        @blocks(unbounded, http)
        def describe(self, **kwargs): ...
        @blocks(unbounded, http)
        def search(self, search): ...
        @blocks(unbounded, http)
        def query(self, query, include_deleted=False, **kwargs): ...
        @blocks(unbounded, http)
        def query_more(self, *args, **kwargs): ...
        @blocks(unbounded, http)
        def query_all(self, query, include_deleted=False, **kwargs): ...
        @blocks(unbounded, http)
        def restful(self, path, params=None, method="GET", **kwargs): ...
        @blocks(unbounded, http)
        def apexecute(self, action, method="GET", data=None, **kwargs): ...
    """)

  static let speechRecognition = Model(
    "speech_recognition", isShipped: true,
    """
    EVIDENCE = "SpeechRecognition 3.17.0 speech_recognition/__init__.py"
    from collections.abc import Callable
    from typing import Self
    class AudioData: ...
    class Microphone:
        def __init__(self, *args, **kwargs) -> None: ...
        def __enter__(self) -> Self: ...
        def __exit__(self, *args) -> None: ...
    class AudioFile:
        def __init__(self, filename_or_fileobject) -> None: ...
        @blocks(io, file_open)
        def __enter__(self) -> Self: ...
        def __exit__(self, *args) -> None: ...
    class Recognizer:
        @blocks(unbounded, ipc)
        def record(self, source, duration=None, offset=None) -> AudioData: ...
        @blocks(unbounded, ipc)
        def adjust_for_ambient_noise(self, source, duration=1) -> None: ...
        @blocks(unbounded, ipc)
        def listen(self, source, *args, **kwargs) -> AudioData: ...
        @thread(callback)
        def listen_in_background(self, source, callback, phrase_time_limit=None) -> Callable: ...
        @blocks(unbounded, http)
        def recognize_google(self, audio_data, *args, **kwargs) -> str: ...
        @blocks(unbounded, http)
        def recognize_wit(self, audio_data, key, show_all=False): ...
        @blocks(unbounded, http)
        def recognize_azure(self, audio_data, key, **kwargs): ...
        @blocks(unbounded, http)
        def recognize_ibm(self, audio_data, key, **kwargs): ...
    """)

  static let spotipy = Model(
    "spotipy", isShipped: true,
    """
    EVIDENCE = "spotipy 2.26.0 spotipy/client.py, spotipy/oauth2.py"
    @dynamic(unbounded, http)
    class Spotify:
        def __init__(self, *args, **kwargs) -> None: ...
        def set_auth(self, auth) -> None: ...
    class SpotifyOAuth:
        def __init__(self, *args, **kwargs) -> None: ...
        def get_authorize_url(self, state=None) -> str: ...
        @blocks(unbounded, http)
        def get_access_token(self, code=None, as_dict=True, check_cache=True): ...
        @blocks(unbounded, http)
        def refresh_access_token(self, refresh_token) -> dict: ...
    class SpotifyClientCredentials:
        def __init__(self, *args, **kwargs) -> None: ...
        @blocks(unbounded, http)
        def get_access_token(self, as_dict=True, check_cache=True): ...
    """)

  static let tweepy = Model(
    "tweepy", isShipped: true,
    """
    EVIDENCE = "tweepy 4.17.0 tweepy/client.py, tweepy/api.py"
    @dynamic(unbounded, http)
    class Client:
        def __init__(self, *args, **kwargs) -> None: ...
    @dynamic(unbounded, http)
    class API:
        def __init__(self, auth=None, **kwargs) -> None: ...
    """)

  static let yfinance = Model(
    "yfinance", isShipped: true,
    """
    EVIDENCE = "yfinance 1.7.0 yfinance/base.py, yfinance/ticker.py, yfinance/multi.py"
    @dynamic(unbounded, http)
    class Ticker:
        ticker: str
        def __init__(self, ticker, session=None) -> None: ...
        @property
        @blocks(unbounded, http)
        def info(self) -> dict: ...
        @property
        @blocks(unbounded, http)
        def news(self) -> list: ...
        @property
        @blocks(unbounded, http)
        def calendar(self) -> dict: ...
        @property
        @blocks(unbounded, http)
        def balance_sheet(self): ...
        @property
        @blocks(unbounded, http)
        def financials(self): ...
        @property
        @blocks(unbounded, http)
        def recommendations(self): ...
    @blocks(unbounded, http)
    def download(tickers, *args, **kwargs): ...
    """)

  static let zeep = Model(
    "zeep", isShipped: true,
    """
    EVIDENCE = "zeep 4.3.3 zeep/client.py, zeep/transports.py"
    from zeep.wsdl import Document
    @dynamic(unbounded, http)
    class _Service: ...
    class Client:
        service: _Service
        # Fetches the description of the service, unless it is handed over.
        @blocks(unbounded, http, when=not isinstance(wsdl, Document))
        def __init__(self, wsdl, **kwargs) -> None: ...
        def create_service(self, binding_name, address) -> _Service: ...
        def bind(self, service_name=None, port_name=None) -> _Service: ...
    class CachingClient(Client): ...
    class AsyncClient:
        # Its transport fetches the description with a plain client.
        @blocks(unbounded, http, when=not isinstance(wsdl, Document))
        def __init__(self, wsdl, **kwargs) -> None: ...
    """)
}
