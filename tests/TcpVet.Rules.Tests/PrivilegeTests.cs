using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Tests;

/// <summary>
/// A host on which the kernel refuses sock_diag and the descriptors of other users' processes: what is left is /proc/net/tcp, with
/// addresses, states and queues. Which rules need more is told by the captures that fire them: without these facts they cannot tell any
/// more. </summary>
public sealed class PrivilegeTests
{
    private const string Refused = "the kernel refused it: EPERM";
    private const string Unprivileged = "CAP_SYS_PTRACE";

    private static readonly string[] Reasons = [Refused, Unprivileged];

    public static TheoryData<string> Firing => CaptureTests.Firing;

    /// <summary>The codes of the rules that cannot tell without privilege what they could tell with it.</summary>
    public static IReadOnlySet<string> Needing { get; } = CaptureTests.Firing.Select(row => row.Data)
        .Where(name => Captures.Ask(name[..5], Without(Captures.Read(name))) is { IsFiring: false, Missing: not null })
        .Select(name => name[..5])
        .ToHashSet();

    [Theory]
    [MemberData(nameof(Firing))]
    public void A_rule_that_cannot_tell_says_what_was_refused(string name)
    {
        RuleAnswer answer = Captures.Ask(name[..5], Without(Captures.Read(name)));

        Assert.True(answer.Missing is not { } missing
            || Reasons.Any(reason => missing.ToString().Contains(reason, StringComparison.Ordinal)), answer.Missing?.ToString());
    }

    // Quiet says that there is no problem, and that this is known: without the facts that showed it, it is not.
    [Theory]
    [MemberData(nameof(Firing))]
    public void No_rule_is_quiet_for_want_of_privilege(string name)
    {
        RuleAnswer answer = Captures.Ask(name[..5], Without(Captures.Read(name)));

        Assert.False(answer.IsQuiet, $"{name[..5]} fires with these facts and says without them that all is well");
    }

    private static Capture Without(Capture capture) => capture with
    {
        Namespaces = [.. capture.Namespaces.Select(Without)],
        Processes = [],
        Missing =
        [
            new(FactNames.SockDiag, Refused), new(FactNames.Owners, Unprivileged), new(FactNames.Events, Refused),
            new(FactNames.Drops, Refused),
            .. capture.Missing,
        ],
    };

    private static NetnsCapture Without(NetnsCapture netns) => netns with
    {
        Listeners =
            [.. netns.Listeners.Select(listener =>
                listener with { Limit = null, Drops = null, DropsFirst = null, Cgroup = null, Processes = [] })],
        Groups = [.. netns.Groups.Select(Without)],
        PortTuples = [.. netns.PortTuples.Select(tuple => tuple with { Process = null })],
        Connections = null,
        HalfEstablished = null,
        Idle = null,
        Heard = null,
        Dropped = null,
        Trends = [],
    };

    private static SocketGroup Without(SocketGroup group) => group with
    {
        Ownership = Ownership.Unknown,
        Process = null,
        Cgroup = null,
        Aged = 0,
        Old = 0,
        OldestAtLeastMs = null,
        OldestAtMostMs = null,
    };
}
