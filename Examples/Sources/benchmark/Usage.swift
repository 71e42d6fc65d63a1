// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the process has used so far.
enum Usage {
  /// Seconds on the processor, of all threads, in user and system mode.
  static var cpuSeconds: Double {
    let usage = current
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  /// The most memory that the process ever had, in bytes.
  static var peakBytes: Double {
    #if canImport(Darwin)
    Double(current.ru_maxrss)
    #else
    // Linux counts in 1,024 bytes, and getrusage counts what the parent had before it became this
    // process: it is asked only where the other is not there.
    (peakOfThisImage ?? Double(current.ru_maxrss)) * 1_024
    #endif
  }

  /// The memory that the process has now, in bytes; what it had at the most where nobody says.
  static var residentBytes: Double {
    #if canImport(Darwin)
    peakBytes
    #else
    status("VmRSS:").map { $0 * 1_024 } ?? peakBytes
    #endif
  }

  /// Lets ``peakBytes`` begin anew, where that can be asked for.
  static func forgetPeak() {
    #if !canImport(Darwin)
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
    #endif
  }

  #if !canImport(Darwin)
  /// The line `VmHWM: 1234 kB` of what Linux says of this process.
  private static var peakOfThisImage: Double? { status("VmHWM:") }

  /// The number in the line that begins with `name`.
  private static func status(_ name: String) -> Double? {
    guard let file = fopen("/proc/self/status", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
      let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let text = String(decoding: bytes, as: UTF8.self)
      if text.hasPrefix(name) {
        return text.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }
      }
    }
    return nil
  }
  #endif

  /// The size of a file.
  static func fileSize(_ path: String) throws -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { throw UsageError("There is no file '\(path)'.") }
    return Int(status.st_size)
  }

  private static var current: rusage {
    // RUSAGE_SELF, which Glibc imports as a type that getrusage does not take.
    let thisProcess: Int32 = 0
    var usage = rusage()
    getrusage(thisProcess, &usage)
    return usage
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
  }
}
