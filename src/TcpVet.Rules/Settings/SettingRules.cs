namespace TcpVet.Rules.Settings;

/// <summary>
/// The rules about kernel settings, one a line, sorted by code. They have a list of their own, which the catalogue takes up whole,
/// because every line of a sysctl file is judged by all of them (<see cref="SysctlJudge"/>), whichever rules somebody asked for.
/// </summary>
internal static class SettingRules
{
    /// <summary>Those that say of a line that the kernel does not take it.</summary>
    public static IReadOnlyList<SettingRule> Refusals { get; } =
    [
        new SettingRemoved(), // TV601
        new SettingUnknown(), // TV602
        new ValueRejected(), // TV603
    ];

    /// <summary>Those that judge what a line does once the kernel has taken it.</summary>
    public static IReadOnlyList<SettingRule> Opinions { get; } =
    [
        new SettingNoEffect(), // TV604
        new SettingOverridden(), // TV605
        new SettingWrongNamespace(), // TV606
        new TwRecycle(), // TV611
        new TwBucketsLowered(), // TV612
        new PortRangeTooLow(), // TV613
        new FinTimeoutMyth(), // TV614
        new TwReuseMyth(), // TV615
        new KeepaliveMyth(), // TV616
        new SyncookiesDisabled(), // TV617
        new RetriesTooLow(), // TV618
        new Rfc1337Stalls(), // TV619
        new MemoryLimits(), // TV620
        new LimitLowered(), // TV621
        new FeatureSwitchedOff(), // TV622
        new ConntrackForgetsIdle(), // TV623
    ];

    /// <summary>The rules in the order of their codes.</summary>
    public static IReadOnlyList<SettingRule> All { get; } = [.. Refusals, .. Opinions];
}
