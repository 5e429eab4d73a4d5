# How the agent speaks: lines of JSON on a Unix socket, written by hand because the program may
# shadow `json`. Only the watchdog's thread and the last flush come here.

VERSION = 1
MOST_PENDING = 4 << 20
# As one byte of the collector's says it.
BLOCKED = 10 * MILLISECOND
PLAIN = {ord('"'): '\\"', ord("\\"): "\\\\"}
PLAIN.update((number, "\\u%04x" % number) for number in range(32))
PLAIN[127] = "\\u007f"


def quote(text):
    text = text.translate(PLAIN)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return '"%s"' % text


class Sink:
    def __init__(self, options):
        self.home = options["HOME"]
        self.socket = None
        self.identity = None
        self.pending = bytearray()
        self.failures = 0

    def connect(self):
        import _socket

        if self.socket is not None:
            return True
        plain = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        try:
            plain.setblocking(False)
            plain.connect(self.home + "/socket")
        except BlockingIOError:
            plain.close()
            return False
        except OSError:
            plain.close()
            self.failures += 1
            if self.failures >= 3:
                switch_off()
            return False
        low = keep_high(plain.detach())
        os.set_inheritable(low, False)
        self.socket = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM, 0, low)
        self.socket.setblocking(False)
        self.flags = _socket.MSG_NOSIGNAL | _socket.MSG_DONTWAIT
        self.identity = identity_of(low)
        return True

    def answer(self):
        # One byte: "r" if the collector reads this process from outside.
        try:
            return self.socket.recv(1, self.flags) if self.socket is not None else b""
        except OSError:
            return b""

    def blocked(self):
        # What the collector saw meanwhile of callbacks that held their loops: a byte for each time
        # of a certain length, without that in which the thread had no processor.
        try:
            said = self.socket.recv(4096, self.flags) if self.socket is not None else b""
        except OSError:
            return 0
        return said.count(b"b") * BLOCKED

    def is_ours(self):
        return identity_of(self.socket.fileno()) == self.identity

    def send(self, text):
        data = text.encode()
        if len(self.pending) + len(data) > MOST_PENDING:
            return False
        self.pending += data
        self.push()
        return True

    def push(self):
        if self.socket is not None and not self.is_ours():
            self.socket.detach()
            self.socket = None
            switch_off()
            return
        while self.pending and self.socket is not None:
            try:
                sent = self.socket.send(self.pending, self.flags)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                # The collector is gone; nothing is left to work for.
                self.drop()
                switch_off()
                return
            del self.pending[:sent]

    def drop(self):
        if self.socket is None:
            return
        number = self.socket.detach()
        self.socket = None
        if identity_of(number) == self.identity:
            os.close(number)


# A first stack so long after the threshold was taken when a call gave the lock back.
LATE = 20 * MILLISECOND


class Lines:
    # One batch of lines; names go before the lines that use them.
    def __init__(self):
        self.lines = []

    def string(self, text):
        number = state.strings.get(text)
        if number is None:
            if len(state.strings) >= 20000:
                text = "(other)"
                if text in state.strings:
                    return state.strings[text]
            number = len(state.strings) + 1
            state.strings[text] = number
            self.lines.append('{"e":"str","id":%d,"s":%s}' % (number, quote(text[:400])))
        return number

    def frame(self, code, line):
        return "[%d,%d,%d,%d,%d]" % (
            self.string(code.co_filename), line,
            self.string(getattr(code, "co_qualname", None) or code.co_name),
            kind_of(code.co_filename), code.co_firstlineno)

    def stack(self, number, stack):
        frames = ",".join([self.frame(code, line) for code, line in stack])
        self.lines.append('{"e":"stack","id":%d,"f":[%s]}' % (number, frames))

    def block(self, event):
        (what, loop, start, duration, error, samples, cpu, span, collected, name, fallback, route,
         victims) = event
        parts = ['{"e":"%s","loop":%d,"t0":%d,"dur":%d' % (what, loop, start, duration)]
        if error:
            parts.append(',"err":%d' % error)
        if span > 0:
            parts.append(',"cpu":%d,"span":%d' % (max(0, min(cpu, span)), span))
        if collected:
            parts.append(',"gc":%d' % collected)
        if name:
            parts.append(',"coro":%d' % self.string(name))
        if route:
            parts.append(',"route":[%d,%d]' % (self.string(route[0]), self.string(route[1])))
        if victims:
            pairs = ["[%d,%d,%d]" % (self.string(key[0]), self.string(key[1]), count)
                     for key, count in sorted(victims.items())]
            parts.append(',"hurt":[%s]' % ",".join(pairs))
        if samples:
            late = samples[0][1] > state.threshold + LATE
            if late:
                parts.append(',"late":true')
            seen = ",".join(["[%d,%d,%d,%d]" % tuple(one[:4]) for one in samples])
            parts.append(',"st":[%s]' % seen)
        elif fallback:
            frames = ",".join([self.frame(code, line) for code, line in fallback])
            parts.append(',"in":[%s]' % frames)
        parts.append("}")
        self.lines.append("".join(parts))

    def histogram(self, head, histogram):
        text = histogram.take()
        if text:
            self.lines.append('{%s,%s}' % (head, text))

    def text(self):
        return "".join([line + "\n" for line in self.lines])


