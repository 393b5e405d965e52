using System.Globalization;
using System.Text;
using System.Text.Json;
using TcpVet.Model;

namespace TcpVet.Cli.Output;

/// <summary>One thing that lint complains of, as SARIF has it (section 3.27, result).</summary>
internal sealed record SarifResult
{
    // Changed only when fingerprints are computed in another way: what a review has closed would open again.
    private const string FingerprintName = "tcpvet/v1";

    /// <summary>The rule's code, or the verdict's word.</summary>
    public required string RuleId { get; init; }

    /// <summary><c>note</c>, <c>warning</c>, <c>error</c>.</summary>
    public required string Level { get; init; }

    /// <summary>What is wrong, and what to do instead.</summary>
    public required string Message { get; init; }

    /// <summary>The file; null for what is about the host.</summary>
    public string? File { get; init; }

    /// <summary>From 1; 0 for none.</summary>
    public int Line { get; init; }

    /// <summary>From 1; 0 for none.</summary>
    public int Column { get; init; }

    /// <summary>What makes it the same complaint after lines have moved.</summary>
    public required string Identity { get; init; }

    /// <summary>Why it does not count; null when it counts.</summary>
    public string? Ignored { get; init; }

    /// <summary>Every line that is not in order, and every finding that no line tells.</summary>
    public static IEnumerable<SarifResult> All(LintResult result)
    {
        foreach (LintLine line in result.Lines)
        {
            if (line.Verdict.Verdict.Severity() is { } severity)
            {
                yield return Of(line, severity, result.ColumnOf(line.Verdict));
            }
        }

        foreach (Finding finding in result.Others)
        {
            yield return Of(finding, ignored: null);
        }

        foreach (Rules.Ignoring.IgnoredFinding entry in result.OthersIgnored)
        {
            yield return Of(entry.Finding, entry.Entry.Reason);
        }
    }

    /// <summary>Writes it.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="ruleIndex">Where the rule stands in the list of the driver.</param>
    /// <param name="places">Makes addresses of files.</param>
    public void Write(Utf8JsonWriter json, int ruleIndex, SarifPlace places)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", RuleId);
        json.WriteNumber("ruleIndex", ruleIndex);
        json.WriteString("level", Level);
        SarifReport.Message(json, "message", Message);
        if (File is not null)
        {
            places.Write(json, File, Line, Column);
        }

        json.WriteStartObject("partialFingerprints");
        json.WriteString(FingerprintName, Fingerprint(File is null ? "" : places.Of(File).Uri));
        json.WriteEndObject();
        if (Ignored is not null)
        {
            json.WriteStartArray("suppressions");
            json.WriteStartObject();
            json.WriteString("kind", "external");
            json.WriteString("justification", Ignored);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static SarifResult Of(LintLine line, Severity severity, int? column)
    {
        SettingVerdict verdict = line.Verdict;
        string instead = verdict.Instead is { } better ? $" Instead: {better}" : "";
        return new SarifResult
        {
            RuleId = verdict.Code ?? verdict.Verdict.Word(),
            Level = SarifReport.Level(severity),
            Message = $"{verdict.Key} = {verdict.Value}: {verdict.Verdict.Word()}. {verdict.Why}{instead}".TrimEnd(),
            File = verdict.File,
            Line = verdict.Line,
            Column = column ?? 0,
            Identity = $"{verdict.Key}\0{verdict.Value}",
            Ignored = line.Ignored?.Reason,
        };
    }

    private static SarifResult Of(Finding finding, string? ignored)
    {
        string remedy = finding.Remedies.Count > 0 ? $" {finding.Remedies[0].Action}." : "";
        return new SarifResult
        {
            RuleId = finding.Code,
            Level = SarifReport.Level(finding.Severity),
            Message = $"{finding.Title}. {finding.Cause}{remedy}",
            File = finding.Subject.File,
            Line = finding.Subject.Line ?? 0,
            Column = finding.Subject.Column ?? 0,
            // Figures of the title change with the host; the rest says what it is about.
            Identity = string.Concat(finding.Title.ToString().Where(c => !char.IsDigit(c))),
            Ignored = ignored,
        };
    }

    // FNV-1a with 64 bits (draft-eastlake-fnv): it tells complaints apart, and needs no library of cryptography on the host.
    private string Fingerprint(string address)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte part in Encoding.UTF8.GetBytes($"{RuleId}\0{address}\0{Identity}"))
        {
            hash = (hash ^ part) * 0x100000001B3;
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
