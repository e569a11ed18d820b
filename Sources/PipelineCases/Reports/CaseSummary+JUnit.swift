import PipelineSpec

extension CaseSummary {
    /// All of it in the XML that CI systems read from JUnit: one suite for each file.
    public var junit: String {
        var files: [String] = []
        for result in results where !files.contains(result.test.location.file) {
            files.append(result.test.location.file)
        }
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites tests=\"\(results.count)\" failures=\"\(failed)\">",
        ]
        for file in files { lines += suite(file, results.filter { $0.test.location.file == file }) }
        return (lines + ["</testsuites>", ""]).joined(separator: "\n")
    }

    private func suite(_ file: String, _ results: [CaseResult]) -> [String] {
        let failed = results.count { !$0.hasPassed }
        var lines = [
            "  <testsuite name=\"\(escaped(file))\" tests=\"\(results.count)\" failures=\"\(failed)\">"
        ]
        for result in results {
            let location = result.test.location
            let opening =
                "    <testcase classname=\"\(escaped(file))\" name=\"\(escaped(result.test.name))\""
                + " file=\"\(escaped(file))\" line=\"\(location.line)\""
            if result.hasPassed {
                lines.append(opening + "/>")
                continue
            }
            let message = result.differences.first?.message ?? result.failure ?? ""
            lines.append(opening + ">")
            lines.append(
                "      <failure message=\"\(escaped(message))\">\(escaped(result.rendered(colour: false)))</failure>"
            )
            lines.append("    </testcase>")
        }
        return lines + ["  </testsuite>"]
    }

    private func escaped(_ text: String) -> String {
        var xml = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": xml += "&amp;"
            case "<": xml += "&lt;"
            case ">": xml += "&gt;"
            case "\"": xml += "&quot;"
            case "\n", "\t": xml.unicodeScalars.append(scalar)
            // XML has no way to write the others.
            case _ where scalar.value < 0x20: xml += " "
            default: xml.unicodeScalars.append(scalar)
            }
        }
        return xml
    }
}
