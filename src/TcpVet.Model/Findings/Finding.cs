using System.Text.Json.Serialization;

namespace TcpVet.Model;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing to do now.</summary>
    Info = 0,

    /// <summary>Will hurt, or hurts a little.</summary>
    Warning = 1,

    /// <summary>Clients or the service are hurt now.</summary>
    Critical = 2,
}

/// <summary>How sure a finding is of its cause.</summary>
public enum Confidence
{
    /// <summary>The evidence allows no other reading.</summary>
    Certain,

    /// <summary>Other readings exist and are rarer.</summary>
    Likely,

    /// <summary>One of several readings.</summary>
    Possible,
}

/// <summary>Where a remedy is applied.</summary>
public enum RemedyLevel
{
    /// <summary>In the program's source.</summary>
    Application,

    /// <summary>In the program's configuration.</summary>
    Configuration,

    /// <summary>In a kernel setting.</summary>
    Kernel,

    /// <summary>In the network between the hosts, or at the other host.</summary>
    Network,
}

/// <summary>What a finding is about. Absent members do not apply.</summary>
public sealed record FindingSubject
{
    /// <summary>The network namespace, as <see cref="NetnsIdentity.Label"/> names it; absent for tcpvet's own.</summary>
    public string? Netns { get; init; }

    /// <summary>The process at fault or hurt.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>The control group, unit, container or pod of the process.</summary>
    public string? Cgroup { get; init; }

    /// <summary>The local endpoint or listener.</summary>
    public InetEndpoint? Local { get; init; }

    /// <summary>The remote endpoint; port 0 stands for every port.</summary>
    public InetEndpoint? Peer { get; init; }

    /// <summary>The kernel setting, as sysctl writes it.</summary>
    public string? Setting { get; init; }

    /// <summary>The kernel's counter that tells it, where it names no smaller culprit: <c>TcpExt.TCPAbortOnClose</c>.</summary>
    public string? Counter { get; init; }

    /// <summary>The configuration file.</summary>
    public string? File { get; init; }

    /// <summary>The line in <see cref="File"/>, from 1.</summary>
    public int? Line { get; init; }

    /// <summary>The column in <see cref="Line"/>, from 1; absent for the line as a whole.</summary>
    public int? Column { get; init; }
}

/// <summary>One fact that a finding stands on.</summary>
/// <param name="What">What was observed, in words.</param>
/// <param name="Value">The observed value with its unit.</param>
/// <param name="Source">Where it was read: a kernel file, a sock_diag field, a counter.</param>
public sealed record Evidence(Phrase What, Phrase Value, Phrase Source);

/// <summary>One thing to do about a finding.</summary>
/// <param name="Level">Where it is done.</param>
/// <param name="Action">What to do, in the imperative.</param>
/// <param name="Command">A command that can be pasted; absent when there is none.</param>
public sealed record Remedy(RemedyLevel Level, Phrase Action, string? Command = null)
{
    /// <summary>The kernel setting that it changes, with the value; absent when it is no change of one setting, or the value is the
    /// reader's to choose.</summary>
    public SettingChange? Change { get; init; }

    /// <summary>Why the reader has to weigh it, so that <c>tune</c> does not propose it: the price of a change of a kernel setting that has
    /// no <see cref="Change"/>; null for all else.</summary>
    public Phrase? ByHand { get; init; }
}

/// <summary>What guides prescribe for a finding and why it does nothing or harms.</summary>
/// <param name="What">The setting or habit.</param>
/// <param name="Why">Why it does not help here.</param>
public sealed record FalseRemedy(Phrase What, Phrase Why)
{
    /// <inheritdoc/>
    public override string ToString() => $"{What}: {Why}";
}

/// <summary>A problem that a rule found, with its evidence, its cause and what to do.</summary>
public sealed record Finding
{
    private readonly FindingIdentity? identity;

    /// <summary>The rule's code, <c>TV101</c>.</summary>
    public required string Code { get; init; }

    /// <summary>The rule's name, <c>close-wait-leak</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How much it matters here.</summary>
    public required Severity Severity { get; init; }

    /// <summary>How sure the cause is.</summary>
    public required Confidence Confidence { get; init; }

    /// <summary>One line that says what is wrong, with the figures.</summary>
    public required Phrase Title { get; init; }

    /// <summary>What it is about.</summary>
    public required FindingSubject Subject { get; init; }

    /// <summary>What it stands on; never empty.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; init; }

    /// <summary>Why it happens.</summary>
    public required Phrase Cause { get; init; }

    /// <summary>What to do, most effective first.</summary>
    public IReadOnlyList<Remedy> Remedies { get; init; } = [];

    /// <summary>What will not help, and why.</summary>
    public IReadOnlyList<FalseRemedy> DoesNotHelp { get; init; } = [];

    /// <summary>The codes of the symptoms that this finding accounts for; they are not shown as findings of their own.</summary>
    public IReadOnlyList<string> Explains { get; init; } = [];

    /// <summary>The numbers that it stands on, for whoever calculates; each name once.</summary>
    [JsonIgnore]
    public IReadOnlyList<FindingFigure> Figures { get; init; } = [];

    /// <summary>Which trouble it is; no two findings of one diagnosis have the same. Made of code and subject unless it was
    /// given.</summary>
    [JsonIgnore]
    public FindingIdentity Identity
    {
        get => identity ?? FindingIdentity.Of(Code, Subject);
        init => identity = value;
    }
}

/// <summary>A rule that could not answer, and what it lacked.</summary>
/// <param name="Code">The rule's code.</param>
/// <param name="Missing">The fact that could not be read, with the capability or kernel feature that would give it.</param>
public sealed record CannotTell(string Code, Phrase Missing);
