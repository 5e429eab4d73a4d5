from fastapi import BackgroundTasks as Later
from fastapi import Depends as D
from fastapi import FastAPI

from app.mail import send, template

app = FastAPI()


def settings():
    return {}


class Limit:
    def __init__(self, count):
        self.count = count

    def __call__(self):
        return self.count


@app.post("/a")
async def handler(tasks: Later, limit=D(Limit(3)), config=D(settings)):
    tasks.add_task(send("a"))  # expect: LW802
    tasks.add_task(send, "a")
    tasks.add_task(template("a"))


@app.post("/b")
async def other(value=D(send("b"))): ...  # expect: LW802
# file: app/__init__.py
# file: app/mail.py
async def send(address): ...


def template(name):
    def render(): ...

    return render
