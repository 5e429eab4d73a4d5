def before(a):
    return a +

class Half(
    def method(self):
        self.x = 1

async def after():
    await (
    x = [1, 2

def last(): return 1
