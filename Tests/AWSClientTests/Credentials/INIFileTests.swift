// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Testing

@Suite("INI files")
struct INIFileTests {
    @Test(
        "What botocore reads is read as botocore reads it",
        arguments: [
            ("", [:]),
            ("\u{FEFF}[a]\nk=v", ["a": ["k": "v"]]),
            ("[a]\r\nk=v\r\nl = w \r\n", ["a": ["k": "v", "l": "w"]]),
            ("  \n# c\n; c\n[ a ]\n\n  # c\nk : v = w\n", ["a": ["k": "v = w"]]),
            ("[a]\nK = V", ["a": ["k": "V"]]),
            ("[a]\n  k = v\n  l = w\n", ["a": ["k": "v", "l": "w"]]),
            ("[a]\ns3 =\n  x = 1\n  # c\n\n  y = 2\nk = v", ["a": ["s3": "\nx = 1\ny = 2", "k": "v"]]),
            ("[a]\nk = v\n\tw\n", ["a": ["k": "v\nw"]]),
            ("[a]\nk = v # not a comment", ["a": ["k": "v # not a comment"]]),
            ("[a]\nk =\n", ["a": ["k": ""]]),
            ("[a]\nk=1\n[b]\nk=2\n[a]\nl=3\nk=4", ["a": ["k": "4", "l": "3"], "b": ["k": "2"]]),
            ("[profile x] # c\nk=v", ["profile x": ["k": "v"]]),
            ("[profile p] # see [wiki]\nk=v", ["profile p": ["k": "v"]]),
            ("[profile p];see [wiki]\nk=v", ["profile p": ["k": "v"]]),
            ("[a]b]\nk=v", ["a]b": ["k": "v"]]),
            ("[a]", ["a": [:]]),
        ] as [(String, [String: [String: String]])]
    )
    func reads(text: String, sections: [String: [String: String]]) throws {
        #expect(try INIFile(Array(text.utf8)).sections == sections)
    }

    @Test(
        "What is no such file is refused, and no line of it is shown",
        arguments: [
            (Array("k = SECRET\n".utf8), "before the first [section] (line 1)"),
            (Array("[a]\nSECRET\n".utf8), "(line 2)"),
            (Array("[a]\n\n= SECRET\n".utf8), "without a key (line 3)"),
            (Array("[SECRET\n".utf8), "without a closing bracket (line 1)"),
            (Array("[a]\nk = SEC\u{0}RET\n".utf8), "NUL"),
            ([0x5B, 0x61, 0x5D, 0x0A, 0x6B, 0x3D, 0xFF], "UTF-8"),
            ([0xFF, 0xFE, 0x5B, 0x00], "NUL"),
            ([UInt8](repeating: 0x20, count: 1_048_577), "1 MiB"),
        ] as [([UInt8], String)]
    )
    func refuses(bytes: [UInt8], reason: String) {
        let error = #expect(throws: FileError.self) { try INIFile(bytes) }
        guard case .unusable(let words) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(words.contains(reason), "\(words)")
        #expect(!words.contains("SEC"))
    }
}
