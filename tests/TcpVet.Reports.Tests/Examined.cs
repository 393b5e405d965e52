using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Settings;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Reports.Tests;

/// <summary>A host that was examined on paper.</summary>
internal static class Examined
{
    public static readonly DateTimeOffset Start = new(2026, 11, 30, 10, 0, 0, TimeSpan.Zero);

    public static Capture Host(DateTimeOffset at) => new()
    {
        Version = "1",
        Host = "h\e[31m",
        Kernel = "6.12.0",
        TakenAt = at,
        IntervalMs = 1000,
        HostFacts = new HostFacts(),
        Namespaces =
        [
            new NetnsCapture
            {
                Netns = new NetnsIdentity { Inode = 1, Own = true },
                Tcp = new StateCounts { Counts = new Dictionary<TcpState, long> { [TcpState.Established] = 2, [TcpState.CloseWait] = 1 } },
                Udp = new StateCounts { Counts = new Dictionary<TcpState, long>() },
                Listeners = [],
            },
        ],
    };

    public static Finding Finding(string code, Severity severity, string title) => new()
    {
        Code = code,
        Name = "a-name",
        Severity = severity,
        Confidence = Confidence.Certain,
        Title = title,
        Subject = new FindingSubject { Cgroup = "/a.service" },
        Evidence = [],
        Cause = "a cause",
    };

    public static CheckupAnswer Answer(IReadOnlyList<Finding> findings, params Finding[] ignored)
    {
        IgnoreEntry entry = new() { Codes = [], Reason = "known", Origin = "here" };
        Diagnosis diagnosis = new(findings, []) { Ignored = [.. ignored.Select(finding => new IgnoredFinding(finding, entry))] };
        return new CheckupAnswer(Host(Start), diagnosis, CheckupSettings.None, Replayed: true);
    }
}
