// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A small HTTP server on this machine, which has pages of taxi trips.
final class TaxiServer: Sendable {
  /// Where the server answers.
  let address: URL
  private let socket: Int32
  private let pages: [String]

  /// Begins to answer, on a port that is free.
  init(trips: Int, pageSize: Int) throws {
    pages = stride(from: 1, through: trips, by: pageSize).map { first in
      let rows = (first..<min(first + pageSize, trips + 1)).map { Self.trip($0) }
      return "[\(rows.joined(separator: ","))]"
    }
    #if canImport(Glibc) || canImport(Musl)
    socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
    socket = Foundation.socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = socket
    let isBound = withUnsafeMutablePointer(to: &place) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0
          && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard isBound,
      let address = URL(string: "http://127.0.0.1:\(UInt16(bigEndian: place.sin_port))")
    else { throw CocoaError(.featureUnsupported) }
    self.address = address
    Thread.detachNewThread { [self] in
      while case let client = accept(socket, nil, nil), client >= 0 { answer(client) }
    }
  }

  /// Answers no more.
  func stop() {
    shutdown(socket, Int32(SHUT_RDWR))
    close(socket)
  }

  /// Two passengers on each trip, and a stop more on every third.
  private static func trip(_ number: Int) -> String {
    let stops = (0..<number % 3).map { #"{"lon": -73.9\#($0), "lat": 40.7\#($0)}"# }
    return """
      {"vendor_name": "VTS", "record_hash": "h\(number)",
       "time": {"pickup": "2009-06-14T23:23:00Z", "dropoff": "2009-06-14T23:48:00Z"},
       "coordinates": {"start": {"lon": -73.787, "lat": 40.641}, "end": {"lon": -73.980, "lat": 40.742}},
       "passengers": [{"name": "John \(number)", "rating": 4.9}, {"name": "Jack \(number)"}],
       "stops": [\(stops.joined(separator: ","))]}
      """
  }

  private func answer(_ client: Int32) {
    defer { close(client) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(client, &bytes, bytes.count, 0)
    guard count > 0 else { return }
    let line = String(decoding: bytes[..<count], as: UTF8.self).prefix { !$0.isNewline }
    let number = line.split(separator: " ").dropFirst().first
      .flatMap { $0.split(separator: "page=").last }.flatMap { Int($0) }
    let page = number.map { pages.indices.contains($0 - 1) ? pages[$0 - 1] : "[]" }
    let status = page == nil ? "404 Not Found" : "200 OK"
    let body = page ?? ""
    let answer =
      "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n"
      + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
    var rest = Array(answer.utf8)[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { send(client, $0.baseAddress, $0.count, 0) }
      guard sent > 0 else { return }
      rest = rest.dropFirst(sent)
    }
  }
}
