import System

/// The `.py` files below some paths for tools that want every one of them: no ignore files, no
/// excludes, no links followed.
struct PythonFiles {
  let system: any OperatingSystem
  private(set) var paths: [FilePath] = []

  init(_ system: any OperatingSystem, below roots: [String]) {
    self.system = system
    for root in roots {
      let path = FilePath(root)
      if system.isFolder(path) { collect(path) } else { paths.append(path) }
    }
  }

  /// A stack rather than recursion: a tree of folders may be deeper than the thread's stack.
  private mutating func collect(_ root: FilePath) {
    var pending = [root]
    while let folder = pending.popLast() {
      var inner: [FilePath] = []
      for entry in (try? system.list(folder)) ?? [] {
        let path = folder.appending(entry.name)
        switch entry.kind {
        case .folder: inner.append(path)
        case .file where entry.name.suffix(3).elementsEqual(".py".utf8): paths.append(path)
        default: break
        }
      }
      pending.append(contentsOf: inner.reversed())
    }
  }
}
