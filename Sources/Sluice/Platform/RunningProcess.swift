// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A process, as others can find it.
struct RunningProcess: Hashable, Sendable {
  /// The number of the process.
  var id: Int
  /// The name of the machine.
  var host: String

  /// This process.
  static var current: RunningProcess {
    var name = [CChar](repeating: 0, count: 256)
    let host =
      gethostname(&name, name.count - 1) == 0
      ? String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
    return RunningProcess(id: Int(getpid()), host: host)
  }
}
