using TcpVet.Linux;
using TcpVet.Model;
using TcpVet.Operations.Files;
using TcpVet.Operations.Servers;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;
using TcpVet.Rules.Judging;
using TcpVet.Rules.Settings;

namespace TcpVet.Operations.Lint;

/// <summary>Puts configurations and facts together, and asks the judge of sysctl lines and the rules about them.</summary>
public static class LintJudgement
{
    // It exists in the first network namespace alone (net/core/sysctl_net_core.c net_core_table).
    private const string OfFirstNamespace = "net.core.netdev_max_backlog";

    /// <summary>Judges.</summary>
    /// <param name="host">The host.</param>
    /// <param name="request">The request.</param>
    /// <param name="reading">What was read of the files that somebody named.</param>
    /// <param name="notices">Hears what could not be looked at.</param>
    /// <param name="cancellation">Ends the search for owners.</param>
    /// <exception cref="Linux.Interop.KernelException">The namespace that the user named cannot be looked at.</exception>
    public static LintAnswer Of(LiveHost host, LintRequest request, LintReading reading, Notices notices, CancellationToken cancellation)
    {
        IReadOnlyList<Configuration> given = reading.Configurations;
        Configuration? system = request.Live ? SystemSettings.Read() : null;
        (Capture capture, bool ownHost) = LintFacts.Take(host, request, system is null ? given : [.. given, system], notices, cancellation);
        capture = capture with { Namespaces = [capture.Namespaces[0] with { Configurations = given }, .. capture.Namespaces.Skip(1)] };
        if (request.Live)
        {
            capture = new ServerConfigurations(host.Root, quoted: true).AddTo(WithSystem(capture, system));
        }

        Diagnosis diagnosis = Asked(request, CaptureJudge.Diagnose(capture, request.Rules, request.Codes ?? LintRules.Codes));
        SettingVerdict[] verdicts =
        [
            .. capture.Namespaces.SelectMany(netns => SysctlJudge.Judge(new RuleInput(capture, netns, request.Rules)))
                .Where(verdict => IsAsked(request, verdict)),
        ];
        DateOnly today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        LintLine[] lines = [.. Lines(verdicts, request.Ignored, today)];
        ConfigProblem[] problems = [.. reading.Problems, .. ProblemsOfHost(capture)];
        return new LintAnswer(capture, ownHost, lines, diagnosis.Without(request.Ignored, today), problems, request.Live)
        {
            Directory = Environment.CurrentDirectory,
            Settings = request.Settings,
        };
    }

    private static bool IsAsked(LintRequest request, SettingVerdict verdict) =>
        request.Codes is not { } named || (verdict.Code is { } code && named.Contains(code));

    private static IEnumerable<ConfigProblem> ProblemsOfHost(Capture capture) =>
        capture.Namespaces.SelectMany(netns => netns.Configurations)
            .Where(configuration => configuration.Origin != ConfigurationOrigin.Given)
            .SelectMany(configuration => configuration.Problems);

    private static Capture WithSystem(Capture capture, Configuration? system)
    {
        int first = capture.Namespaces.ToList().FindIndex(netns => netns.Sysctls.ContainsKey(OfFirstNamespace));
        if (first < 0 || system is null)
        {
            string why = system is null ? "this system has no sysctl.d"
                : "the system sets them in the first network namespace alone, which is not looked at";
            MissingFact missing = new(FactNames.Configurations, $"settings made at boot: {why}");
            return capture with { Missing = [.. capture.Missing, missing] };
        }

        NetnsCapture[] namespaces = [.. capture.Namespaces];
        namespaces[first] = namespaces[first] with { Configurations = [.. namespaces[first].Configurations, system] };
        return capture with { Namespaces = namespaces };
    }

    // Who lints a file asks about the file; what else is wrong with the host is the check-up's to say.
    private static Diagnosis Asked(LintRequest request, Diagnosis diagnosis) => request.Live ? diagnosis : diagnosis with
    {
        Findings = [.. diagnosis.Findings.Where(finding => finding.Subject.File is not null)],
        CannotTell = [.. diagnosis.CannotTell.Where(entry => !entry.Code.StartsWith("TV6", StringComparison.Ordinal))],
    };

    // An entry fits findings; a line stands for the finding that it would be.
    private static IEnumerable<LintLine> Lines(SettingVerdict[] verdicts, IgnoreList ignored, DateOnly today)
    {
        Dictionary<Finding, IgnoreEntry> fitting = new(ReferenceEqualityComparer.Instance);
        Finding?[] findings = [.. verdicts.Select(FindingOf)];
        foreach (IgnoredFinding entry in new Diagnosis([.. findings.OfType<Finding>()], []).Without(ignored, today).Ignored)
        {
            fitting[entry.Finding] = entry.Entry;
        }

        for (int i = 0; i < verdicts.Length; i++)
        {
            yield return new LintLine(verdicts[i], findings[i] is { } finding ? fitting.GetValueOrDefault(finding) : null);
        }
    }

    private static Finding? FindingOf(SettingVerdict verdict) => verdict.Code is null ? null : new Finding
    {
        Code = verdict.Code,
        Name = "",
        Severity = verdict.Severity ?? Severity.Info,
        Confidence = Confidence.Certain,
        Title = "",
        Subject = new FindingSubject { Setting = verdict.Key, File = verdict.File, Line = verdict.Line },
        Evidence = [],
        Cause = "",
    };
}
