package import PythonSemantics

/// An `async with` that starts children and waits for them.
package struct TaskGroupScope: Sendable {
  package enum Library: Sendable { case asyncio, anyio, trio }
  package var library: Library
  package var context: IRNodeID
  package var target: IRNodeID
  package var with: IRNodeID
}

extension FunctionSubject {
  private static let groups: [String: TaskGroupScope.Library] = [
    "asyncio.TaskGroup": .asyncio, "asyncio.taskgroups.TaskGroup": .asyncio,
    "anyio.create_task_group": .anyio, "trio.open_nursery": .trio,
  ]

  /// The task groups that the function opens.
  package var taskGroups: [TaskGroupScope] {
    guard row.flags.contains(.hasAsyncWith) else { return [] }
    return nodes.filter { kind($0) == .with }.flatMap { with in
      facts.managers(with).compactMap { manager in
        guard let call = call(manager.context), call.names.count == 1, let name = call.names.first,
          let library = Self.groups[name], call.argument(nil, "strict_exception_groups") == nil
        else { return nil }
        return TaskGroupScope(
          library: library, context: manager.context, target: manager.target, with: with)
      }
    }
  }

  /// The calls in the body of a group that start its children.
  package func children(of group: TaskGroupScope) -> [Call] {
    guard let symbol = symbol(group.target) else { return [] }
    return calls.filter { call in
      guard ["create_task", "start_soon", "start"].contains(call.spelled),
        let receiver = call.receiver, self.symbol(receiver) == symbol
      else { return false }
      return isInside(call.node, .body, of: group.with)
    }
  }
}
