package import Diagnostics
import LibraryModels
package import Project
import PythonSemantics
import Summaries

/// Finds the functions that frameworks call for requests and messages, and those that run beside them,
/// by the rows of `EntryPointModel`. What is registered under a computed name is not found.
package final class EntryPoints {
  /// One way to reach a function from outside.
  package struct Entry {
    package var function: FunctionID
    package var point: EntryPoint
    /// What the framework runs before it, besides what its parameters ask for.
    package var dependencies: [FunctionID] = []
  }

  let context: RuleContext
  private(set) var entries: [Entry] = []
  /// Functions that run at the start of the program or of the service.
  private(set) var startups: Set<FunctionID> = []
  private var known: Set<String> = []
  private var viewRoutes: [ClassID: [(model: EntryPointModel, route: Route)]] = [:]
  private lazy var prefixes = RoutePrefixes(context)

  struct Route {
    var methods: [String] = []
    var path: String?
    var isOpen = false
    var dependencies: [FunctionID] = []
  }

  package init(_ context: RuleContext) { self.context = context }

  /// In order of path and place.
  package func find() -> [Entry] {
    let modules = context.engine.program.modules.filter {
      $0.origin == .firstParty && $0.isChecked && !$0.isStub && !$0.servesTests
    }
    for module in modules { readDecorators(module) }
    for module in modules { readRegistrations(module) }
    for module in modules { readViews(module) }
    for worker in BackgroundWorkers(context, startups: startups).find() { add(worker) }
    return entries.sorted { a, b in
      a.point.place == b.point.place
        ? (a.point.route ?? "", a.point.methods.first ?? "")
          < (b.point.route ?? "", b.point.methods.first ?? "")
        : a.point.place < b.point.place
    }
  }

  // MARK: Decorators

  private func readDecorators(_ module: Module) {
    for index in module.facts.functions.indices {
      let row = module.facts.functions[index]
      guard row.decorators != 0 else { continue }
      let subject = context.subject(of: module.function(UInt32(index)))
      for decorator in module.facts.list(row.decorators) {
        guard let (model, registrar, call) = decorated(decorator, subject) else { continue }
        let function = module.function(UInt32(index))
        if registrar.kind == .startup {
          startups.insert(function)
          continue
        }
        add(function, model, registrar.kind, route(registrar, call, subject))
      }
    }
    readClassDecorators(module)
  }

  private func decorated(
    _ decorator: IRNodeID, _ subject: FunctionSubject
  ) -> (EntryPointModel?, EntryPointModel.Registrar, Call?)? {
    let call = subject.plainCall(decorator)
    let callee = call?.callee ?? decorator
    var names =
      call?.names
      ?? context.names(ofCallee: context.engine.evaluate(callee, in: subject.module))
    if names.isEmpty, let call { names = memberNames(call, subject) }
    if let (model, registrar) = EntryPoints.decorator(named: names) {
      return (model, registrar, call)
    }
    guard names.isEmpty, let call else { return nil }
    if let (model, registrar) = byGroup(call, subject) { return (model, registrar, call) }
    return byShape(call, subject).map {
      (subject.facts.imports(anyOf: ["fastapi"]) ? EntryPoints.fastAPI : nil, $0, call)
    }
  }

  /// `aiohttp.web.RouteTableDef.get`, where the class is known and says nothing of its method.
  private func memberNames(_ call: Call, _ subject: FunctionSubject) -> [String] {
    guard let receiver = call.receiver else { return [] }
    let type = context.engine.evaluate(receiver, in: subject.module)
    return context.types.alternatives(type).compactMap { context.className($0) }
      .map { "\($0).\(call.spelled)" }
  }

  private static let starlette = EntryPointModel.all.first { $0.name == "Starlette" }
  private static let fastAPI = EntryPointModel.all.first { $0.name == "FastAPI" }

  /// `@make_router().get("/items")`: nobody knows the receiver, but it looks like nothing else.
  private func byShape(_ call: Call, _ subject: FunctionSubject) -> EntryPointModel.Registrar? {
    guard call.receiver != nil, let path = call.argument(0),
      let text = subject.string(path), text.hasPrefix("/")
    else { return nil }
    return EntryPoints.fastAPI?.decorators[call.spelled]
  }

  /// `@group.command()`, where `@commands.group()` made a group of a function: nobody knows its class
  /// without the library.
  private func byGroup(
    _ call: Call, _ subject: FunctionSubject
  ) -> (EntryPointModel, EntryPointModel.Registrar)? {
    guard EntryPoints.groups.contains(call.spelled), let receiver = call.receiver,
      let group: FunctionID = decorated(receiver, subject)
    else { return nil }
    let owner = context.subject(of: group)
    for decorator in owner.facts.list(owner.row.decorators) {
      guard let (found, _, _) = decorated(decorator, owner), let model = found,
        let registrar = model.decorators[call.spelled]
      else { continue }
      return (model, registrar)
    }
    return nil
  }

  private static let groups: Set<String> = ["command", "group", "subcommand", "sub_command"]

  /// What decorators of one of these names do.
  static func decorator(
    named names: [String]
  ) -> (EntryPointModel, EntryPointModel.Registrar)? {
    for (model, name) in models(of: names) {
      if let registrar = model.decorators[name] { return (model, registrar) }
      // FastAPI's applications and routers inherit from Starlette's.
      if model.name == "FastAPI", let registrar = starlette?.decorators[name] {
        return (model, registrar)
      }
    }
    return nil
  }

  static func models(of names: [String]) -> [(model: EntryPointModel, name: String)] {
    names.flatMap { name -> [(model: EntryPointModel, name: String)] in
      let parts = name.split(separator: ".")
      guard 1 < parts.count, let first = parts.first, let last = parts.last,
        !name.hasPrefix("aiohttp.Client")
      else { return [] }
      return EntryPointModel.all.filter { $0.packages.contains(String(first)) }
        .map { ($0, String(last)) }
    }
  }

  private func route(
    _ registrar: EntryPointModel.Registrar, _ call: Call?, _ subject: FunctionSubject
  ) -> Route {
    var result = Route(methods: registrar.method.map { [$0] } ?? registrar.defaultMethods)
    guard let call else { return result }
    result.dependencies = prefixes.dependencies(of: call, in: subject)
    if let argument = registrar.methodArgument,
      let node = call.argument(argument.position, argument.keyword)
    {
      let items =
        [.list, .tuple, .set].contains(subject.kind(node)) ? subject.facts.items(node) : [node]
      let methods = items.compactMap { subject.string($0)?.uppercased() }
      if !methods.isEmpty { result.methods = methods == ["*"] ? [] : methods }
    }
    if let argument = registrar.path, let node = call.argument(argument.position, argument.keyword)
    {
      result.path = subject.string(node)
      result.isOpen = result.path == nil
    }
    guard registrar.path != nil, let receiver = call.receiver,
      context.types.kind(context.engine.evaluate(receiver, in: subject.module)) != .module
    else { return result }
    let prefix = prefixes.prefix(of: receiver, in: subject)
    if let path = result.path { result.path = prefix.text + path }
    result.isOpen = result.isOpen || prefix.isOpen
    result.dependencies += prefixes.dependencies(of: receiver, in: subject)
    return result
  }

  // MARK: Registrations

  private static let spellings: Set<String> = Set(
    EntryPointModel.all.flatMap { Array($0.registrars.keys) } + [
      "append", "Application", "add_handlers",
    ])

  private func readRegistrations(_ module: Module) {
    for index in module.facts.functions.indices
    where module.facts.functions[index].flags.contains(.hasCall) || index == 0 {
      let subject = context.subject(of: module.function(UInt32(index)))
      let isSpelled = subject.nodes.contains { node in
        subject.kind(node) == .call
          && EntryPoints.spellings.contains(subject.spelling(subject.facts.operand(node)))
      }
      guard isSpelled else { continue }
      for call in subject.calls where EntryPoints.spellings.contains(call.spelled) {
        if call.spelled == "append" { readHook(call, subject) }
        if call.spelled == "Application" || call.spelled == "add_handlers" {
          readTornado(call, subject)
        }
        let names = call.names.isEmpty ? registrarNames(call, subject) : call.names
        for (model, name) in EntryPoints.models(of: names) {
          guard let registrar = model.registrars[name] else { continue }
          register(call, model, registrar, subject)
        }
      }
    }
  }

  /// `app.router.add_get("/items", items)`, `context.job_queue.run_once(alarm, 5)`: without the sources of
  /// aiohttp or Telegram's library they are nobody's, and called like nothing else.
  private func registrarNames(_ call: Call, _ subject: FunctionSubject) -> [String] {
    let names = memberNames(call, subject)
    guard names.isEmpty, let receiver = call.receiver else { return names }
    let object = subject.spelling(receiver)
    if object == "job_queue" { return ["telegram.ext.JobQueue.\(call.spelled)"] }
    guard object == "router", call.spelled.hasPrefix("add_") else { return names }
    return ["aiohttp.web.UrlDispatcher.\(call.spelled)"]
  }

  private func register(
    _ call: Call, _ model: EntryPointModel, _ registrar: EntryPointModel.Registrar,
    _ subject: FunctionSubject
  ) {
    guard let argument = registrar.handler,
      let node = call.argument(argument.position, argument.keyword)
    else { return }
    let route = route(registrar, call, subject)
    if let view = view(node, subject) {
      viewRoutes[view, default: []].append((model, route))
      return
    }
    for function in handlers(node, subject) {
      if registrar.kind == .startup {
        startups.insert(function)
      } else {
        add(function, model, registrar.kind, route)
      }
    }
  }

  /// One, or all that a variable may be: `for name, handler in handlers.items(): add(name, handler)`.
  private func handlers(_ node: IRNodeID, _ subject: FunctionSubject) -> [FunctionID] {
    if let function = handler(node, subject) { return [function] }
    return context.types.alternatives(subject.type(node)).compactMap {
      context.function(ofCallee: $0)
    }
  }

  /// `handler`, `handler()` for tasks, `partial(handler, x)`, `[handler]`.
  private func handler(_ node: IRNodeID, _ subject: FunctionSubject) -> FunctionID? {
    if let function = context.function(ofCallee: subject.type(node)) {
      // What a decorator of a library has made of a function belongs to that library.
      return context.subject(of: function).isFirstParty ? function : decorated(node, subject)
    }
    if subject.kind(node) == .call {
      return context.function(ofCallee: subject.type(subject.facts.operand(node)))
    }
    if subject.kind(node) == .list, let first = subject.facts.items(node).first {
      return context.function(ofCallee: subject.type(first))
    }
    return decorated(node, subject)
  }

  /// `@aiohttp_jinja2.template("x.html") async def page(request)`: what the decorator makes of it is its
  /// own, but it is there to run the function.
  private func decorated(_ node: IRNodeID, _ subject: FunctionSubject) -> FunctionID? {
    let program = context.engine.program
    let found: [FunctionID]
    switch subject.kind(node) {
    case .name:
      guard let symbol = subject.symbol(node) else { return nil }
      found = program.bindings(ofSymbol: symbol, in: subject.module.id).compactMap {
        if case .function(let function) = $0 { function } else { nil }
      }
    case .attribute:
      let owner = context.types[subject.type(subject.facts.operand(node))]
      guard owner.kind == .module else { return nil }
      let module = program[ModuleID(rawValue: owner.a)].name
      found = context.engine.functions(named: "\(module).\(subject.spelling(node))")
    default: return nil
    }
    guard found.count == 1, context.row(of: found[0]).decorators != 0 else { return nil }
    return found[0]
  }

  /// `Items` or `Items.as_view()`.
  private func view(_ node: IRNodeID, _ subject: FunctionSubject) -> ClassID? {
    var node = node
    if subject.kind(node) == .call {
      let callee = subject.facts.operand(node)
      guard subject.spelling(callee) == "as_view" else { return nil }
      node = subject.facts.operand(callee)
    }
    let types = context.types
    let type = subject.type(node)
    return types.kind(type) == .classObject ? ClassID(rawValue: types[type].a) : nil
  }

  private static let hookLists: Set<String> = ["on_startup", "cleanup_ctx"]

  /// `app.on_startup.append(start)`.
  private func readHook(_ call: Call, _ subject: FunctionSubject) {
    guard let receiver = call.receiver, Self.hookLists.contains(subject.spelling(receiver)),
      let node = call.argument(0), let function = handler(node, subject)
    else { return }
    startups.insert(function)
  }

  /// `Application([(r"/items", Items)])`.
  private func readTornado(_ call: Call, _ subject: FunctionSubject) {
    guard let model = EntryPointModel.all.first(where: { $0.name == "Tornado" }) else { return }
    for argument in call.arguments where subject.kind(argument.node) == .list {
      for item in subject.facts.items(argument.node) where subject.kind(item) == .tuple {
        let parts = subject.facts.items(item)
        guard 2 <= parts.count, let path = subject.string(parts[0]),
          let view = view(parts[1], subject)
        else { continue }
        viewRoutes[view, default: []].append((model, Route(path: path)))
      }
    }
  }

  // MARK: Views

  /// `@routes.view("/items") class Items(web.View)`.
  private func readClassDecorators(_ module: Module) {
    let body = context.subject(of: module.function(0))
    for (index, row) in module.facts.classes.enumerated() where row.decorators != 0 {
      for decorator in module.facts.list(row.decorators) {
        guard let (model, registrar, call) = decorated(decorator, body), let model else { continue }
        viewRoutes[module.class(UInt32(index)), default: []].append(
          (model, route(registrar, call, body)))
      }
    }
  }

  private func readViews(_ module: Module) {
    for index in module.facts.classes.indices {
      let identity = module.class(UInt32(index))
      let names = context.ancestry(identity)
      guard names.count != 1 || viewRoutes[identity] != nil else { continue }
      let found = EntryPointModel.all.lazy.compactMap { model in
        model.views.first { !$0.bases.isDisjoint(with: names) }.map { (model, $0) }
      }.first
      // A base that was not found, of a class that is registered as a view.
      let registered = viewRoutes[identity]?.first.flatMap { entry in
        entry.model.views.first.map { (entry.model, $0) }
      }
      guard let (model, view) = found ?? registered else { continue }
      readView(identity, module, index, model, view)
    }
  }

  private func readView(
    _ identity: ClassID, _ module: Module, _ index: Int, _ model: EntryPointModel,
    _ view: EntryPointModel.View
  ) {
    var routes = viewRoutes[identity]?.map { $0.route } ?? []
    if routes.isEmpty { routes = [Route(isOpen: view.kind != .message)] }
    for position in module.facts.functions.indices
    where Int(module.facts.functions[position].owner) == index + 1 {
      let name = module.facts.names[module.facts.functions[position].name]
      guard let methods = view.methods[name] else { continue }
      for route in routes {
        add(
          module.function(UInt32(position)), model, view.kind,
          Route(methods: methods, path: route.path, isOpen: route.isOpen))
      }
    }
  }

  // MARK: Entries

  private func add(
    _ function: FunctionID, _ model: EntryPointModel?, _ kind: EntryPointModel.Kind,
    _ route: Route
  ) {
    let subject = context.subject(of: function)
    guard subject.isFirstParty, subject.module.isChecked, !subject.isLambda else { return }
    if let model, model.needsCoroutine, !subject.isAsync { return }
    var point = EntryPoint(
      kind: EntryPoints.kind(kind), framework: model?.name ?? "", methods: route.methods,
      route: route.path, place: context.printer.definitionPlace(subject.unit),
      function: subject.qualifiedName, runs: runs(subject, model))
    point.isRouteOpen = route.isOpen
    add(Entry(function: function, point: point, dependencies: route.dependencies))
  }

  private func add(_ entry: Entry) {
    let point = entry.point
    let key = "\(entry.function.rawValue) \(point.methods) \(point.route ?? "") \(point.kind)"
    if known.insert(key).inserted { entries.append(entry) }
  }

  private func runs(_ subject: FunctionSubject, _ model: EntryPointModel?) -> EntryPoint.Runs {
    if model?.plain == .ownLoop { return .onOwnLoop }
    if subject.isAsync { return .onLoop }
    switch model?.plain {
    case .thread: return .inThread
    case .loop: return .onLoop
    default: return .unknown
    }
  }

  private static func kind(_ kind: EntryPointModel.Kind) -> EntryPoint.Kind {
    switch kind {
    case .http: .http
    case .websocket: .websocket
    case .connection: .connection
    case .message: .message
    case .background: .background
    case .worker, .startup: .worker
    }
  }
}
