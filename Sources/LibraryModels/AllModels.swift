extension Model {
  /// Every model, by module name; two of one module add up.
  package static let all: [Model] = [
    .asyncioC, .io, .multiprocessing, .posixshmem, .posixsubprocess, .queue, .signal, .socket,
    .ssl, .thread, .asyncioBaseEvents, .asyncioBaseSubprocess, .asyncioEvents, .asyncioFutures,
    .asyncioProactorEvents, .asyncioRunners, .asyncioSelectorEvents, .asyncioSSL, .asyncioStreams,
    .asyncioSubprocess, .asyncioTaskGroups, .asyncioTasks, .asyncioThreads, .asyncioUnixEvents,
    .builtins, .futuresBase, .futuresProcess, .futuresThread, .faulthandler, .fcntl, .grp,
    .multiprocessingPackage, .multiprocessingConnection, .multiprocessingManagers,
    .multiprocessingPool, .multiprocessingProcess, .multiprocessingQueues, .posix, .pwd,
    .readline, .select, .syslog, .termios, .threading, .time,
  ]
}
