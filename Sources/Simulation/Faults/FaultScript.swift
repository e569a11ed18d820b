/// Scripts of faults as text, and how to make them short.
public enum FaultScript {
    /// One fault a line.
    public static func text(_ faults: [ScriptedFault]) -> String {
        faults.map { "\($0)\n" }.joined()
    }

    /// Reads a script; `nil` when a line is none.
    public static func read(_ text: String) -> [ScriptedFault]? {
        let lines = text.split(whereSeparator: \.isNewline)
        let faults = lines.compactMap { ScriptedFault(String($0)) }
        return faults.count == lines.count ? faults : nil
    }

    /// Leaves out faults for as long as the run still fails: what is left is needed, each of it.
    ///
    /// - Complexity: O(n²) runs at worst, O(n log n) when few faults matter.
    public static func shrink(
        _ faults: [ScriptedFault], while isFailing: ([ScriptedFault]) -> Bool
    ) -> [ScriptedFault] {
        var kept = faults
        var size = max(kept.count / 2, 1)
        while true {
            let before = kept.count
            var start = 0
            while start < kept.count {
                var shorter = kept
                shorter.removeSubrange(start..<min(start + size, kept.count))
                if isFailing(shorter) { kept = shorter } else { start += size }
            }
            if size == 1, kept.count == before { return kept }
            size = max(size / 2, 1)
        }
    }
}
