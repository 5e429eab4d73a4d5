import Foundation
import Goldens
import System
import Testing

/// What is printed is what was read and agreed to: `loopwise-dev golden --update` writes it anew.
@Suite struct GoldenTests {
  private static let root: FilePath = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return FilePath(url.path)
  }()

  @Test(arguments: Golden.all(packageRoot: root, NativeSystem()))
  func isAsAgreed(_ golden: Golden) throws {
    let file = golden.file(packageRoot: Self.root)
    let expected = NativeSystem().contents(file).map { String(decoding: $0, as: UTF8.self) }
    #expect(expected == String(decoding: try golden.produce(), as: UTF8.self), "\(golden.name)")
  }

  @Test func everyFileHasAnOwner() throws {
    let known = Set(Golden.all(packageRoot: Self.root, NativeSystem()).map { $0.name })
    let folder = Self.root.appending("Tests/Golden").description
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder)
      if isFolder.boolValue || name.contains("/input/") { continue }
      #expect(known.contains(name), "\(name) has no owner")
    }
  }

  /// Rule pages and the like: `loopwise-dev generate` writes them.
  @Test func generatedFilesAreCurrent() throws {
    // `swift test` builds the program into the folder that it runs the tests from.
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let candidates = [folder, Bundle.main.bundleURL].map {
      $0.appendingPathComponent("loopwise").path
    }
    let tool = try #require(
      candidates.first { FileManager.default.isExecutableFile(atPath: $0) })
    let stale = try #require(
      GeneratedFiles.stale(packageRoot: Self.root, tool: FilePath(tool), NativeSystem()))
    #expect(stale.changed.map { $0.path } == [], "run `swift run loopwise-dev generate`")
    #expect(stale.extra == [], "run `swift run loopwise-dev generate`")
  }
}
