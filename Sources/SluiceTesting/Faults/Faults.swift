// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

public import Sluice

/// One step that a process makes: what may go wrong there.
public struct FaultPoint: Hashable, Sendable, CustomStringConvertible {
  /// What kind of step it is.
  public enum Kind: Hashable, Sendable {
    /// Bytes are written: half of them may get there.
    case write
    /// Something else happens on a disk.
    case disk
    /// A session of a destination is asked for something.
    case call
  }

  /// The number of the step, from 1.
  public let number: Int
  /// What kind of step it is.
  public let kind: Kind
  /// What is done, in a few words.
  public let action: String

  /// The number and what is done.
  public var description: String { "step \(number) (\(action))" }
}

/// Something that goes wrong at one step of a process.
public struct Fault: Hashable, Sendable, CustomStringConvertible {
  /// What goes wrong. More may be added in any release.
  public struct Kind: Hashable, Sendable, CustomStringConvertible {
    /// What goes wrong, in a few words.
    public let description: String

    /// The process dies before the step.
    public static let dies = Kind(description: "the process dies")
    /// The process dies when half of the bytes are written.
    public static let diesHalfway = Kind(description: "the process dies halfway")
    /// The step is refused and has done nothing; the process goes on.
    public static let fails = Kind(description: "the step fails")
    /// The step is refused when half of the bytes are written; the process goes on.
    public static let failsHalfway = Kind(description: "the step fails halfway")
    /// The step is done, but says that it failed; the process goes on.
    public static let losesAnswer = Kind(description: "the answer is lost")
  }

  /// What goes wrong.
  public var kind: Kind
  /// At which step, from 1.
  public var step: Int
  /// What a disk says that refuses a step: that there is no room left, unless told otherwise.
  public var code = LoadError.Code.noSpace

  /// Makes `kind` happen at `step`, from 1.
  public init(_ kind: Kind, at step: Int) {
    self.kind = kind
    self.step = step
  }

  /// What goes wrong, and where.
  public var description: String { "\(kind) at step \(step)" }
}

/// What a call throws whose answer got lost: nobody knows what it has done.
public struct LostAnswer: Error, CustomStringConvertible {
  /// What happened.
  public var description: String {
    "The connection broke, and nobody knows what the call has done."
  }

  /// Says that an answer got lost.
  public init() {}
}

/// Counts the steps of a simulated process, and makes one of them go wrong.
///
/// A ``SimulatedDisk`` and the ``FaultyDestination``s of one process share one of these, so that
/// "the process dies at step 7" means the seventh step of all of them together.
public final class Faults: Sendable {
  /// What is to become of a step.
  enum Verdict {
    case go
    case goHalfThenDie
    case goHalfThenFail(LoadError.Code)
    case fail(LoadError.Code)
    case goThenFail
    case dead
  }

  private struct State {
    var points: [FaultPoint] = []
    var isDead = false
  }

  /// What goes wrong, if anything.
  public let fault: Fault?
  /// How many steps were made before the first that is counted here.
  private let earlier: Int
  /// Whether the points say what is done on a disk, and not only what is asked of a destination.
  private let namesSteps: Bool
  private let state = Locked(State())

  /// Lets `fault` happen, or nothing.
  public convenience init(_ fault: Fault? = nil) { self.init(fault, after: 0, namesSteps: true) }

  /// Lets `fault` happen in a process that goes on after so many steps of another.
  init(_ fault: Fault?, after earlier: Int, namesSteps: Bool) {
    self.fault = fault
    self.earlier = earlier
    self.namesSteps = namesSteps
  }

  /// The steps so far.
  public var points: [FaultPoint] { state.withLock { $0.points } }
  /// How many steps there were so far.
  var count: Int { state.withLock { $0.points.count } }

  /// Whether the process has died: nothing that it does has an effect any more.
  public var isDead: Bool { state.withLock { $0.isDead } }

  /// Whether the step at which something goes wrong has come.
  public var hasHappened: Bool { fault.map { earlier + count >= $0.step } ?? false }

  /// Kills the process.
  public func die() { state.withLock { $0.isDead = true } }

  /// Counts a step, and says what is to become of it.
  func reach(_ kind: FaultPoint.Kind, _ action: @autoclosure () -> String) -> Verdict {
    state.withLock { state in
      if state.isDead { return .dead }
      let number = earlier + state.points.count + 1
      let action = namesSteps || kind == .call ? action() : ""
      state.points.append(FaultPoint(number: number, kind: kind, action: action))
      guard let fault, fault.step == number else { return .go }
      switch fault.kind {
      case .fails: return .fail(fault.code)
      case .failsHalfway: return kind == .write ? .goHalfThenFail(fault.code) : .fail(fault.code)
      case .losesAnswer: return .goThenFail
      case .diesHalfway where kind == .write:
        state.isDead = true
        return .goHalfThenDie
      default:
        state.isDead = true
        return .dead
      }
    }
  }
}
