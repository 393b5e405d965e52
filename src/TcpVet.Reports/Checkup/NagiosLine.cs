using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Rules.Engine;

namespace TcpVet.Reports.Checkup;

/// <summary>
/// The check-up as a monitoring plug-in: one line, a bar, performance data (Monitoring Plugins Development Guidelines, 2.2 and 2.3).
/// </summary>
/// <param name="Status">The status of the plug-in: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.</param>
/// <param name="Text">The line; safe text.</param>
public sealed record NagiosLine(int Status, string Text)
{
    private const int Ok = 0;
    private const int Warning = 1;
    private const int Critical = 2;
    private const int Unknown = 3;
    private const int MostTitles = 3;

    /// <summary>The line of a check-up: the gravest finding decides; what is only worth knowing is OK.</summary>
    public static NagiosLine Of(CheckupAnswer answer)
    {
        (Capture capture, Diagnosis diagnosis) = (answer.Capture, answer.Diagnosis);
        int warnings = diagnosis.Findings.Count(finding => finding.Severity == Severity.Warning);
        int criticals = diagnosis.Findings.Count(finding => finding.Severity == Severity.Critical);
        (int status, string word) = criticals > 0 ? (Critical, "CRITICAL") : warnings > 0 ? (Warning, "WARNING") : (Ok, "OK");
        IEnumerable<string> titles = diagnosis.Findings.Where(finding => finding.Severity >= Severity.Warning)
            .Take(MostTitles).Select(finding => $"{finding.Code} {finding.Title}");
        string text = status == Ok ? "no warning" : string.Join("; ", titles);
        string restricted = answer.Settings.Restrictions is { Count: > 0 } told ? $" (settings: {string.Join("; ", told)})" : "";
        string states = string.Join(' ', TcpStateNames.All.Where(state => state != TcpState.NewSynRecv)
            .Select(state => $"{state.Name().ToLowerInvariant()}={capture.Namespaces.Sum(netns => netns.Tcp[state])}"));
        string data = $"warnings={warnings} criticals={criticals} ignored={diagnosis.Ignored.Count} {states}";
        return new NagiosLine(status, $"TCPVET {word} - {Plain(SafeText.Escape(text + restricted))} | {data}");
    }

    /// <summary>The line of a check-up that could not be made: any failure to observe is UNKNOWN.</summary>
    /// <param name="message">Why; safe text.</param>
    public static NagiosLine OfFailure(string message) => new(Unknown, $"TCPVET UNKNOWN - {Plain(message)}");

    // A bar would end the text, and a new line the message.
    private static string Plain(string text) => text.Replace('|', '/');
}
