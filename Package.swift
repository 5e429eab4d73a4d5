// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .unsafeFlags(["-Xfrontend", "-function-sections"], .when(configuration: .release)),
]

/// Targets whose inner loops count, here or in those who call them; all others are compiled for size.
/// `-cross-module-optimization` does not inline `package`
/// declarations into other modules, whatever their attributes; these flags do it.
let inlined = Set([
  "SourceText", "PythonSyntax", "PythonSemantics", "Project", "Summaries", "RuleKit",
])
let inlining = [
  "-enable-library-evolution", "-no-verify-emitted-module-interface",
  "-Xfrontend", "-package-cmo", "-Xfrontend", "-allow-non-resilient-access",
]

/// Targets that others inline but that are compiled for size themselves: a check takes as long, and the
/// program is some hundred kilobytes smaller.
let small = Set(["Project", "RuleKit"])

/// Targets whose code runs on one thread at a time: it counts references without locking the bus, which
/// took a tenth of a check. Nothing that they share may be in use on two threads at once, so what the
/// workers that read files call stands elsewhere.
let unshared = Set(["Summaries", "RuleKit", "Rules"])

/// Targets of which nothing is printed by the names of its fields and cases: they do without those names,
/// 90 KB of the program.
let nameless = Set([
  "System", "PythonFlow", "Project", "Summaries", "RuleKit", "Rules", "Analyzer",
  "Renderers", "RuntimeEvidence", "Edits", "ProfileModel", "ProfileViews", "Terminal",
  "PythonSemantics", "SourceText", "Diagnostics",
])

func settings(of target: String) -> [SwiftSetting] {
  var flags: [String] = []
  if inlined.contains(target) { flags += inlining }
  if !inlined.contains(target) || small.contains(target) { flags.append("-Osize") }
  if unshared.contains(target) { flags += ["-Xfrontend", "-assume-single-threaded"] }
  if nameless.contains(target) { flags += ["-Xfrontend", "-disable-reflection-metadata"] }
  // Inference and rules write to tables in classes all the time; debug builds, and so the tests, check.
  flags.append("-enforce-exclusivity=unchecked")
  return strict + [.unsafeFlags(flags, .when(configuration: .release))]
}

/// Fully static and stripped on Linux: one file that starts fast and runs on every distribution.
/// The script leaves out the unwind tables of Swift code, a tenth of the file, and pages that are empty; of
/// the linkers, only GNU ld can leave out some of the tables.
let linkStatically: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-static-executable", "-use-ld=bfd", "-Xlinker", "-s",
      "-Xlinker", "-T\(Context.packageDirectory)/Support/left-out.ld",
    ],
    .when(platforms: [.linux], configuration: .release))
]

func tests(
  _ name: String, _ dependencies: [Target.Dependency], fixtures: [String] = []
) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: fixtures, swiftSettings: strict)
}

func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings(of: name))
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
    layer("Edits", ["Analyzer", "Project", "Diagnostics", "System", "SourceText"]),
    layer("Renderers", ["Diagnostics", "Terminal", "SourceText"]),
    layer("ProfileModel"),
    .target(
      name: "ProfileCapture", dependencies: ["ProfileModel", "System"],
      resources: [.embedInCode("Agent")], swiftSettings: settings(of: "ProfileCapture")),
    layer("ProfileViews", ["ProfileModel", "Renderers", "Terminal"]),
    layer("RuntimeEvidence", ["Analyzer", "ProfileModel", "Diagnostics", "SourceText"]),
    layer(
      "Goldens",
      [
        "Analyzer", "Renderers", "Summaries", "Project", "PythonFlow", "LibraryModels",
        "PythonSemantics", "PythonSyntax", "Diagnostics", "System", "SourceText",
      ]),
    .executableTarget(
      name: "loopwise",
      dependencies: [
        "Edits", "Analyzer", "Renderers", "RuleKit", "LibraryModels", "Project", "Diagnostics",
        "Terminal", "System", "SourceText",
        "ProfileModel", "ProfileCapture", "ProfileViews", "RuntimeEvidence", arguments,
      ],
      swiftSettings: settings(of: "loopwise"), linkerSettings: linkStatically),
    .executableTarget(
      name: "loopwise-dev",
      dependencies: [
        "LibraryModels", "Goldens", "Analyzer", "Renderers", "Project", "Summaries", "Rules",
        "RuleKit",
        "PythonFlow",
        "PythonSemantics",
        "PythonSyntax", "Diagnostics", "Terminal", "System", "SourceText", arguments,
      ],
      swiftSettings: settings(of: "loopwise"), linkerSettings: linkStatically),
    tests("SyntaxTests", ["PythonSyntax", "SourceText"], fixtures: ["Fixtures"]),
    tests(
      "ModelTests", ["LibraryModels", "PythonSyntax", "SourceText"], fixtures: ["check_models.py"]),
    tests(
      "ProjectTests",
      ["Project", "System", "Diagnostics", "PythonSemantics", "PythonSyntax", "SourceText"],
      fixtures: ["Fixtures"]),
    tests("SemanticsTests", ["PythonSemantics", "PythonSyntax", "SourceText"]),
    tests(
      "CheckTests",
      ["Analyzer", "RuleKit", "LibraryModels", "Project", "System", "Diagnostics"]),
    tests("GoldenTests", ["Goldens", "System"]),
    tests(
      "RuleTests", ["Analyzer", "Rules", "RuleKit", "Project", "System", "Diagnostics"],
      fixtures: ["Fixtures", "suite_open.txt"]),
    tests("RuntimeTests", ["ProfileModel", "ProfileViews", "ProfileCapture", "System"]),
    tests(
      "EvidenceTests",
      [
        "RuntimeEvidence", "Analyzer", "ProfileModel", "Renderers", "Project", "Diagnostics",
        "System", "Terminal",
      ]),
    tests(
      "EditsTests", ["Edits", "Analyzer", "Rules", "Project", "System", "Diagnostics"],
      fixtures: ["Fixtures"]),
    tests("GateTests", [], fixtures: ["limits.txt"]),
  ]
)
