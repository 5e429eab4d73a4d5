#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// Calls of the C library that methods of the same name hide. Outside of a type they need no prefix,
// which would be another one for each C library.

func systemRead(_ descriptor: Int32, _ space: UnsafeMutableRawBufferPointer) -> Int {
  // Invariant: the buffer has room for as many bytes as are asked for.
  read(descriptor, space.baseAddress, space.count)
}

func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  // Invariant: the buffer has as many bytes as are named.
  write(descriptor, bytes.baseAddress, bytes.count)
}

func systemOpen(_ path: UnsafePointer<CChar>, _ flags: Int32) -> Int32 { open(path, flags) }

func systemClose(_ descriptor: Int32) { _ = close(descriptor) }

func systemAccept(_ descriptor: Int32) -> Int32 { accept(descriptor, nil, nil) }

/// Both ends of a new pipe, or `nil`.
func systemPipe() -> (read: Int32, write: Int32)? {
  var ends: [Int32] = [-1, -1]
  return pipe(&ends) == 0 ? (ends[0], ends[1]) : nil
}
