namespace TcpVet.Knowledge;

/// <summary>What kind of thing a setting is.</summary>
public enum SettingKind
{
    /// <summary>A file under /proc/sys.</summary>
    Sysctl,

    /// <summary>An option of one socket (setsockopt).</summary>
    SocketOption,

    /// <summary>A resource limit of a process (setrlimit).</summary>
    ResourceLimit,
}

/// <summary>For whom one value of a setting holds.</summary>
public enum SettingScope
{
    /// <summary>Each network namespace has its own value.</summary>
    Namespace,

    /// <summary>One value for the host; the key is absent in other network namespaces than the first.</summary>
    Host,

    /// <summary>One value for the host; other network namespaces show it and cannot write it.</summary>
    HostReadOnlyInside,

    /// <summary>One process.</summary>
    Process,

    /// <summary>One socket.</summary>
    Socket,
}

/// <summary>When a new value takes effect.</summary>
public enum SettingRead
{
    /// <summary>At the next use, for existing sockets too.</summary>
    Live,

    /// <summary>At listen(): a listener keeps what it got until it listens again.</summary>
    AtListen,

    /// <summary>At bind() or connect().</summary>
    AtBind,

    /// <summary>When the socket is made.</summary>
    AtSocket,

    /// <summary>At the handshake: existing connections keep what they agreed.</summary>
    AtHandshake,

    /// <summary>When a timer is armed or runs out; timers that run keep their time.</summary>
    AtTimer,

    /// <summary>When a network namespace is made.</summary>
    AtNamespace,

    /// <summary>When the socket is closed.</summary>
    AtClose,

    /// <summary>When a process sets it, for itself and what it starts.</summary>
    AtExec,
}

/// <summary>A kernel setting: what it is and does, its default and range by kernel version, and what is wrongly said of it.</summary>
public sealed record KernelSetting
{
    /// <summary>The full name as sysctl writes it: <c>net.ipv4.tcp_tw_reuse</c>; for an option or limit its C name.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of setting it is.</summary>
    public SettingKind Kind { get; init; } = SettingKind.Sysctl;

    /// <summary>One line: what it sets.</summary>
    public required string Summary { get; init; }

    /// <summary>How it works; the figures that follow from it.</summary>
    public required string Meaning { get; init; }

    /// <summary>The unit of its numbers.</summary>
    public required string Unit { get; init; }

    /// <summary>The compiled defaults, newest first; the last one has no version.</summary>
    public required IReadOnlyList<SettingDefault> Defaults { get; init; }

    /// <summary>What the kernel takes; it answers EINVAL to the rest and keeps the old value.</summary>
    public required SettingRange Range { get; init; }

    /// <summary>For whom a value holds.</summary>
    public required SettingScope Scope { get; init; }

    /// <summary>When a new value takes effect.</summary>
    public required SettingRead ReadWhen { get; init; }

    /// <summary>What <see cref="ReadWhen"/> leaves out; null when nothing.</summary>
    public string? ReadNote { get; init; }

    /// <summary>The first kernel that has it; null when <see cref="HistoryBegins"/> has it already.</summary>
    public KernelVersion? Added { get; init; }

    /// <summary>The first kernel without it; null while it exists.</summary>
    public KernelVersion? Removed { get; init; }

    /// <summary>The full name under which a removed setting lives on; null when it does not.</summary>
    public string? Successor { get; init; }

    /// <summary>From when on the kernel still has the file and reads it no more; null while it does.</summary>
    public SettingAbandoned? NoEffectSince { get; init; }

    /// <summary>Other settings that it needs or that make it void.</summary>
    public IReadOnlyList<SettingDependency> DependsOn { get; init; } = [];

    /// <summary>What goes wrong with it.</summary>
    public IReadOnlyList<string> Dangers { get; init; } = [];

    /// <summary>What guides say of it, and what is true.</summary>
    public IReadOnlyList<Myth> Myths { get; init; } = [];

    /// <summary>Codes of the rules that look at it.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Related words for <c>explain</c>.</summary>
    public IReadOnlyList<string> SeeAlso { get; init; } = [];

    /// <summary>Where this is known from: kernel files and functions, man pages, RFCs, measurements.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>The last component of the name: <c>tcp_tw_reuse</c>.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>The oldest kernel that the table speaks of.</summary>
    public static KernelVersion HistoryBegins => SettingHistory.Begins;

    /// <summary>True when a kernel has the setting.</summary>
    public bool ExistsIn(KernelVersion kernel) => !(kernel < Added) && !(kernel >= Removed);

    /// <summary>What older kernels took, newest first: the kernel that ended it, and the range until then.</summary>
    public IReadOnlyList<(KernelVersion Until, SettingRange Range)> EarlierRanges { get; init; } = [];

    /// <summary>What a kernel takes.</summary>
    public SettingRange RangeIn(KernelVersion kernel)
    {
        SettingRange taken = Range;
        foreach ((KernelVersion until, SettingRange range) in EarlierRanges)
        {
            taken = kernel < until ? range : taken;
        }

        return taken;
    }

    /// <summary>The compiled default of a kernel.</summary>
    public SettingDefault DefaultIn(KernelVersion kernel) => Defaults.First(entry => entry.Since is not { } since || kernel >= since);
}

/// <summary>A compiled default.</summary>
/// <param name="Since">The first kernel that has it; null for every older one.</param>
/// <param name="Text">The value in words, with what it depends on.</param>
/// <param name="Values">The numbers, when they are the same on every host; otherwise null.</param>
public sealed record SettingDefault(KernelVersion? Since, string Text, IReadOnlyList<long>? Values = null);

/// <summary>A setting that is left over: the kernel has it and reads it no more.</summary>
/// <param name="Kernel">The first kernel that does not read it; null for all that matter today.</param>
/// <param name="Why">What took its place.</param>
public sealed record SettingAbandoned(KernelVersion? Kernel, string Why);

/// <summary>Another setting that this one needs or that makes it void.</summary>
/// <param name="Name">The other setting's full name.</param>
/// <param name="Why">What the dependency is.</param>
public sealed record SettingDependency(string Name, string Why);

/// <summary>How true a widespread claim is.</summary>
public enum MythVerdict
{
    /// <summary>True.</summary>
    Right,

    /// <summary>True, and without effect on a kernel of today.</summary>
    Redundant,

    /// <summary>True in a case, and told as if always.</summary>
    Misleading,

    /// <summary>Does nothing.</summary>
    NoEffect,

    /// <summary>False.</summary>
    Wrong,

    /// <summary>Breaks something.</summary>
    Dangerous,
}

/// <summary>A claim that tuning guides copy from one another.</summary>
/// <param name="Claim">What they say.</param>
/// <param name="Verdict">How true it is.</param>
/// <param name="Truth">What is true.</param>
public sealed record Myth(string Claim, MythVerdict Verdict, string Truth);
