// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Threads of the system, for work that would keep those of tasks busy for long.
enum SystemThreads {
  /// The size of the stack of a thread: that of the first one on most systems.
  private static let stackSize = 8 << 20

  /// The number of cores that are there.
  static var coreCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Calls `body` with each number below `count` at the same time, and waits for all.
  ///
  /// Zero is called on the thread of the caller, and so are numbers that the system has no thread for.
  static func run(_ count: Int, _ body: @Sendable (Int) -> Void) {
    guard count > 1 else {
      if count == 1 { body(0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
      defer { attributes.deallocate() }
      pthread_attr_init(attributes)
      pthread_attr_setstacksize(attributes, stackSize)
      let threads = (1..<count).map { start(attributes, StartedWork(number: $0, body: body)) }
      pthread_attr_destroy(attributes)
      body(0)
      for (number, thread) in threads.enumerated() {
        if let thread {
          pthread_join(thread, nil)
        } else {
          body(number + 1)
        }
      }
    }
  }

  /// A thread that does some work; `nil` if there is none to be had.
  private static func start(
    _ attributes: UnsafePointer<pthread_attr_t>,
    _ work: StartedWork
  ) -> pthread_t? {
    let context = Unmanaged.passRetained(work)
    #if canImport(Darwin)
    var thread: pthread_t?
    let result = pthread_create(&thread, attributes, { StartedWork.run($0) }, context.toOpaque())
    #else
    var thread = pthread_t()
    let result = pthread_create(
      &thread,
      attributes,
      { context in context.flatMap { StartedWork.run($0) } },
      context.toOpaque()
    )
    #endif
    guard result == 0 else {
      context.release()
      return nil
    }
    return thread
  }
}

/// What a thread was started for.
private final class StartedWork: Sendable {
  private let number: Int
  private let body: @Sendable (Int) -> Void

  init(number: Int, body: @escaping @Sendable (Int) -> Void) {
    self.number = number
    self.body = body
  }

  static func run(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    let work = Unmanaged<StartedWork>.fromOpaque(context).takeRetainedValue()
    work.body(work.number)
    return nil
  }
}
