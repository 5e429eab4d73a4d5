package import SourceText
package import System

/// Text that stands in for what is on disk: standard input, an editor's unsaved file.
package struct SourceOverlay: Sendable {
  package var texts: [FilePath: [UInt8]] = [:]
  package init() {}
}

/// Why a file gave no text.
package struct SourceFailure: Error, Sendable, Hashable {
  package var message: String
}

/// Reads files into one buffer, again and again: one loader per worker.
package final class SourceLoader {
  /// More than any file that people write; a larger one is data.
  package static let sizeLimit = 64 << 20

  /// The text of the file loaded last.
  package let source = SourceBuffer()
  /// Where its lines lie, if it is a notebook.
  package private(set) var cells: NotebookCells?

  private let system: any OperatingSystem
  private let overlay: SourceOverlay
  private let buffer = ByteBuffer()

  package init(_ system: any OperatingSystem, overlay: SourceOverlay = SourceOverlay()) {
    self.system = system
    self.overlay = overlay
  }

  package func load(_ path: FilePath, kind: SourceKind) throws(SourceFailure) {
    cells = nil
    if let text = overlay.texts[path] {
      buffer.replace(with: text)
    } else {
      do throws(FileFailure) {
        try system.read(path, into: buffer, limit: SourceLoader.sizeLimit)
      } catch {
        throw SourceFailure(message: error.description)
      }
    }
    guard kind == .notebook else {
      source.load(UnsafeRawBufferPointer(buffer.contents))
      return
    }
    guard let notebook = Notebook(json: buffer.bytes) else {
      throw SourceFailure(message: "not a Jupyter notebook of format 3 or 4")
    }
    source.load(notebook.text)
    cells = notebook.cells
  }
}