kinds = {}
OWN, STANDARD, INSTALLED, MACHINERY = 0, 1, 2, 3
scripts = sys.prefix + "/bin/"
standard_folder = os.path.dirname(os.__file__) + "/"


def kind_of(path):
    # Whose code a file is: the program's, the standard library's, an installed package's, or the
    # loop's and the interpreter's own.
    kind = kinds.get(path)
    if kind is None:
        if path.startswith("<frozen") or path == "<loopwise>":
            kind = MACHINERY
        elif path.startswith("<") and " generated " in path:
            kind = INSTALLED
        elif "/site-packages/" in path or "/dist-packages/" in path or path.startswith(scripts):
            kind = INSTALLED
        elif path.startswith(standard_folder + "asyncio/"):
            kind = MACHINERY
        elif path.startswith(standard_folder):
            kind = STANDARD
        else:
            kind = OWN
        if len(kinds) < 20000:
            kinds[path] = kind
    return kind


sink = None


def hello():
    version = "%d.%d.%d" % sys.version_info[:3]
    return ('{"e":"hello","v":%d,"pid":%d,"ppid":%d,"py":"%s","level":%d,"threshold":%d,'
            '"tick":%d,"std":%s,"bin":%s,"t":%d}\n' % (
                VERSION, os.getpid(), os.getppid(), version, state.level, state.threshold,
                state.tick, quote(standard_folder), quote(scripts), clock()))


def flush(now):
    global sink
    if sink is None:
        sink = Sink(state.options)
    if sink.socket is None:
        if not state.slots and not state.events:
            return
        if not sink.connect():
            return
        sink.send(hello())
    lines = Lines()
    while True:
        try:
            event = state.events.popleft()
        except IndexError:
            break
        if event[0] == "stack":
            lines.stack(event[1], event[2])
        elif event[0] == "gc":
            lines.lines.append('{"e":"gc","loop":%d,"t0":%d,"dur":%d}' % event[1:])
        else:
            lines.block(event)
    for slot in state.slots:
        write_slot(slot, lines, now)
    for each in flushers:
        each(lines, now)
    each, low = (governor.each, governor.low_time(now)) if governor is not None else (0, 0)
    lines.lines.append(
        '{"e":"self","t":%d,"cost":%d,"each":%d,"low":%d,"left":%d,"blocked":%d,"drops":%d,'
        '"errors":%d,"level":%d}' % (now, state.cost, each, low, sampler.low_time(now), state.blocked,
                                     state.drops, state.errors, state.level))
    if not sink.send(lines.text()):
        state.drops += len(lines.lines)


