using TcpVet.Model;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Tests;

/// <summary>Plans and entries for tests.</summary>
internal static class Made
{
    internal static readonly DateTimeOffset Noon = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    internal static readonly TargetIdentity Host = new() { Inode = 4026531840, Cookie = 1, Initial = true };

    internal static readonly TargetIdentity Child = new() { Inode = 4026532999, Cookie = 77, Name = "blue" };

    internal static readonly Author Root = new() { Uid = 0 };

    internal static PlanningGround Ground(IReadOnlyDictionary<string, string> values, TargetIdentity? target = null, string kernel = "6.18.44") =>
        new()
        {
            Host = "web-1",
            Kernel = kernel,
            TakenAt = Noon,
            Target = target ?? Host,
            Current = name => values.GetValueOrDefault(name),
            File = "/etc/sysctl.d/90-tcpvet.conf",
        };

    internal static ProposedChange Asked(string setting, string value, string code = "TV999") =>
        new(setting, value, new ChangeReason("something is wrong") { Code = code, Subject = new FindingSubject() });

    internal static Finding Finding(string code, params Remedy[] remedies) => new()
    {
        Code = code,
        Name = "made",
        Severity = Severity.Warning,
        Confidence = Confidence.Certain,
        Title = $"made by {code}",
        Subject = new FindingSubject(),
        Evidence = [new Evidence("what", "much", "somewhere")],
        Cause = "a test",
        Remedies = remedies,
    };

    internal static JournalEntry Entry(int id, EntryState state = EntryState.Confirmed,
        params (string Setting, string From, string To)[] changes) => new()
        {
            Id = id,
            State = state,
            MadeAt = Noon.AddMinutes(id),
            BootId = "boot",
            Target = Host,
            By = Root,
            WithinMs = 120_000,
            DeadlineMs = 1000,
            DeadlineAt = Noon.AddMinutes(2),
            Changes = [.. changes.Select(change => new EntryChange
        {
            Setting = change.Setting,
            From = change.From,
            To = change.To,
            State = ChangeState.Written,
            Because = ["TV203"],
            Reasons = [new ChangeReason("web on :80 has a queue of 128") { Code = "TV203", Subject = new FindingSubject { Local = InetEndpoint("192.0.2.1", 80) } }],
        })],
            Persist = new EntryPersistence("/etc/sysctl.d/90-tcpvet.conf"),
        };

    internal static InetEndpoint InetEndpoint(string address, ushort port) => new(InetAddress.Parse(address), port);
}
