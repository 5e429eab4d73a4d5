#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Threads with a known stack, because the depth that a walk over a tree may reach must not depend
/// on `ulimit -s` or on the platform's default for secondary threads.
package enum Workers {
  package static let stackSize = 64 << 20

  /// Calls `body(0)` … `body(count - 1)`, each on a thread of its own, and waits for all.
  package static func run(
    _ count: Int, stackSize: Int = Workers.stackSize, _ body: @escaping @Sendable (Int) -> Void
  ) {
    var threads: [pthread_t] = []
    for index in 0..<count {
      if let thread = start(stackSize, { body(index) }) {
        threads.append(thread)
      } else {
        // No thread to be had (a process limit): the work is still done, one after the other.
        body(index)
      }
    }
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Tells the allocator what kind of program this is: tables grow and stay until it ends. Memory is taken in
  /// larger pieces and not given back in between, and a program of one thread at a time needs one heap.
  package static func keepMemory(threads: Int) {
    #if canImport(Glibc)
      _ = setAllocator(trimThreshold, .max)
      _ = setAllocator(mappingThreshold, 32 << 20)
      _ = setAllocator(topPadding, 1 << 20)
      if threads == 1 { _ = setAllocator(arenas, 1) }
    #endif
  }

  private static func start(
    _ stackSize: Int, _ body: @escaping @Sendable () -> Void
  ) -> pthread_t? {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackSize)

    // Ownership of the box passes to the thread, or comes back if there is none.
    let box = Unmanaged.passRetained(Work(body))
    #if canImport(Darwin)
      var thread: pthread_t?
      let failed =
        pthread_create(
          &thread, &attributes,
          { context in
            Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
            return nil
          }, box.toOpaque()) != 0
      let started = thread
    #else
      var thread = pthread_t()
      let failed =
        pthread_create(
          &thread, &attributes,
          { context in
            if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
            return nil
          }, box.toOpaque()) != 0
      let started: pthread_t? = thread
    #endif
    if failed {
      box.release()
      return nil
    }
    return started
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
