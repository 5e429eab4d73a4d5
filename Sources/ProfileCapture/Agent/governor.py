# Keeps what measuring costs within a share of time: where callbacks are so many and so short that
# timing them costs more, their loops get a heartbeat instead, and from time to time another try.

BUDGET = 0.03
# Flushes in a row above the budget before anything is left out.
PATIENCE = 3
# Of what is looked at every few milliseconds.
SHORTEST_READ = 10 * MILLISECOND
SLOWEST_TICK = 40 * MILLISECOND
FIRST_PAUSE = 5000 * MILLISECOND
LONGEST_PAUSE = 300000 * MILLISECOND


class Governor:
    __slots__ = ("owner", "ours", "original", "each", "runs", "cost", "time", "above", "pause",
                 "next_try", "is_low", "is_resting", "low_since", "low", "serial")

    def __init__(self, owner, ours):
        self.owner = owner
        self.ours = ours
        self.original = ours.__wrapped__
        self.each = cost_of(ours)
        self.is_low = self.is_resting = False
        self.begin()

    def begin(self):
        self.runs = self.cost = self.above = self.low = self.low_since = self.serial = 0
        self.time = clock()
        self.pause = FIRST_PAUSE
        self.next_try = 0

    def judge(self, now):
        # On the watchdog's thread, after each flush.
        runs = sum([slot.runs for slot in state.slots])
        spent = max(0, runs - self.runs) * self.each
        looking = state.cost - self.cost
        wall = now - self.time
        self.runs, self.cost, self.time = runs, state.cost, now
        # Looking is not cheaper at a lower level, but it can be done less often.
        if looking > BUDGET * wall:
            state.tick = min(2 * state.tick, max(state.tick, SLOWEST_TICK))
        if self.is_resting:
            return
        if self.is_low:
            if now >= self.next_try:
                self.rise(now)
            return
        if spent <= BUDGET * wall:
            self.above = 0
            return
        self.above += 1
        if self.above >= PATIENCE:
            self.sink(now)

    def put(self, function, other):
        # Where somebody has wrapped the one that is there it stays.
        if self.owner.__dict__.get("_run") is not other:
            return False
        self.owner._run = function
        self.serial += 1
        for slot in state.slots:
            slot.told = False
        return True

    def times(self):
        return not (self.is_low or self.is_resting)

    def rest(self, slot):
        # Where nobody asks for requests, what the collector sees from outside is all there is to
        # say of a callback.
        is_short = state.threshold < SHORTEST_READ
        asks = state.is_serving and state.is_measuring or state.level >= 2
        if is_short or asks or not has_known_turns(slot):
            self.wake()
        elif self.times() and self.put(self.original, self.ours):
            self.is_resting = True

    def wake(self):
        if self.is_resting and self.put(self.ours, self.original):
            self.is_resting = False
            state.next_flush = 0

    def sink(self, now):
        self.above = 0
        if not self.put(self.original, self.ours):
            return
        self.is_low = True
        self.low_since = now
        self.next_try = now + self.pause
        self.pause = min(2 * self.pause, LONGEST_PAUSE)
        state.level = 0
        for slot in state.slots:
            if not slot.has_beat and not (state.is_read and has_known_turns(slot)):
                send(slot, take_heartbeat, slot)

    def rise(self, now):
        self.next_try = now + self.pause
        if not self.put(self.ours, self.original):
            return
        self.is_low = False
        self.low += now - self.low_since
        state.level = int(state.options.get("LEVEL", "1"))

    def low_time(self, now):
        return self.low + (now - self.low_since if self.is_low else 0)


governor = None


# Of the processor time of the process, and of the time in which it is idle: what measuring requests may
# cost. Time in which a loop was ready and had no processor is neither.
REQUESTS_SHARE = 0.004
REQUESTS_IDLE = 0.01
# What was not spent is kept up to this, so that a server at rest measures each request of a burst.
REQUESTS_CREDIT = 20 * MILLISECOND
# And of the time for which loops were blocked: what that costs the program is worth more.
REQUESTS_BLOCKED = 0.05
# What measuring a request costs, in callbacks as `cost_of` times them. Those run in caches that know
# nothing else; among the work of a server all is several times slower.
REQUEST_CALLBACKS = 200
# Windows are as short as can be at first, so that the share holds for a run of seconds too. Later they
# are longer, a part of all pauses so far, as each change of a method makes the interpreter forget what
# it learnt of the class. From 3.13 on it learns nothing any more after a thousand.
SHORTEST_WINDOW = FLUSH
LONGEST_WINDOW = 8000 * MILLISECOND
PAUSES_OF_WINDOW = 32
MOST_CHANGES = 400


