import threading


class Worker:
    """Compares itself with the thread that asks, as `threading.Thread.join` does."""

    def __init__(self):
        self.done = threading.Event()

    def join(self):
        if self is threading.current_thread():
            raise RuntimeError("a worker cannot wait for itself")
        self.done.wait()


class Bridge:
    def __init__(self):
        self.loop_thread = threading.current_thread()
        self.done = threading.Event()

    def wait(self):
        if self.loop_thread is threading.current_thread():
            raise RuntimeError("the loop would wait for itself")
        self.done.wait()


async def stop(worker: Worker, bridge: Bridge):
    worker.join()  # expect: LW110
    bridge.wait()
