# The agent: times the callbacks of every event loop of this process and tells a collector.
#
# Runs inside somebody else's program. So: no native code, no module that asyncio has not imported
# already, no name in `sys.modules`, no exception that leaves a hook, no output, no frame of ours in
# a traceback where the interpreter lets us take it out, nothing kept alive that the program drops.

import _collections
import _thread
import _weakref
import os
import sys
import time

clock = time.monotonic_ns
# The same clock as a number that is made and compared faster; for what runs with each callback.
seconds = time.monotonic
thread_time = time.thread_time_ns
sleep = time.sleep
ident = _thread.get_ident
weak = _weakref.ref

MILLISECOND = 1000000
SLOW = MILLISECOND
SLOW_SECONDS = 0.001
MOST_STACKS = 2000
MOST_EVENTS = 20000
MOST_ERRORS = 10
MOST_DEPTH = 64
SAMPLING = 5 * MILLISECOND
HEARTBEAT = 10 * MILLISECOND
# For so long the file of a thread's clocks can wait where nothing was late.
KEPT_DELAY = 4 * HEARTBEAT
FLUSH = 400 * MILLISECOND
# Where requests are not measured there is less to tell.
LONG_FLUSH = 1000 * MILLISECOND
PROBE = 100 * MILLISECOND
# Where nothing but this wakes the loop up: on a machine with other work, waking costs more than
# what is done then.
TICK = 200 * MILLISECOND
SHORTEST = MILLISECOND // 5
# Newer interpreters are left to the collector, which knows whether it can.
CAN_BE_READ = sys.version_info >= (3, 11) and sys.platform == "linux"
CAN_HIDE_FRAMES = sys.version_info >= (3, 11)
# Where the collector knows how often a thread entered a context, it sees callbacks of any loop begin.
HAS_KNOWN_CONTEXTS = CAN_BE_READ and sys.version_info < (3, 14)
# For so long after a request a loop that is not Python keeps its heartbeat, which knows whom a callback hurt.
ASKED = 2000 * MILLISECOND


class State:
    # All that the agent knows, so that a fork can begin again.
    def __init__(self, options):
        self.options = options
        self.level = int(options.get("LEVEL", "1"))
        self.threshold = int(float(options.get("THRESHOLD", "20")) * MILLISECOND)
        # Of the watchdog, as each waking costs the program. It sees a callback before that is
        # blocking and then looks when it is.
        self.tick = max(MILLISECOND, min(20 * MILLISECOND, self.threshold))
        self.is_off = False
        self.was_silenced = False
        self.errors = 0
        self.drops = 0
        self.slots = []
        self.by_thread = {}
        self.events = _collections.deque()
        self.watching = False
        self.stopping = False
        self.watcher = None
        # The collector reads stacks from outside: no second thread is needed.
        self.is_read = False
        self.may_be_read = CAN_BE_READ and "INSIDE" not in options
        # Requests may come, and with them callbacks to be charged to them.
        self.is_serving = False
        # Whether new ones are measured, and how many were.
        self.is_measuring = True
        self.begun = 0
        # When the last one began.
        self.asked = 0
        # For how long callbacks held their loops for too long; time without a processor is not theirs.
        self.blocked = 0
        self.next_flush = 0
        self.flushing = _thread.allocate_lock()
        # Held while the watchdog is to sleep; released to wake it up.
        self.bell = _thread.allocate_lock()
        self.bell.acquire()
        self.serial = 0
        self.began = clock()
        self.tables()

    def tables(self):
        # What the collector was told of; empty again for a new connection.
        self.codes = {}
        self.stacks = {}
        self.strings = {}
        self.routes = {}
        self.waits = {}
        self.retries = {}
        self.queues = []
        self.cost = 0


state = None
# Requests under way, by identity. Always this object: the hooks hold it.
active = {}
# Called with the time at each flush: the parts of the agent that keep figures.
flushers = []
# Undo hooks, in order; each puts the original back unless somebody replaced ours meanwhile.
undo = []


def failed():
    # In a handler of ours only. Ten failures switch the agent off.
    state.errors += 1
    if state.errors >= MOST_ERRORS:
        switch_off()


def switch_off():
    state.is_off = True
    state.is_measuring = False
    state.stopping = True
    while undo:
        try:
            undo.pop()()
        except Exception:
            pass


def replace(owner, name, make):
    # Puts `make(original)` in the place of `owner.name`.
    original = owner.__dict__[name]
    ours = make(original)
    for attribute in ("__name__", "__qualname__", "__doc__", "__module__", "__defaults__"):
        try:
            setattr(ours, attribute, getattr(original, attribute))
        except (AttributeError, TypeError):
            pass
    ours.__wrapped__ = original
    setattr(owner, name, ours)

    def restore():
        if owner.__dict__.get(name) is ours:
            setattr(owner, name, original)

    undo.append(restore)
    return ours


