// SPDX-License-Identifier: Apache-2.0

import Glibc
import Platform

/// Limits on the time and memory that one input may take.
///
/// A parser that hangs is ended by SIGALRM; one that allocates beyond the limit is ended by the allocator.
final class Guard {
    private static let hangLimit: UInt32 = 30
    /// How far one input may raise the process's peak memory.
    private static let growthLimit = 96 * 1_048_576
    private static let addressLimit: rlim_t = 4 << 30

    /// The peak memory, in bytes.
    private(set) var peak: Int
    /// The longest time of one input.
    private(set) var slowest: Duration = .zero
    /// The number of that input.
    private(set) var slowestNumber: UInt64 = 0

    init() {
        var limit = rlimit(rlim_cur: Self.addressLimit, rlim_max: Self.addressLimit)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
        peak = Self.usage().peak
    }

    /// Runs `body` within the limits; `limit` is for its processor time.
    func watch(_ number: UInt64, limit: Duration, _ body: () throws(Finding) -> Void) throws(Finding) {
        alarm(Self.hangLimit)
        defer { alarm(0) }
        let start = Self.usage()
        try body()
        let end = Self.usage()
        let took = end.time - start.time
        if took > slowest { (slowest, slowestNumber) = (took, number) }
        guard took < limit else { throw Finding(message: "took \(took)") }
        let now = end.peak
        guard now - peak < Self.growthLimit else { throw Finding(message: "took \((now - peak) / 1_048_576) MiB") }
        peak = max(peak, now)
    }

    /// The processor time so far, and the peak memory in bytes.
    private static func usage() -> (time: Duration, peak: Int) {
        var usage = rusage()
        _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return (.microseconds(KernelTime.process), usage.ru_maxrss * 1_024)
    }
}

/// A file that is written to.
final class OutputFile {
    private let descriptor: Int32

    /// Opens a file, or makes it; what was in it is gone.
    init(_ path: String) throws(Finding) {
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Finding(message: "\(path) cannot be written") }
    }

    deinit { close(descriptor) }

    /// Replaces the content by a number.
    func overwrite(_ number: UInt64) throws(Finding) {
        let digits = String(number)
        try write(Array((String(repeating: "0", count: 20 - digits.count) + digits + "\n").utf8), at: 0)
    }

    /// Writes bytes at an offset.
    func write(_ bytes: [UInt8], at offset: Int = 0) throws(Finding) {
        let count = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, offset) }
        guard count == bytes.count else { throw Finding(message: "the file cannot be written") }
    }
}
