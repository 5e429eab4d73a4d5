#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// Calls of the C library that its modules do not show.

#if os(Linux)
  @_silgen_name("process_vm_readv")
  func readForeignMemory(
    _ process: Int32, _ local: UnsafePointer<iovec>, _ localCount: UInt,
    _ remote: UnsafePointer<iovec>, _ remoteCount: UInt, _ flags: UInt
  ) -> Int
#endif

#if os(Linux)
  /// Invariant: only for calls that take what is passed here, as numbers or addresses.
  @_silgen_name("syscall")
  func callKernel(_ number: Int, _ first: Int, _ second: UnsafeRawPointer?, _ third: Int) -> Int
#endif

/// Hidden since it is safe only before a second thread exists. `Processes` calls it before any.
@_silgen_name("fork") func forkProcess() -> Int32

#if canImport(Glibc)
  /// Numbers of `malloc.h`.
  let trimThreshold: Int32 = -1
  let topPadding: Int32 = -2
  let mappingThreshold: Int32 = -3
  let arenas: Int32 = -8

  @_silgen_name("mallopt") func setAllocator(_ setting: Int32, _ value: Int32) -> Int32

  /// A number of `sys/mman.h`.
  let inLargePages: Int32 = 14

  /// Invariant: by nothing, which tells where the heap ends.
  @_silgen_name("sbrk") func moveHeapEnd(_ bytes: Int) -> UnsafeMutableRawPointer?
#endif
