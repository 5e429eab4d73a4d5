extension Model {
  /// Every model, by module name; two of one module add up.
  package static let all: [Model] = [
    .abc, .asyncioC, .bisect, .blake2, .bz2, .codecs, .collections, .contextvars, .csv, .ctypes,
    .curses, .datetime, .decimal, .elementtree, .functools, .hashlib, .heapq, .imp, .io, .json,
    .locale, .lsprof, .lzma, .md5, .multiprocessing, .opcode, .operators, .pickle, .posixshmem,
    .posixsubprocess, .queue, .random, .sha1, .sha2, .signal, .socket, .sqlite3, .sre, .ssl,
    .stat, .statistics, .string, .strptime, .packedStruct, .symtable, .thread, .tkinter,
    .tokenizeC, .tracemalloc, .uuid, .warningsC, .weakref, .zoneinfoC, .array, .asyncioBaseEvents,
    .asyncioBaseSubprocess, .asyncioEvents, .asyncioFutures, .asyncioProactorEvents,
    .asyncioRunners, .asyncioSelectorEvents, .asyncioSSL, .asyncioStreams, .asyncioSubprocess,
    .asyncioTaskGroups, .asyncioTasks, .asyncioThreads, .asyncioUnixEvents, .atexit, .binascii,
    .builtins, .cmath, .codeConsole, .futuresBase, .futuresProcess, .futuresThread, .encodings,
    .errno, .faulthandler, .fcntl, .gc, .getpass, .gettext, .grp, .importlib, .importlibBootstrap,
    .importlibMetadata, .importlibUtil, .inspect, .itertools, .localePolicy, .logging, .marshal,
    .math, .mmap, .multiprocessingPackage, .multiprocessingConnection, .multiprocessingManagers,
    .multiprocessingPool, .multiprocessingProcess, .multiprocessingQueues, .pdb, .posix, .pwd,
    .pyexpat, .reTypes, .readline, .resource, .sched, .select, .socketserver, .subprocessTypes,
    .sys, .syslog, .termios, .threading, .time, .tokenize, .traceback, .unicodedata, .warnings,
    .zlib, .zoneinfo,
  ]
}
