#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Starting, replacing and waiting for processes. Used by hosts before they start any thread.
package enum Processes {
  package static var current: Int { Int(getpid()) }

  /// Seconds since 1970.
  package static var wallSeconds: Int { Int(time(nil)) }

  /// Becomes the program named by the arguments, found as a shell finds it. Returns only when that
  /// failed: with 127 if there is no such program, 126 if it cannot be run.
  package static func become(_ arguments: [[UInt8]]) -> (status: Int32, reason: String) {
    let code = withTexts(arguments) { texts in
      guard let program = texts[0] else { return ENOENT }
      execvp(program, texts)
      return errno
    }
    let reason = strerror(code).map { String(cString: $0) } ?? "error"
    return (code == ENOENT ? 127 : 126, reason)
  }

  /// The texts as the system's calls take them: none holds a zero.
  private static func withTexts<Result>(
    _ texts: [[UInt8]], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    // Invariant: copies, each ended by a zero, and the list by a null; they live while `body` runs.
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
      .allocate(capacity: texts.count + 1)
    for (place, text) in texts.enumerated() {
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.count + 1)
      for (index, byte) in text.enumerated() { copy[index] = CChar(bitPattern: byte) }
      copy[text.count] = 0
      list[place] = copy
    }
    list[texts.count] = nil
    defer {
      for place in 0..<texts.count { list[place]?.deallocate() }
      list.deallocate()
    }
    return body(list)
  }

  package static func setEnvironment(_ name: String, _ value: [UInt8]) {
    var text = value
    text.append(0)
    text.withUnsafeBufferPointer { bytes in
      // Invariant: ends with a zero and outlives the call, which copies it.
      bytes.withMemoryRebound(to: CChar.self) { text in
        if let start = text.baseAddress { _ = setenv(name, start, 1) }
      }
    }
  }

  package static func environmentBytes(_ name: String) -> [UInt8]? {
    getenv(name).map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
  }

  /// Asks for short turns at the processor: whoever takes little each time gets it sooner on a busy
  /// machine. No right is needed; kernels before 6.12 do not listen. And for being nobody's last,
  /// which only root may be given.
  package static func takeShortTurns() {
    #if os(Linux)
      #if arch(x86_64)
        let setAttributes = 314
      #else
        let setAttributes = 274
      #endif
      let ordinary: UInt64 = 0
      // Of a process, this one.
      let given = getpriority(0, 0)
      let nanoseconds: UInt64 = 100_000
      for nice in [max(-20, given - 10), given] {
        // `struct sched_attr`: size and policy, flags, nice and priority, runtime, deadline, period.
        let attributes: [UInt64] = [
          48 | ordinary << 32, 0, UInt64(UInt32(bitPattern: nice)), nanoseconds, 0, 0,
        ]
        // Invariant: the array outlives the call, which reads 48 bytes.
        let result = attributes.withUnsafeBytes { bytes in
          bytes.baseAddress.map { callKernel(setAttributes, 0, $0, 0) }
        }
        if result == 0 {
          if nice < given { favourSession(nice) }
          return
        }
      }
    #endif
  }

  #if os(Linux)
    /// Where the kernel shares the processors between sessions first, what one process is given counts only
    /// within its own.
    private static func favourSession(_ nice: Int32) {
      let file = systemOpen("/proc/self/autogroup", O_WRONLY | O_CLOEXEC)
      if file < 0 { return }
      _ = append(Array("\(nice)".utf8), to: file)
      close(file)
    }
  #endif

  /// Runs `body` in a process that belongs to nobody: in a session of its own, on no terminal,
  /// no child of this process, without its standard streams. False if the system has no room.
  package static func detached(_ body: () -> Void) -> Bool {
    let middle = forkProcess()
    if middle < 0 { return false }
    if middle == 0 {
      setsid()
      let last = forkProcess()
      if last == 0 {
        for signal in [SIGHUP, SIGINT, SIGTERM, SIGPIPE, SIGQUIT] { ignore(signal) }
        let nothing = open("/dev/null", O_RDWR)
        if 0 <= nothing {
          for stream in Int32(0)...2 { dup2(nothing, stream) }
          if 2 < nothing { Processes.close(nothing) }
        }
        body()
      }
      _exit(last < 0 ? 1 : 0)
    }
    var status: Int32 = 0
    while waitpid(middle, &status, 0) < 0, errno == EINTR {}
    return status == 0
  }

  private static func ignore(_ number: Int32) { _ = signal(number, SIG_IGN) }

  /// What a program writes to its standard output when `input` is its standard input; nil where it
  /// cannot be started, fails, or writes more than `limit`. Its complaints go where ours go.
  package static func output(
    of arguments: [[UInt8]], input: [UInt8] = [], environment: [(name: String, value: [UInt8])],
    limit: Int
  ) -> [UInt8]? {
    guard let answers = systemPipe(), let questions = systemPipe() else { return nil }
    let feeder = forkProcess()
    if feeder == 0 {
      Processes.close(answers.read)
      Processes.close(answers.write)
      Processes.close(questions.read)
      ignore(SIGPIPE)
      _exit(feed(input, to: questions.write) ? 0 : 1)
    }
    let child = feeder < 0 ? -1 : start(arguments, environment, questions, answers)
    for end in [answers.write, questions.read, questions.write] { Processes.close(end) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while result.count <= limit {
      let count = read(answers.read, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      result += buffer[..<count]
    }
    Processes.close(answers.read)
    guard 0 <= feeder, 0 <= child else { return nil }
    _ = ending(of: feeder, options: 0)
    guard case .exited(0) = ending(of: child, options: 0), result.count <= limit else { return nil }
    return result
  }

  /// Starts a program that reads from one pipe and writes to the other; -1 where it cannot be. Other
  /// threads may hold any lock of the C library, so nothing of ours runs between fork and exec.
  private static func start(
    _ arguments: [[UInt8]], _ environment: [(name: String, value: [UInt8])],
    _ questions: (read: Int32, write: Int32), _ answers: (read: Int32, write: Int32)
  ) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    guard posix_spawn_file_actions_init(&actions) == 0 else { return -1 }
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, questions.read, 0)
    posix_spawn_file_actions_adddup2(&actions, answers.write, 1)
    for end in [answers.read, answers.write, questions.read, questions.write] where 2 < end {
      posix_spawn_file_actions_addclose(&actions, end)
    }
    let given = environment.map { Array("\($0.name)=".utf8) + $0.value }
    var variables = given
    var inherited = environ
    while let text = inherited.pointee {
      let bytes = Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
      if !environment.contains(where: { bytes.starts(with: Array("\($0.name)=".utf8)) }) {
        variables.append(bytes)
      }
      inherited += 1
    }
    return withTexts(arguments) { arguments in
      withTexts(variables) { variables in
        guard let program = arguments[0] else { return -1 }
        var child: pid_t = -1
        let code = posix_spawnp(&child, program, &actions, nil, arguments, variables)
        return code == 0 ? child : -1
      }
    }
  }

  private static func feed(_ bytes: [UInt8], to end: Int32) -> Bool {
    var start = 0
    while start < bytes.count {
      let count = bytes[start...].withUnsafeBytes { systemWrite(end, $0) }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return false }
      start += count
    }
    return true
  }

  /// How a program ended.
  package enum Ending: Sendable {
    case exited(Int32)
    case killed(signal: Int32)

    /// As `wait` tells it.
    init(status: Int32) {
      let signal = status & 0x7f
      self = signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
    }
  }

  /// Runs `body` in a child, which becomes another program there, and waits for its end. Signals
  /// that are sent to this process are passed on; those that the terminal sends reach both anyway.
  package static func run(_ body: () -> Void) -> Ending {
    var watched = sigset_t()
    sigemptyset(&watched)
    for number in [SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH, SIGCONT] {
      sigaddset(&watched, number)
    }
    var before = sigset_t()
    sigprocmask(SIG_BLOCK, &watched, &before)
    let child = forkProcess()
    if child < 0 { return .exited(2) }
    if child == 0 {
      sigprocmask(SIG_SETMASK, &before, nil)
      body()
      _exit(127)
    }
    defer { sigprocmask(SIG_SETMASK, &before, nil) }
    while true {
      if let ending = ending(of: child, options: WNOHANG) { return ending }
      #if canImport(Darwin)
        var number: Int32 = 0
        if sigwait(&watched, &number) == 0, number != SIGCHLD { kill(child, number) }
      #else
        var detail = siginfo_t()
        let number = sigwaitinfo(&watched, &detail)
        // From the kernel: the terminal, which tells the whole group.
        let isFromTerminal = 0 < detail.si_code
        if 0 < number, number != SIGCHLD, !isFromTerminal { kill(child, number) }
      #endif
    }
  }

  private static func ending(of child: Int32, options: Int32) -> Ending? {
    var status: Int32 = 0
    var got: Int32
    repeat { got = waitpid(child, &status, options) } while got < 0 && errno == EINTR
    if got < 0 { return .exited(2) }
    if got == 0 { return nil }
    return Ending(status: status)
  }

  /// Ends this process as another one was ended.
  package static func end(_ ending: Ending) -> Never {
    switch ending {
    case .exited(let status): exit(status)
    case .killed(let number):
      var limit = rlimit()
      limit.rlim_cur = 0
      limit.rlim_max = 0
      #if canImport(Glibc)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
      #else
        setrlimit(RLIMIT_CORE, &limit)
      #endif
      _ = signal(number, SIG_DFL)
      var set = sigset_t()
      sigemptyset(&set)
      sigaddset(&set, number)
      sigprocmask(SIG_UNBLOCK, &set, nil)
      kill(getpid(), number)
      exit(128 + number)
    }
  }

  /// Whether there is such a process, and it has not ended unnoticed by its parent.
  package static func isAlive(_ pid: Int) -> Bool { ProcessEnd.look(pid).isAlive }

  /// For a file by which others see that its owner is still at work.
  package static func lock(_ descriptor: Int32) -> Bool {
    flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  package static func isLocked(_ path: FilePath) -> Bool {
    let descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    if descriptor < 0 { return false }
    defer { Processes.close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  package static func pipe() -> (read: Int32, write: Int32)? { systemPipe() }

  package static func setBlocking(_ descriptor: Int32, _ isBlocking: Bool) {
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, isBlocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK)
  }

  /// What comes next, waited for; `nil` at the end.
  package static func awaitBytes(_ descriptor: Int32, into space: inout [UInt8]) -> ArraySlice<
    UInt8
  >? {
    while true {
      // Invariant: the call writes no more than the buffer holds.
      let count = space.withUnsafeMutableBytes { systemRead(descriptor, $0) }
      if 0 < count { return space[..<count] }
      if count == 0 || errno != EINTR { return nil }
    }
  }

  /// How many of the bytes are taken without waiting; `nil` if none ever will be.
  package static func offer(_ bytes: [UInt8], to descriptor: Int32) -> Int? {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: raw[offset...]))
      }
      if count < 0 {
        if errno == EINTR { continue }
        return errno == EAGAIN ? offset : nil
      }
      offset += count
    }
    return offset
  }

  /// A new empty file that only this user can read, or the old one emptied.
  package static func create(_ path: FilePath) throws(FileFailure) -> Int32 {
    let descriptor = path.withCString {
      open($0, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0o600)
    }
    if descriptor < 0 { throw .current() }
    return descriptor
  }

  /// Puts a file with these bytes, locked, in the place of the one that is open as `old`; `nil` if
  /// another has taken its name meanwhile, or there is no room.
  package static func substitute(
    _ bytes: [UInt8], for path: FilePath, at old: Int32
  ) -> Int32? {
    var (mine, named) = (stat(), stat())
    guard fstat(old, &mine) == 0, path.withCString({ lstat($0, &named) }) == 0,
      mine.st_dev == named.st_dev, mine.st_ino == named.st_ino
    else { return nil }
    let draft = Drafts.path(for: path)
    guard let descriptor = try? create(draft) else { return nil }
    let isDone =
      append(bytes, to: descriptor) && lock(descriptor)
      && draft.withCString { new in path.withCString { rename(new, $0) } } == 0
    if !isDone {
      _ = draft.withCString { unlink($0) }
      close(descriptor)
      return nil
    }
    close(old)
    return descriptor
  }

  /// False once the file takes no more.
  package static func append(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    offer(bytes, to: descriptor) == bytes.count
  }

  package static func close(_ descriptor: Int32) { systemClose(descriptor) }

  /// A new folder for this user alone.
  package static func temporaryFolder(_ prefix: String) throws(FileFailure) -> FilePath {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let base = parent.isEmpty ? "/tmp" : parent
    var name = Array("\(base)/\(prefix)XXXXXX".utf8CString)
    let failed = name.withUnsafeMutableBufferPointer { text in
      // Invariant: ends with a zero; the six letters at its end are overwritten.
      text.baseAddress.flatMap { mkdtemp($0) } == nil
    }
    if failed { throw .current() }
    return FilePath(bytes: name.dropLast().map { UInt8(bitPattern: $0) })
  }

  package static func removeFolder(_ path: FilePath) { _ = path.withCString { rmdir($0) } }
}

