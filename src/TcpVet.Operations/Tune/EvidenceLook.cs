using TcpVet.Linux;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Readings;
using TcpVet.Linux.Time;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;
using TcpVet.Tuning.Measuring;
using TcpVet.Tuning.Planning;

namespace TcpVet.Operations.Tune;

/// <summary>Looks at a namespace before and after a change: what the findings stand on, and whether they are still there.</summary>
internal static class EvidenceLook
{
    /// <summary>Takes a capture of one namespace.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Capture Take(
        LiveHost host, NetworkNamespace netns, CheckupRequest checkup, Notices notices, CancellationToken cancellation)
    {
        CaptureOptions options = new()
        {
            Interval = checkup.Capture.Interval,
            IdleThreshold = checkup.Settings.Rules.IdleThreshold(),
            BindQuestions = checkup.Capture.BindQuestions,
            Version = ProgramVersion.Text,
            Progress = notices.Wait,
        };
        Capture capture = new HostReader(host).Read([netns], 0, options, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return capture;
    }

    /// <summary>Measures what findings stand on.</summary>
    /// <param name="host">The host.</param>
    /// <param name="netns">Where.</param>
    /// <param name="checkup">Thresholds and interval.</param>
    /// <param name="codes">The rules to ask.</param>
    /// <param name="reasons">What they were about.</param>
    /// <param name="notices">Hears how long the waiting lasts.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static Measurement Measure(
        LiveHost host, NetworkNamespace netns, CheckupRequest checkup, IReadOnlyList<string> codes, IReadOnlyList<ChangeReason> reasons,
        Notices notices, CancellationToken cancellation)
    {
        Capture capture = Take(host, netns, checkup, notices, cancellation);
        Measurement measured = Yardsticks.Read(reasons, OfRule, capture, capture.Namespaces[0], BootClock.NowMs());
        return WithFindings(measured, CaptureJudge.Diagnose(capture, checkup.Settings.Rules, [.. codes]), codes);
    }

    /// <summary>What a finding's rule wants to see fall for a subject.</summary>
    public static IReadOnlyList<Yardstick> OfRule(string code, FindingSubject subject) => RuleCatalog.Find(code)?.Yardsticks(subject) ?? [];

    /// <summary>Adds which of the rules found something; a symptom that a cause took over is found all the same.</summary>
    public static Measurement WithFindings(Measurement measured, Diagnosis diagnosis, IReadOnlyList<string> codes) => measured with
    {
        Found = [.. diagnosis.Findings.SelectMany(finding => finding.Explains.Prepend(finding.Code)).Intersect(codes)],
        CannotTell = [.. diagnosis.CannotTell.Select(entry => entry.Code).Intersect(codes)],
    };
}
