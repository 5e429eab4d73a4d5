/// The program's own name and version, as every report states them.
package enum Product {
  package static let name = "loopwise"
  package static let version = "0.1.0"
  package static let informationURI = "https://github.com/loopwise/loopwise"
}
