package import PythonSemantics
package import PythonSyntax
import SourceText
package import System

/// The memory of one thread for turning files into facts, reused from file to file.
package final class FactsReader {
  private let workspace = ParserWorkspace()
  private let source = SourceBuffer()
  private let version: PythonVersion
  private let platform: Platform

  package init(version: PythonVersion, platform: Platform) {
    self.version = version
    self.platform = platform
  }

  package func read(_ buffer: ByteBuffer, isStub: Bool) -> FileFacts {
    read(buffer, isStub: isStub) { _ in }
  }

  /// `inspect` sees the tree before it is gone: the syntax check shares the parse.
  package func read(
    _ buffer: ByteBuffer, isStub: Bool, inspect: (SyntaxTree) -> Void
  ) -> FileFacts {
    source.load(UnsafeRawBufferPointer(buffer.contents))
    let tree = workspace.parse(source, options: ParseOptions(version: version))
    inspect(tree)
    return lower(
      tree,
      options: LoweringOptions(
        version: version, platform: platform.systemName, isStub: isStub))
  }
}
