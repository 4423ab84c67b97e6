// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing
import awaitd

@Suite struct NoticeLinesTests {
    @Test(arguments: [
        (Watch.sample("nightly").addedNotice, "watched from now on: Amazon ML evaluation in us-east-1"),
        (Matcher.sample().sampleWatch("a").foundNotice, "found, and watched from now on: Bedrock batch inference job"),
        (Matcher.sample().removedNotice(open: 2), "removed, 2 open jobs no longer watched"),
    ])
    func theNameOfTheHeadingIsNotRepeated(notice: Notice, words: String) {
        let lines = NoticeLines(style: Style(isColored: false), columns: nil).lines(notice)
        #expect(lines.count == 1)
        #expect(lines.first?.contains("  \(words)") == true, "\(lines)")
    }
}
