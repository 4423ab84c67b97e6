// SPDX-License-Identifier: Apache-2.0

import Crypto

/// Bytes and digests as lower-case hexadecimal text.
enum Hex {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            if byte < 16 { text += "0" }
            text += String(byte, radix: 16)
        }
        return text
    }

    static func sha256(_ bytes: [UInt8]) -> String {
        text(SHA256.hash(data: bytes))
    }
}
