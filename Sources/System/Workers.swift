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
  package static func keepMemory(threads: Int, files: Int) {
    #if canImport(Glibc)
      _ = setAllocator(trimThreshold, .max)
      _ = setAllocator(mappingThreshold, 32 << 20)
      _ = setAllocator(topPadding, 1 << 20)
      if threads == 1 {
        _ = setAllocator(arenas, 1)
        growHeap(by: min(max(files * heapPerFile, 32 << 20), 1 << 30))
      }
    #endif
  }

  #if canImport(Glibc)
    /// What is made of a file of usual size. Less takes no memory, and more is in small pages.
    private static let heapPerFile = 48 << 10
    private static let largePage = 2 << 20

    /// Lets the one heap grow at once, and asks for large pages in it: tables are read all over, and with small
    /// pages a tenth of the time goes into finding where they lie. Where the kernel gives none, and where
    /// there is not so much room, nothing is lost.
    private static func growHeap(by size: Int) {
      let start = (UInt(bitPattern: moveHeapEnd(0)) &+ UInt(largePage - 1)) & ~UInt(largePage - 1)
      _ = setAllocator(topPadding, Int32(truncatingIfNeeded: size))
      // The heap grows for what does not fit into it, and stays when that is given back.
      var block: UnsafeMutableRawPointer?
      if posix_memalign(&block, 16, 16 << 20) == 0 { free(block) }
      _ = setAllocator(topPadding, 1 << 20)
      let end = UInt(bitPattern: moveHeapEnd(0))
      // Invariant: all of the range is the heap's own.
      if start < end {
        _ = madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), inLargePages)
      }
    }
  #endif

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
