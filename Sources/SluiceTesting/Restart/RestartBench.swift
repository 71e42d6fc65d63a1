// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

public import Sluice

/// What one run of a simulated process finds: its disk, and what lies outside of the process.
///
/// After a crash the next run gets a new one: the disk is as the crash left it, and what was kept
/// outside is the same.
public struct RestartBench: Sendable {
  /// The disk. Put workspaces, files and persistent stores on it.
  public let disk: SimulatedDisk
  /// A clock that moves on by a millisecond with each question.
  public let clock: TestClock
  /// Which of the wanted runs this is, from 1. A run that failed is tried once more.
  public internal(set) var run = 1
  private let outside: Locked<[String: any Sendable]>

  /// An empty disk, and nothing outside.
  init(_ faults: Faults) {
    disk = SimulatedDisk(faults)
    clock = TestClock(step: .milliseconds(1))
    outside = Locked([:])
  }

  private init(
    _ other: RestartBench,
    _ disk: SimulatedDisk,
    _ clock: TestClock? = nil,
    _ outside: Locked<[String: any Sendable]>? = nil
  ) {
    self.disk = disk
    self.clock = clock ?? other.clock
    run = other.run
    self.outside = outside ?? other.outside
  }

  /// A store in memory that outlasts the process, as a database elsewhere does.
  public var store: ColumnStore { keep("store") { ColumnStore() } }

  /// Something outside of the process, such as a server that a test makes: made once, and kept.
  public func keep<Thing: Sendable>(_ name: String, _ make: () -> Thing) -> Thing {
    if let thing = outside.withLock({ $0[name] }) as? Thing { return thing }
    // Not behind the lock: it may ask for another thing.
    let made = make()
    return outside.withLock { outside in
      if let thing = outside[name] as? Thing { return thing }
      outside[name] = made
      return made
    }
  }

  private static let packages = "(packages)"

  /// Whether a pipeline keeps packages on this bench.
  var keepsPackages: Bool { outside.withLock { $0[Self.packages] != nil } }

  /// Remembers that a pipeline keeps packages.
  func noteThatPackagesAreKept() { outside.withLock { $0[Self.packages] = true } }

  /// What a new process finds after `end`.
  func restarted(after end: SimulatedDisk.End) -> RestartBench {
    RestartBench(self, disk.restarted(after: end))
  }

  /// A bench of its own that has all that this one has, as a new process finds it after `end`; `nil`
  /// if something was kept outside, for nobody can copy that.
  func copy(after end: SimulatedDisk.End = .kill, _ faults: Faults = Faults()) -> RestartBench? {
    let outside = outside.withLock { $0 }
    guard outside.keys.allSatisfy({ $0 == Self.packages }) else { return nil }
    return RestartBench(self, disk.restarted(after: end, faults), clock.copy, Locked(outside))
  }
}

/// What ``checkRestartSafety(of:source:options:)`` tries.
public struct RestartSafetyOptions: Sendable {
  /// How many runs are made, one after the other.
  public var runs = 2
  /// What goes wrong, each at every step.
  public var faults: [Fault.Kind] = [.dies, .diesHalfway, .fails, .failsHalfway, .losesAnswer]
  /// How processes end that die.
  public var ends = SimulatedDisk.End.all
  /// Tries every n-th step only, where all would take long.
  public var stride = 1
  /// How often a run is tried before it counts as one that never succeeds.
  public var attempts = 4

  /// Two runs, everything that can go wrong, at every step.
  public init() {}
}
