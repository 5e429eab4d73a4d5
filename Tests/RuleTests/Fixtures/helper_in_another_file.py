from app.config import load_config


async def refresh():
    return load_config()  # expect: LW110
# file: app/__init__.py
# file: app/config.py
from urllib.request import urlopen


def load_config():
    return read("http://localhost/config")


def read(url):
    return urlopen(url).read()