def replace_inherited(owner, name, make):
    # For this class alone what it has from another.
    setattr(owner, name, getattr(owner, name))
    ours = replace(owner, name, make)

    def restore():
        if owner.__dict__.get(name) is ours:
            delattr(owner, name)

    undo[-1] = restore


def hide(error):
    # Takes the frame of the caller, which is about to raise again, out of the traceback.
    if CAN_HIDE_FRAMES and error.__traceback__ is not None:
        error.__traceback__ = error.__traceback__.tb_next


def emit(event):
    if len(state.events) < MOST_EVENTS:
        state.events.append(event)
    else:
        state.drops += 1


# MARK: Loops


class Published:
    # In a class of its own, so that it lies right behind the head of the object: there a reader
    # outside of the process finds the number.
    __slots__ = ("since",)


# Behind the number of references and the type.
SINCE_OFFSET = 16


class Slot(Published):
    # One loop on one thread. `since` is the time, in seconds, since which it runs one callback, or
    # zero; of a loop with a heartbeat, when the next beat is due, or since when the step of a
    # request runs.
    __slots__ = (
        "number", "kind", "loop", "thread", "tid", "cpu_clock", "handle",
        "held", "runs", "base_since", "base_time", "base_cpu", "sampled", "samples", "next_sample",
        "collected", "collecting", "probe_sent", "probe_void", "next_probe", "lag", "base",
        "has_beat", "is_lowered", "told", "next_open", "ready", "request", "born", "delays",
        "task_count", "most_tasks", "task_groups", "tasks_seen", "next_tasks",
        "base_delay", "delay_time", "base_held", "begun", "due", "run", "in_time", "next_look",
        "chain", "bell",
    )

    def __init__(self, loop, kind):
        self.kind = kind
        self.loop = weak(loop)
        self.handle = None
        self.since = 0.0
        self.held = 0.0
        self.runs = 0
        self.base_since = 0
        # The request that began in the callback under way, if not in the callback's own context: a
        # task that starts at once has one of its own.
        self.begun = None
        self.sampled = self.next_sample = 0
        self.samples = []
        self.collected = self.collecting = 0
        self.probe_sent = self.next_probe = 0
        self.probe_void = False
        self.lag = Histogram()
        self.has_beat = self.is_lowered = False
        # Which ticks or beats are the present ones: those of before end when they are due. And the code
        # that runs the loop, where it is not Python.
        self.chain = 0
        self.bell = None
        self.base = None
        self.told = False
        # How late the beats were that were in time, and until when they have nothing else to do.
        self.in_time = []
        self.next_look = 0.0
        # When the loop's next tick or beat is due, in seconds, and a mark of the run of the loop it
        # was set in.
        self.due = 0.0
        self.run = no_run
        self.born = clock()
        self.next_open = 0
        self.ready = self.task_count = self.most_tasks = self.next_tasks = 0
        self.task_groups = self.tasks_seen = None
        self.request = None
        self.delays = None
        self.take_thread()

    def take_thread(self):
        self.thread = ident()
        self.tid = _thread.get_native_id()
        # Taken on the thread itself: asking for the clock of a thread that has ended is not safe.
        self.cpu_clock = time.pthread_getcpuclockid(self.thread)

        # How long the thread was ready to run and had no processor: on a busy machine that is not
        # the program's doing, and no sign of a call that waits.
        if self.delays is not None:
            self.delays.close()
        self.delays = KeptFile("/proc/self/task/%d/schedstat" % self.tid)
        self.rebase(thread_time)

    def rebase(self, processor):
        # Reading the file lets other threads run; the rest belongs together.
        self.rebase_at(self.delay(), processor())

    def rebase_at(self, delay, processor):
        self.base_delay = delay
        self.base_held = self.held
        self.base_cpu = processor
        self.base_time = self.delay_time = clock()

    def starved(self, delay, end):
        # For how long the thread had no processor since the clocks were read. Of all such time since
        # the file was, as much as is the share of that.
        without = max(0, delay - self.base_delay)
        return without * (end - self.base_time) // max(1, end - self.delay_time)

    def is_same_run(self):
        # Between two runs of a loop nothing is late. Each has its own hooks of generators.
        mark = sys.get_asyncgen_hooks().firstiter
        is_same = self.run() is mark
        if not is_same:
            try:
                self.run = weak(mark) if mark is not None else no_run
            except TypeError:
                pass
        return is_same

    def busy_since(self):
        return int(self.since * 1e9)

    def delay(self):
        words = self.delays.text().split()
        return int(words[1]) if len(words) > 1 else 0

    def cpu(self):
        try:
            return time.clock_gettime_ns(self.cpu_clock)
        except OSError:
            return 0


