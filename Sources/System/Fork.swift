/// Not visible in the modules of the C library, since a fork is safe only before a second thread
/// exists. `Processes` calls it before any.
@_silgen_name("fork") func forkProcess() -> Int32
