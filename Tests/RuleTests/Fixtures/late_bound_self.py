import time


class Base:
    def run(self):
        self.step()

    def step(self):
        pass


class Slow(Base):
    def step(self):
        time.sleep(1)


class Quick(Base):
    def step(self):
        return 1


async def main():
    Quick().run()
    Slow().run()  # expect: LW110