extension FilePath {
  /// The path as C wants it; one with a zero inside names nothing.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    var text = bytes.contains(0) ? [] : bytes.map { CChar(bitPattern: $0) }
    text.append(0)
    return text.withUnsafeBufferPointer { text in
      // Invariant: never empty, and alive during the call.
      text.baseAddress.map(body) ?? body("")
    }
  }
}

/// The files by which Linux describes processes. Their size is zero until they are read.
package enum ProcessFiles {
  package static func read(_ path: String, limit: Int = 1 << 22) -> [UInt8]? {
    guard let descriptor = open(path) else { return nil }
    defer { Processes.close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    while bytes.count < limit {
      let count = chunk.withUnsafeMutableBytes { systemRead(descriptor, $0) }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }

  package static func open(_ path: String) -> Int32? {
    let descriptor = path.withCString { systemOpen($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    return descriptor < 0 ? nil : descriptor
  }

  /// As many of a file's first bytes as there are.
  package static func start(of descriptor: Int32, atMost count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    // Invariant: the call writes no more than the buffer holds.
    let got = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, count, 0) }
    return got < 0 ? nil : Array(bytes[..<got])
  }

  /// Exactly so many bytes of a file, or `nil`.
  package static func read(_ descriptor: Int32, at offset: Int, count: Int) -> [UInt8]? {
    guard 0 < count, count <= 1 << 24 else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    let got = bytes.withUnsafeMutableBytes {
      pread(descriptor, $0.baseAddress, count, off_t(offset))
    }
    return got == count ? bytes : nil
  }
}
