extension WindowForm {
    /// `hopping: 14d` with `every: 1d`.
    static let hopping = WindowForm(
        key: .optional(
            "hopping", "the width of overlapping windows, such as 14d", .duration,
            "Windows that overlap: this wide, one beginning with each 'every'."),
        further: [
            .required(
                "every", "from one hopping window's start to the next one's, such as 1d", .duration,
                "From one hopping window's start to the next one's.")
        ]
    ) { section in
        let width = section.duration("hopping", mustBePositive: true)
        let every = section.duration("every", mustBePositive: true)
        guard let entry = section.entry("every") else {
            section.log.report(
                "a hopping window needs 'every'", at: section.entry("hopping")?.key.place ?? section.place,
                expected: section.expected("every"))
            return nil
        }
        guard let width, let every else { return nil }
        guard every <= width else {
            section.log.report(
                "'every' is longer than the window, so that events between two windows would count nowhere",
                at: entry.value, expected: "at most \(section.text("hopping") ?? "")")
            return nil
        }
        guard section.holds(width, in: PaneWidth.common(width, every), under: "every") else { return nil }
        return .hopping(widthMilliseconds: width, everyMilliseconds: every)
    }

    /// `sliding: 1h`, with a resolution if it need not be the usual one.
    static let sliding = WindowForm(
        key: .optional(
            "sliding", "the width of a window that ends at every moment, such as 1h", .duration,
            "A window of this width that ends at every moment; its result is told when it changes."),
        further: [
            .optional(
                "resolution", "how finely the window moves, such as 1m; it goes into the width", .duration,
                default: "a round duration of at least a sixtieth of the width",
                "How finely a sliding window moves.")
        ]
    ) { section in
        let width = section.duration("sliding", mustBePositive: true)
        let resolution = section.duration("resolution", mustBePositive: true)
        guard let width else { return nil }
        let usual = PaneWidth.resolution(ofWidth: width)
        guard section.has("resolution") else {
            return .sliding(widthMilliseconds: width, resolutionMilliseconds: usual)
        }
        guard let resolution else { return nil }
        guard width % resolution == 0 else {
            section.report(
                "the resolution \(section.text("resolution") ?? "") does not go into \(section.text("sliding") ?? "")",
                under: "resolution",
                expected: "a part of the width without a rest, such as \(DurationText.text(usual))")
            return nil
        }
        guard section.holds(width, in: resolution, under: "resolution") else { return nil }
        return .sliding(widthMilliseconds: width, resolutionMilliseconds: resolution)
    }
}

extension Section {
    /// Whether a window is made of few enough panes; the place of the problem is that of a value.
    fileprivate func holds(_ width: Int64, in pane: Int64, under name: String) -> Bool {
        let panes = width / pane
        if panes <= PaneWidth.paneLimit { return true }
        report(
            "the window would be made of \(panes) panes of \(DurationText.text(pane))", under: name,
            expected:
                "at most \(PaneWidth.paneLimit) panes: a longer step, or one that has more in common with the width"
        )
        return false
    }

    /// Notes a problem with the value under a key.
    func report(_ message: String, under name: String, expected: String? = nil, suggestion: String? = nil) {
        guard let entry = entry(name) else { return }
        log.report(
            message, at: entry.value, expected: expected ?? self.expected(name), suggestion: suggestion)
    }
}