def write_slot(slot, lines, now):
    if not slot.told:
        slot.told = True
        beat = HEARTBEAT if slot.has_beat else 0
        turns = ""
        if can_be_read(slot) and slot.base is not None:
            turns = ',"base":%d' % id(slot.base)
        elif can_be_read(slot):
            loop = slot.loop()
            began = type(loop)._run_once.__code__.co_varnames.index("end_time")
            turns = ',"self":%d,"ready":%d,"began":%d' % (id(loop), id(loop._ready), began)
        lines.lines.append('{"e":"loop","id":%d,"kind":"%s","tid":%d,"word":%d,"beat":%d%s}' % (
            slot.number, slot.kind, slot.tid, id(slot) + SINCE_OFFSET, beat, turns))
    held, runs = int(slot.held * 1e9), slot.runs
    since = slot.busy_since()
    under_way = now - since if since and since < now else 0
    lines.lines.append('{"e":"turn","loop":%d,"t":%d,"held":%d,"runs":%d,"ready":%d}' % (
        slot.number, now - slot.born, held + under_way, runs, slot.ready))
    slot.ready = 0
    in_time, slot.in_time = slot.in_time, []
    if in_time:
        slot.lag.add_all(in_time)
    lines.histogram('"e":"lag","loop":%d' % slot.number, slot.lag)


def flush_slot(slot):
    lines = Lines()
    write_slot(slot, lines, clock())
    lines.lines.append('{"e":"closed","loop":%d}' % slot.number)
    if sink is not None and sink.socket is not None:
        sink.send(lines.text())


def stop_watching():
    state.stopping = True
    if state.bell.locked():
        state.bell.release()


def failure():
    # The kind of exception that ended the main module, never its text.
    error = getattr(sys, "last_value", None)
    return ',"x":%s' % quote(type(error).__name__[:100]) if error is not None else ""


def at_exit():
    # The last figures. Waits for a slow collector, but not for long.
    try:
        stop_watching()
        limit = clock() + 300 * MILLISECOND
        while state.watching and clock() < limit and _thread.get_native_id() != state.watcher:
            sleep(0.001)
        if state.is_off and sink is None:
            return
        now = clock()
        if state.slots or state.events or (sink is not None and sink.socket is not None):
            flush(now)
        if sink is not None and sink.socket is not None:
            sink.send('{"e":"bye","t":%d%s}\n' % (clock(), failure()))
            while sink.pending and sink.socket is not None and clock() < limit:
                sleep(0.001)
                sink.push()
            sink.drop()
        switch_off()
    except Exception:
        pass


def hook_signal(module):
    # Servers end by the signal that told them to: then nothing is run at exit.
    def make(original):
        def raise_signal(signalnum, /):
            try:
                if state.is_read and not state.is_off:
                    state.next_flush = 0
                    keep_up(clock())
            except Exception:
                failed()
            try:
                return original(signalnum)
            except BaseException as error:
                hide(error)
                raise

        return raise_signal

    if CAN_HIDE_FRAMES:
        replace(module, "raise_signal", make)


def before_fork():
    # A second thread would make the interpreter warn of the fork, and could hold a lock in it.
    try:
        stop_watching()
        # What both processes have would wake both.
        for slot in state.slots:
            if slot.bell is not None:
                slot.bell.close()
        number = state.watcher
        limit = clock() + 200 * MILLISECOND
        path = "/proc/self/task/%s" % number
        while number and clock() < limit:
            try:
                os.stat(path)
            except OSError:
                break
            sleep(0.0005)
        state.watcher = None
    except Exception:
        pass


def after_fork_in_parent():
    # The interpreter looks for threads once more after this: the watchdog comes back with the
    # next callback.
    try:
        state.stopping = state.is_off
        state.bell.acquire(False)
        for slot in state.slots:
            if not state.is_read:
                send(slot, ensure_watching)
            elif slot.bell is not None:
                slot.bell = None
                send(slot, start_ticking, slot)
    except Exception:
        failed()


def after_fork_in_child():
    global state, sink, sampler
    try:
        was_off = state.is_off
        options = state.options
        if sink is not None:
            sink.drop()
        sink = None
        old = state.slots
        is_serving = state.is_serving
        state = State(options)
        state.is_off = was_off
        state.is_measuring = not was_off
        state.is_serving = is_serving
        sampler = Sampler()
        put(stages, True)
        put(entries, True)
        active.clear()
        if governor is not None:
            governor.put(governor.ours, governor.original)
            governor.is_low = governor.is_resting = False
            governor.begin()
        for slot in old:
            loop = slot.loop()
            slot.delays.close()
            # The loop of a forked child begins anew, as a loop that was never seen.
            if loop is not None:
                try:
                    del loop._loopwise
                except AttributeError:
                    pass
    except Exception:
        pass
