using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Cli.Output;

/// <summary>
/// The check-up as a monitoring plug-in: one line, a bar, performance data (Monitoring Plugins Development Guidelines, 2.2 and 2.3).
/// </summary>
internal static class NagiosReport
{
    private const int Ok = 0;
    private const int Warning = 1;
    private const int Critical = 2;

    /// <summary>Any failure to observe is UNKNOWN.</summary>
    public const int Unknown = 3;

    /// <summary>Writes the line.</summary>
    /// <returns>The status of the plug-in: the gravest finding's; what is only worth knowing is OK.</returns>
    public static int Write(Utf8Output output, Capture capture, Diagnosis diagnosis)
    {
        Severity worst = diagnosis.Findings.Count == 0 ? Severity.Info : diagnosis.Findings.Max(finding => finding.Severity);
        (int status, string word) = worst switch
        {
            Severity.Critical => (Critical, "CRITICAL"),
            Severity.Warning => (Warning, "WARNING"),
            _ => (Ok, "OK"),
        };
        IEnumerable<Finding> told = diagnosis.Findings.Where(finding => finding.Severity >= Severity.Warning);
        string text = status == Ok ? "no warning" : string.Join("; ", told.Take(3).Select(finding => $"{finding.Code} {finding.Title}"));
        string data = string.Join(' ', TcpStateNames.All.Where(state => state != TcpState.NewSynRecv)
            .Select(state => $"{state.Name().ToLowerInvariant()}={capture.Namespaces.Sum(netns => netns.Tcp[state])}"));
        int warnings = diagnosis.Findings.Count(finding => finding.Severity == Severity.Warning);
        int criticals = diagnosis.Findings.Count(finding => finding.Severity == Severity.Critical);
        output.Line($"TCPVET {word} - {Plain(text)} | warnings={warnings} criticals={criticals} ignored={diagnosis.Ignored.Count} {data}").Flush();
        return status;
    }

    /// <summary>Writes the line of a check-up that could not be made.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="message">Why; safe text.</param>
    public static void WriteUnknown(Utf8Output output, string message) => output.Line($"TCPVET UNKNOWN - {message.Replace('|', '/')}").Flush();

    // A bar would end the text, and a new line the message.
    private static string Plain(string text) => SafeText.Escape(text).Replace('|', '/');
}