def no_run():
    return None


class KeptFile:
    # A file that is read again and again, under a number that the program does not miss.
    __slots__ = ("number", "identity")

    def __init__(self, path):
        self.number = self.identity = None
        try:
            self.number = keep_high(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
            self.identity = identity_of(self.number)
        except OSError:
            pass

    def text(self):
        try:
            return os.pread(self.number, 64, 0)
        except (OSError, TypeError):
            return b""

    def close(self):
        number, self.number = self.number, None
        if number is not None and identity_of(number) == self.identity:
            os.close(number)


def identity_of(number):
    # A program that closes all files closes ours too, and may have another at its number.
    try:
        status = os.fstat(number)
        return status.st_dev, status.st_ino
    except OSError:
        return None


def keep_high(low):
    # A high number, so that the program's own files get the numbers they always had.
    try:
        top = min(os.sysconf("SC_OPEN_MAX"), 1 << 16)
    except (OSError, ValueError):
        return low
    for number in range(top - 5, max(64, top - 200), -1):
        if identity_of(number) is None:
            os.dup2(low, number, inheritable=False)
            os.close(low)
            return number
    return low


class Ignored:
    # Stands for a loop once the agent is off.
    __slots__ = ("since", "handle", "held", "runs", "thread", "request", "begun")

    def __init__(self):
        self.since = self.held = 0.0
        self.runs = 0
        self.handle = self.request = self.begun = None
        self.thread = ident()


class Histogram:
    # Values in units of 1024 ns; 32 buckets for each power of two, so none is wider than 3.2 %.
    __slots__ = ("counts", "total", "largest", "number")

    def __init__(self):
        self.counts = {}
        self.total = self.largest = self.number = 0

    def add(self, value):
        bucket = value >> 10
        if bucket > 63:
            shift = bucket.bit_length() - 6
            bucket = (shift << 5) + (bucket >> shift)
        elif bucket < 0:
            value = bucket = 0
        counts = self.counts
        if bucket in counts:
            counts[bucket] += 1
        else:
            counts[bucket] = 1
        self.total += value
        self.number += 1
        if value > self.largest:
            self.largest = value

    def add_all(self, delays):
        # At least one, in seconds; in a fraction of the time that one after the other takes.
        counts = self.counts
        values = [int(delay * 1e9) for delay in delays]
        for value in values:
            bucket = value >> 10
            if bucket > 63:
                shift = bucket.bit_length() - 6
                bucket = (shift << 5) + (bucket >> shift)
            counts[bucket] = counts.get(bucket, 0) + 1
        self.total += sum(values)
        self.number += len(values)
        self.largest = max(self.largest, *values)

    def take(self):
        # What was added since the last call, as JSON members.
        if not self.number:
            return None
        counts, self.counts = self.counts, {}
        pairs = ",".join("[%d,%d]" % pair for pair in sorted(counts.items()))
        text = '"d":[%s],"n":%d,"sum":%d,"max":%d' % (pairs, self.number, self.total, self.largest)
        self.total = self.number = 0
        return text


def adopt(loop, kind="asyncio", has_beat=False):
    # On the thread of a loop that is seen for the first time.
    try:
        if state.is_off:
            slot = Ignored()
        else:
            state.serial += 1
            slot = Slot(loop, kind)
            slot.number = state.serial
            if has_beat:
                slot.is_same_run()
                slot.has_beat = True
                await_beat(slot, clock())
            state.slots.append(slot)
            state.by_thread[slot.thread] = slot
            greet(loop, slot)
        loop._loopwise = slot
        return slot
    except Exception:
        failed()
        return Ignored()


def ensure_watching():
    try:
        is_idle = not (state.watching or state.stopping or state.is_off)
        if is_idle and not (state.is_read or state.may_be_read):
            state.watching = True
            _thread.start_new_thread(watch, (state,))
    except Exception:
        # No room for a thread: nothing can be reported.
        switch_off()


def make_run(original):
    # This runs with each callback: it makes nothing but numbers and calls nothing but the clock.
    request_of = REQUEST
    now = seconds
    requests = active

    def _run(self):
        try:
            slot = self._loop._loopwise
        except AttributeError:
            slot = adopt(self._loop)
        slot.handle = self
        slot.since = start = now()
        try:
            return original(self)
        except BaseException as error:
            hide(error)
            raise
        finally:
            slot.since = 0.0
            duration = now() - start
            slot.held += duration
            slot.runs += 1
            slot.handle = request = None
            if requests:
                if slot.begun is None:
                    request = self._context.get(request_of)
                    if request is not None:
                        request.held += duration
                else:
                    request = settle(slot, start + duration)
            if duration > SLOW_SECONDS:
                finish(slot, self, start, duration, request)
            # An exception in a task holds this frame; it would keep the task alive.
            self = request = None

    return _run


def settle(slot, end):
    # The callback is over, or another request begins in it.
    request, slot.begun = slot.begun, None
    request.held += max(0.0, end - request.start / 1e9)
    return request


def spent(slot, since, end, between, begins_anew=True):
    # On the thread of the loop: the processor time of the callback that runs since then, and the
    # time it is a part of. The clocks were read last at the watchdog's last look, or after the last
    # slow callback. What callbacks held `between` that and the start was short, and counts as
    # computed. Time without a processor is nobody's.
    delay = slot.delay()
    processor = thread_time()
    without = slot.starved(delay, end)
    cpu = processor - slot.base_cpu
    if slot.base_time < since:
        cpu -= max(0, between - without)
    cpu = max(0, cpu)
    span = max(cpu, end - max(since, slot.base_time) - without)
    if begins_anew:
        slot.rebase_at(delay, processor)
    return cpu, span


def starved(slot, duration, end):
    # For how long the thread of the loop had no processor in the time before `end`: as long a part of
    # it as of the time since the file was read.
    without = max(0, slot.delay() - slot.base_delay)
    return min(duration, without * duration // max(MILLISECOND, end - slot.delay_time))


def count_blocked(slot, duration, end):
    # What was only kept waiting by other programs blocks nothing. Where the collector reads the
    # process it knows better, and tells (`keep_up`).
    if not state.is_read:
        own = duration - starved(slot, duration, end)
        if own >= state.threshold:
            state.blocked += own


def held_since(slot, before):
    return int((before - slot.base_held) * 1e9)


def finish(slot, handle, start, duration, request):
    # A callback that took more than a millisecond; on the thread of the loop.
    try:
        if state.is_off or isinstance(slot, Ignored):
            return
        if slot.thread != ident():
            slot.take_thread()
            return
        before = slot.held - duration
        start = int(start * 1e9)
        duration = int(duration * 1e9)
        end = start + duration
        if duration >= state.threshold:
            count_blocked(slot, duration, end)
        cpu, span = spent(slot, start, end, held_since(slot, before))
        if request is None:
            # One that has been answered may still have something to do.
            request = handle._context.get(REQUEST)
        elif not request.is_done:
            request.cpu += cpu
            request.cpu_wall += span
        if duration < state.threshold:
            return
        samples = slot.samples if slot.sampled == start else []
        slot.sampled = 0
        slot.samples = []
        collected, slot.collected = slot.collected, 0
        fallback = None if samples else suspended(handle)
        block(slot, start, duration, 0, samples, cpu, span, collected, name_of(handle), fallback,
              request, end)
        if not state.watching:
            ensure_watching()
    except Exception:
        failed()


def block(slot, start, duration, error, samples, cpu, span, collected, name, fallback, request,
          end):
    victims = {}
    for other in list(active.values()):
        if other is not request and other.start < end:
            other.late += min(duration, end - other.start)
            hurt = find_route(other)
            if hurt:
                victims[hurt] = victims.get(hurt, 0) + 1
    route = find_route(request) if request is not None else None
    emit(("block", slot.number, start, duration, error, samples, cpu, span, collected, name,
          fallback, route, victims))


def name_of(handle):
    # The coroutine's qualified name. Never the task's name: programs put their data there.
    callback = getattr(handle, "_callback", None)
    owner = getattr(callback, "__self__", None)
    get = getattr(owner, "get_coro", None)
    if get is not None:
        coroutine = get()
        return getattr(coroutine, "__qualname__", None) or type(coroutine).__name__
    return getattr(callback, "__qualname__", None) or type(callback).__name__


def suspended(handle):
    # For a block that no sample saw: the functions that the task was in, without lines.
    owner = getattr(getattr(handle, "_callback", None), "__self__", None)
    get = getattr(owner, "get_coro", None)
    if get is None:
        code = getattr(getattr(handle, "_callback", None), "__code__", None)
        return [(code, code.co_firstlineno)] if code is not None else None
    found = []
    inner = get()
    while inner is not None and len(found) < MOST_DEPTH:
        code = getattr(inner, "cr_code", None) or getattr(inner, "gi_code", None)
        if code is None:
            break
        found.append((code, code.co_firstlineno))
        inner = getattr(inner, "cr_await", None)
    found.reverse()
    return found or None


def probe(slot, sent):
    # Runs on the loop: how long a callback that was ready had to wait.
    try:
        now = clock()
        if not slot.probe_void:
            slot.lag.add(now - sent)
        slot.probe_sent = 0
        look_at_tasks(slot, now)
    except Exception:
        failed()
