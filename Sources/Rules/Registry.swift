package import Diagnostics
package import RuleKit

/// All rules, in order of code.
package enum Registry {
  package static let blocking: [any BlockingRule] = [
    BlockingSleep(),
    BlockingHTTP(),
    BlockingSubprocess(),
    BlockingFileIO(),
    BlockingDBDriver(),
    BlockingWait(),
    TransitiveBlocking(),
    BlockingInLoopCallback(),
    CPUBoundOnLoop(),
    UserCallbackOnLoop(),
    RunInsideLoop(),
    AsyncEndpointAllSync(),
    DjangoSyncORMInAsync(),
  ]

  package static let function: [any FunctionRule] =
    offloading + awaiting + tasks + waiting + resources + frameworks

  package static let module: [any ModuleRule] = taskModules + queues + shared

  private static let taskModules: [any ModuleRule] = [TaskResultUnobserved()]

  private static let queues: [any ModuleRule] = [
    UnboundedQueue(),
    QueueJoinHang(),
  ]

  private static let shared: [any ModuleRule] = [
    SharedIterationWithAwait(),
    MiddlewareNotAsyncCapable(),
    AsyncTestNeverRuns(),
    UnmaintainedAsyncDependency(),
  ]

  /// LW100 to LW199, as far as one function tells.
  private static let offloading: [any FunctionRule] = [
    ExecutorBlocksOnExit(),
    OffloadMisuse(),
    CPUBoundOnLoop(),
  ]

  /// LW200 to LW299.
  private static let awaiting: [any FunctionRule] = [
    CoroutineNotAwaited(),
    CoroutineLost(),
    CoroutineUsedAsValue(),
    AwaitMisplaced(),
    CoroutineAwaitedTwice(),
    AsyncCallableToSyncAPI(),
    CachedCoroutine(),
    AsyncSpecialMethod(),
    AsyncWithoutAwait(),
    WrongAwaitableArgument(),
    MissingAsyncAnnotation(),
    SyncAsyncProtocolMismatch(),
    ContextManagerNotEntered(),
    AsyncGeneratorAbandoned(),
    YieldAcrossScope(),
    YieldInContextManager(),
    ContextManagerCleanupUnprotected(),
  ]

  /// LW300 to LW449.
  private static let tasks: [any FunctionRule] = [
    TaskDropped(),
    TaskOutlivesReference(),
    PreferTaskGroup(),
    SiblingsSurviveFailure(),
    PendingNotSettled(),
    ControlFlowInTaskGroup(),
    ResourceClosedUnderTask(),
    CancelledErrorSwallowed(),
    BroadExceptSwallowsCancel(),
    ExitInFinally(),
    UnshieldedCleanupAwait(),
    ShieldWithoutReference(),
    GatherExceptionsIgnored(),
    GatherFilterWrong(),
    GroupExceptionUncatchable(),
    ExceptionGroupMisuse(),
    TaskRootSwallows(),
  ]

  /// LW450 to LW499, LW550 to LW599 and LW900 to LW929.
  private static let waiting: [any FunctionRule] = [
    NetworkAwaitWithoutTimeout(),
    TimeoutWithoutSuspension(),
    WrongTimeoutException(),
    WaitForPitfall(),
    TimeoutParameter(),
    UnboundedRetry(),
    WriteWithoutDrain(),
    UnboundedFanOut(),
    AsyncBusyWait(),
    SequentialIndependentAwaits(),
    SequentialAwaitInLoop(),
    OneByOneQueries(),
    UnboundedFetch(),
  ]

  /// LW500 to LW549, LW600 to LW699.
  private static let resources: [any FunctionRule] = [
    AsyncResourceLeak(),
    PoolAcquireHazard(),
    SyncLockAcrossAwait(),
    LockHandling(),
    ResourceUsedAfterExit(),
    ResponseNotReleased(),
    LoopObjectFromThread(),
    ManualLoop(),
    ClientPerCall(),
    LoopBoundObjectShared(),
    CoroutineEntryNotRun(),
    BridgeDeadlock(),
    RaceAcrossAwait(),
    SelfDeadlock(),
  ]

  /// LW700 to LW899, LW930 and above.
  private static let frameworks: [any FunctionRule] = [
    FrameworkTaskMisuse(),
    ResourcePerRequest(),
    ConcurrentUseOfConnection(),
    ImplicitIOInAsyncORM(),
    SyncToAsyncMisuse(),
    RunInTest(),
    AsyncioAPIAgainstTarget(),
    NoCheckpoint(),
    MixedAsyncLibraries(),
    TrioAnyioIdioms(),
  ]

  package static var metadata: [RuleMetadata] {
    let rules: [any Rule] = blocking + function.filter { !($0 is any BlockingRule) } + module
    return rules.map { type(of: $0).metadata }
  }
}