class Sampler:
    # Where requests are so many that measuring each costs more than its share, they are measured
    # for a part of the time, a window after the other. What a window has cost above that share is
    # a debt, and the pause after it lasts until that is paid: so the whole keeps to the share, from
    # the first request on and whatever comes between. A credit is a debt below nothing.
    __slots__ = ("since", "debt", "looked", "begun", "blocked", "processor", "low", "changes", "has_stages",
                 "delay")

    def __init__(self):
        self.low = self.debt = self.changes = 0
        self.has_stages = True
        self.since = clock()
        self.look(self.since)

    def look(self, now):
        self.looked = now
        self.begun = state.begun
        self.blocked = state.blocked
        self.processor = time.process_time_ns()
        self.delay = sum([slot.delay() for slot in state.slots])

    def judge(self, now):
        if not state.is_serving or state.is_off:
            return
        each = governor.each if governor is not None else MILLISECOND // 2000
        cost = (state.begun - self.begun) * REQUEST_CALLBACKS * each
        used = time.process_time_ns() - self.processor
        starved = max(0, sum([slot.delay() for slot in state.slots]) - self.delay)
        idle = max(0, now - self.looked - starved - used)
        budget = max(REQUESTS_SHARE * used + REQUESTS_IDLE * idle,
                     REQUESTS_BLOCKED * (state.blocked - self.blocked))
        self.debt = max(-REQUESTS_CREDIT, self.debt + cost - int(budget))
        self.look(now)
        if not state.is_measuring:
            if self.debt <= 0:
                self.low += now - self.since
                self.since = now
                self.measure()
            elif self.has_stages and (now - self.since > LONGEST_WINDOW or not are_coming()):
                self.put_stages(False)
        elif self.debt <= 0:
            self.since = now
        elif now - self.since >= self.window():
            self.since = now
            self.rest()

    def window(self):
        return min(max(SHORTEST_WINDOW, self.low // PAUSES_OF_WINDOW), LONGEST_WINDOW)

    def rest(self):
        state.is_measuring = False
        if self.changes < MOST_CHANGES:
            put(entries, False)
            if not are_coming():
                self.put_stages(False)
        if governor is not None:
            for slot in state.slots:
                governor.rest(slot)

    def measure(self):
        state.is_measuring = True
        self.changes += 2
        self.put_stages(True)
        put(entries, True)
        if governor is not None and governor.serial < MOST_CHANGES:
            governor.wake()

    def put_stages(self, is_measuring):
        # A request that began in a window may come to them in the pause.
        if self.has_stages != is_measuring and (is_measuring or self.changes < MOST_CHANGES):
            self.has_stages = is_measuring
            put(stages, is_measuring)

    def low_time(self, now):
        return self.low + (0 if state.is_measuring or state.is_off else now - self.since)


sampler = None


def judge(now):
    if governor is not None:
        governor.judge(now)
    if sampler is not None:
        sampler.judge(now)


def is_timed(slot):
    return (not slot.has_beat and slot.kind == "asyncio" and governor is not None
            and governor.times())


def has_known_turns(slot):
    # Loops of their own making may take their callbacks from elsewhere.
    if slot.kind != "asyncio":
        return slot.base is not None
    loop = slot.loop()
    code = getattr(getattr(type(loop), "_run_once", None), "__code__", None)
    return (code is not None and code.co_filename.endswith("/asyncio/base_events.py")
            and "end_time" in code.co_varnames
            and type(getattr(loop, "_ready", None)) is _collections.deque)


def can_be_read(slot):
    # From outside, by what asyncio itself keeps: which callback runs, and since when.
    return state.is_read and not slot.has_beat and not is_timed(slot) and has_known_turns(slot)


class NoLoop:
    # Stands for a loop while the hook is timed.
    def __init__(self):
        self._loopwise = Ignored()


class NoHandle:
    def __init__(self):
        self._loop = NoLoop()
        self._context = _contextvars.Context()


def cost_of(ours):
    # Nanoseconds that the hook of callbacks adds to each on this machine.
    handle = NoHandle()

    def nothing(self):
        return None

    hooked = make_run(nothing)
    number = 300

    def best(function):
        least = 1 << 60
        for _ in range(3):
            start = clock()
            for _ in range(number):
                function(handle)
            least = min(least, clock() - start)
        return least

    return max(0, best(hooked) - best(nothing)) // number


def take_heartbeat(slot):
    # On the loop, between two callbacks that nobody times.
    try:
        loop = slot.loop()
        if loop is None or state.is_off or slot.has_beat:
            return
        begin_beat(slot, loop)
        slot.is_lowered = True
        slot.handle = None
    except Exception:
        failed()


def begin_beat(slot, loop):
    slot.has_beat = True
    slot.told = False
    slot.chain += 1
    await_beat(slot, clock())
    loop.call_later(HEARTBEAT / 1e9, beat, slot, slot.chain)


def leave_heartbeat(slot):
    slot.has_beat = slot.is_lowered = False
    slot.told = False
    slot.chain += 1
    slot.since = 0.0
