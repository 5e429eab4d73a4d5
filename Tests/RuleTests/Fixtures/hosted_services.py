# Clients of services that people have accounts with, whose sources are not at hand.
import asyncio

import caldav
import gspread
import hvac
import miniaudio
import simple_salesforce
import yfinance
import zeep
from firebase_admin import auth, messaging
from gassist_text import TextAssistant
from gtts import gTTS
from habitipy.aio import HabitipyAsync
from ical.calendar_stream import IcsCalendarStream
from msal import ConfidentialClientApplication
from plexapi.server import PlexServer


class Agent:
    def __init__(self):
        self.assistant: TextAssistant | None = None

    async def ask(self, credentials, text):
        if not self.assistant:
            self.assistant = TextAssistant(credentials, "en")
        return self.assistant.assist(text)  # expect: LW108

    async def ask_here(self, credentials, text):
        with TextAssistant(credentials, "en") as assistant:
            return await asyncio.to_thread(assistant.assist, text)


async def calendars(url, content):
    client = caldav.DAVClient(url)
    own = client.calendar(url="own")
    own.search(todo=True)  # expect: LW102
    for one in client.principal().calendars():  # expect: LW102
        await asyncio.to_thread(one.search, todo=True)
    return IcsCalendarStream.calendar_from_ics(content)  # expect: LW104


async def habits(conf):
    return HabitipyAsync(conf)  # expect: LW104


async def sheets(credentials, key):
    client = gspread.authorize(credentials)
    sheet = client.open_by_key(key)  # expect: LW102
    return sheet.worksheet("a").append_row([1])  # expect: LW102


async def push(message, token):
    messaging.send(message)  # expect: LW102
    await messaging.send_each_async([message])
    return auth.verify_id_token(token)  # expect: LW102


async def secrets(vault: hvac.Client):
    vault.token = "a"
    return vault.secrets.kv.v2.read_secret_version(path="a")  # expect: LW102


async def records(session):
    service = simple_salesforce.Salesforce(session_id=session, instance="a")
    return service.query("select Id from Contact")  # expect: LW102


async def speak(text, file):
    speech = gTTS(text)
    speech.write_to_fp(file)  # expect: LW102


async def soap(address):
    return zeep.AsyncClient(address)  # expect: LW102


async def token(scopes):
    application = ConfidentialClientApplication("id")
    application.get_accounts()
    return application.acquire_token_for_client(scopes)  # expect: LW102


async def stock(name):
    ticker = yfinance.Ticker(name)
    return ticker.info  # expect: LW102


async def server():
    return PlexServer("http://a", "token")  # expect: LW102


class Player:
    def __init__(self, frames):
        self.frames = frames

    @classmethod
    async def open(cls, source):
        loop = asyncio.get_running_loop()
        frames = await loop.run_in_executor(None, miniaudio.stream_any, source)
        return cls(frames)

    async def read(self):
        return next(self.frames)  # expect: LW108


# file: loaded_models.py
import chromadb
from transformers import AutoModelForCausalLM, pipeline


def load(name):
    return AutoModelForCausalLM.from_pretrained(name)


class Writer:
    def __init__(self, name):
        self.model = load(name)
        self.notes = chromadb.PersistentClient("notes").get_or_create_collection("notes")

    async def wrapped(self):
        return pipeline("text-generation", model=self.model)

    async def loaded(self):
        return pipeline("text-generation", model="gpt2")  # expect: LW102

    async def known(self):
        return self.notes.count()

    async def similar(self, text):
        return self.notes.query(query_texts=[text])  # expect: LW106


# file: driven_by_polls.py
import asyncio

import psycopg2
from psycopg2.extensions import POLL_OK, POLL_READ, POLL_WRITE


async def connect(dsn):
    connection = psycopg2.connect(dsn, async_=True)
    await ready(connection)
    return connection


async def ready(connection):
    while (state := connection.poll()) != POLL_OK:
        arrived = asyncio.Event()
        watch = {POLL_READ: add_reader, POLL_WRITE: add_writer}[state]
        watch(connection.fileno(), arrived.set)
        await arrived.wait()


def add_reader(descriptor, callback):
    asyncio.get_running_loop().add_reader(descriptor, callback)


def add_writer(descriptor, callback):
    asyncio.get_running_loop().add_writer(descriptor, callback)


async def ask(dsn):
    connection = await connect(dsn)
    cursor = connection.cursor()
    cursor.execute("select 1")
    await ready(connection)
    return cursor.fetchall()


# file: asking_plainly.py
import psycopg2


async def ask(dsn):
    connection = psycopg2.connect(dsn)  # expect: LW106
    cursor = connection.cursor()
    cursor.execute("select 1")  # expect: LW106
    return cursor.fetchall()  # The rows came with the answer.
