// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// Fully static and stripped on Linux: one file that starts fast and runs on every distribution.
let linkStatically: [LinkerSetting] = [
  .unsafeFlags(
    ["-static-executable", "-Xlinker", "-s", "-Xlinker", "--icf=all"],
    .when(platforms: [.linux], configuration: .release))
]

func tests(
  _ name: String, _ dependencies: [Target.Dependency], fixtures: [String] = []
) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: fixtures, swiftSettings: strict)
}

func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "loopwise-package",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "loopwise", targets: ["loopwise"]),
    .executable(name: "loopwise-dev", targets: ["loopwise-dev"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
  ],
  targets: [
    layer("SourceText"),
    layer("System"),
    layer("Terminal"),
    layer("Diagnostics", ["SourceText"]),
    layer("PythonSyntax", ["SourceText"]),
    layer("PythonSemantics", ["PythonSyntax", "SourceText"]),
    layer("PythonFlow", ["PythonSemantics"]),
    layer("LibraryModels", ["PythonSemantics", "SourceText"]),
    layer(
      "Project",
      ["PythonSemantics", "PythonSyntax", "Diagnostics", "System", "SourceText", toml]),
    layer(
      "Summaries",
      ["Project", "LibraryModels", "PythonSemantics", "PythonSyntax", "SourceText"]),
    layer(
      "RuleKit",
      [
        "Summaries", "PythonFlow", "Project", "LibraryModels", "PythonSemantics", "PythonSyntax",
        "Diagnostics", "SourceText",
      ]),
    layer(
      "Rules",
      [
        "RuleKit", "PythonFlow", "Summaries", "LibraryModels", "PythonSemantics", "PythonSyntax",
        "Diagnostics",
        "SourceText",
      ]),
    layer(
      "Analyzer",
      [
        "Rules", "RuleKit", "Summaries", "Project", "LibraryModels", "Diagnostics", "System",
        "PythonSyntax", "PythonSemantics", "SourceText",
      ]),
    layer("Renderers", ["Diagnostics", "Terminal", "SourceText"]),
    layer(
      "Goldens",
      [
        "Analyzer", "Renderers", "Project", "PythonSemantics", "PythonSyntax", "Diagnostics",
        "System", "SourceText",
      ]),
    .executableTarget(
      name: "loopwise",
      dependencies: [
        "Analyzer", "Renderers", "Project", "Diagnostics", "Terminal", "System", "SourceText",
        arguments,
      ],
      swiftSettings: strict, linkerSettings: linkStatically),
    .executableTarget(
      name: "loopwise-dev",
      dependencies: [
        "Goldens", "Analyzer", "Renderers", "Project", "Summaries", "Rules", "RuleKit",
        "PythonFlow",
        "PythonSemantics",
        "PythonSyntax", "Diagnostics", "Terminal", "System", "SourceText", arguments,
      ],
      swiftSettings: strict, linkerSettings: linkStatically),
    tests("SyntaxTests", ["PythonSyntax", "SourceText"], fixtures: ["Fixtures"]),
    tests(
      "ModelTests", ["LibraryModels", "PythonSyntax", "SourceText"], fixtures: ["check_models.py"]),
    tests(
      "ProjectTests",
      ["Project", "System", "Diagnostics", "PythonSemantics", "PythonSyntax", "SourceText"],
      fixtures: ["Fixtures"]),
    tests("SemanticsTests", ["PythonSemantics", "PythonSyntax", "SourceText"]),
    tests("CheckTests", ["Analyzer", "Project", "System", "Diagnostics"]),
    tests("GoldenTests", ["Goldens", "System"]),
    tests(
      "RuleTests", ["Analyzer", "Rules", "RuleKit", "Project", "System", "Diagnostics"],
      fixtures: ["Fixtures", "suite_open.txt"]),
    tests("GateTests", [], fixtures: ["limits.txt"]),
  ]
)
