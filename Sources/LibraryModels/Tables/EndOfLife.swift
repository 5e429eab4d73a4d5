/// A package for asynchronous code that nobody maintains any more.
package struct EndOfLifePackage: Sendable {
  package var name: String
  /// What happened, with its date.
  package var fate: String
  package var successor: String
  /// Python 3.x that has the same in its standard library; nil where it does not matter.
  package var obsoleteSince: UInt8?
  package var evidence: String

  package static let all: [EndOfLifePackage] = [
    EndOfLifePackage(
      name: "motor", fate: "reached its end in May 2026", successor: "pymongo.AsyncMongoClient",
      evidence: "motor 3.7.1 README: deprecated 2025-05-14, unsupported from 2026-05-14"),
    EndOfLifePackage(
      name: "aioredis", fate: "was archived in February 2023", successor: "redis.asyncio",
      evidence: "aioredis 2.0.1 README: part of redis-py since 4.2.0"),
    EndOfLifePackage(
      name: "asynctest", fate: "had its last release in 2020",
      successor: "unittest.IsolatedAsyncioTestCase",
      evidence: "asynctest 0.13.0 asynctest/mock.py uses asyncio.coroutine, gone in Python 3.11"),
    EndOfLifePackage(
      name: "async_timeout", fate: "is part of Python 3.11", successor: "asyncio.timeout",
      obsoleteSince: 11, evidence: "async-timeout 5.0.1 README"),
    EndOfLifePackage(
      name: "nest_asyncio", fate: "had its last release in January 2024",
      successor: "asyncio.run", evidence: "nest-asyncio 1.6.0, the last on the package index"),
    EndOfLifePackage(
      name: "databases", fate: "had its last release in March 2024",
      successor: "sqlalchemy.ext.asyncio",
      evidence: "databases 0.9.0, the last on the package index"),
  ]

  package static let byName = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
