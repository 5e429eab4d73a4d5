import LibraryModels
import Project
import PythonSemantics
import Summaries

// What FastAPI gives to a parameter is what the dependency yields, whatever the annotation says.

extension BlockingSites {
  /// Whether the endpoint is given another session than the one it is written for:
  ///
  ///     async def get_db():
  ///         async with AsyncSession(engine) as session:
  ///             yield session
  ///
  ///     async def items(db: Session = Depends(get_db)):
  ///         return db.query(Item).all()  # fails, as an `AsyncSession` has no `query`: nothing waits
  func isGivenAnother(_ site: BlockingSite, _ function: FunctionSubject) -> Bool {
    guard site.family == .database || site.family == .orm else { return false }
    return function.row.parameters.contains { index in
      let parameter = function.facts.parameters[Int(index)]
      guard parameter.annotation.exists, let wanted = wanted(parameter.annotation, function)
      else { return false }
      let package = moduleName(wanted).prefix { $0 != "." }
      guard site.leaf.hasPrefix(package) else { return false }
      return function.dependencies(of: parameter).contains { dependency in
        guard let given = given(dependency) else { return false }
        return moduleName(given).prefix { $0 != "." } == package
          && !context.engine.isSubclass(given, of: wanted)
          && !context.engine.isSubclass(wanted, of: given)
      }
    }
  }

  private func moduleName(_ id: ClassID) -> String {
    context.engine.program.location(of: id).module.name
  }

  private func wanted(_ annotation: IRNodeID, _ function: FunctionSubject) -> ClassID? {
    if function.kind(annotation) == .subscript,
      function.spelling(function.operand(annotation)) == "Annotated"
    {
      let parts = function.facts.items(function[annotation].second)
      return parts.first.flatMap { wanted($0, function) }
    }
    let type = context.engine.evaluate(annotation, in: function.module)
    guard context.types.kind(type) == .classObject else { return nil }
    return ClassID(rawValue: context.types[type].a)
  }

  /// The class of what a dependency yields or returns, where that is one.
  private func given(_ dependency: FunctionID) -> ClassID? {
    let unit = context.engine.unit(for: dependency, receiver: nil)
    let row = context.row(of: dependency)
    let type = row.flags.contains(.isGenerator) ? unit.yields : unit.returns
    guard context.types.kind(type) == .instance else { return nil }
    return ClassID(rawValue: context.types[type].a)
  }
}

extension FunctionSubject {
  /// The functions of `Depends(connect)` and `Annotated[…, Depends(connect)]`: FastAPI calls them before the
  /// endpoint.
  func dependencies(of parameter: ParameterRow) -> [FunctionID] {
    [parameter.defaultValue, parameter.annotation].filter(\.exists)
      .flatMap { dependencyCalls($0, depth: 0) }
      .compactMap { call in
        guard let argument = call.argument(0, "dependency") else { return nil }
        return context.function(ofCallee: context.engine.evaluate(argument, in: module))
      }
  }

  private func dependencyCalls(_ node: IRNodeID, depth: Int) -> [Call] {
    guard depth < 4 else { return [] }
    switch kind(node) {
    case .call:
      guard let call = plainCall(node), ["Depends", "Security"].contains(call.spelled) else {
        return []
      }
      return [call]
    case .subscript:
      let slice = self[node].second
      let parts = kind(slice) == .tuple ? facts.items(slice) : [slice]
      return parts.flatMap { dependencyCalls($0, depth: depth + 1) }
    default: return []
    }
  }
}
