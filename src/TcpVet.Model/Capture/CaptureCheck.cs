namespace TcpVet.Model;

/// <summary>
/// Makes a capture that was read as whole as one that was made. The serializer refuses null where the type forbids it, but it leaves
/// an absent init-only list null (its generated code sets every such member) and does not look at the items of lists.
/// </summary>
internal static class CaptureCheck
{
    // A count beyond this is no count of sockets; below it, sums of counts cannot overflow.
    private const long MostSockets = long.MaxValue / 1024;

    /// <summary>Fills absent members with their defaults, so that files of older versions stay readable.</summary>
    /// <exception cref="CaptureFormatException">An item is null, or a count impossible.</exception>
    public static Capture Complete(Capture capture) => capture with
    {
        Namespaces = [.. NoNulls(capture.Namespaces).Select(Complete)],
        Processes = NoNulls(capture.Processes),
        SamplesMs = capture.SamplesMs ?? [],
        Missing = NoNulls(capture.Missing),
    };

    private static NetnsCapture Complete(NetnsCapture netns) => netns with
    {
        Tcp = Counted(netns.Tcp),
        Udp = Counted(netns.Udp),
        TcpFirst = netns.TcpFirst is { } first ? Counted(first) : null,
        Listeners = [.. NoNulls(netns.Listeners).Select(Complete)],
        Peers = NoNulls(netns.Peers),
        Groups = NoNulls(netns.Groups),
        PortTuples = NoNulls(netns.PortTuples),
        Counters = netns.Counters ?? new Dictionary<string, Reading>(),
        Sockstat = netns.Sockstat ?? new Dictionary<string, long>(),
        Sysctls = NoNullValues(netns.Sysctls ?? new Dictionary<string, string>()),
        Idle = netns.Idle is { } idle ? idle with { Groups = NoNulls(idle.Groups) } : null,
        Connections = netns.Connections is { } connections ? connections with { Groups = NoNulls(connections.Groups) } : null,
        Trace = netns.Trace is { } trace ? trace with { Services = NoNulls(trace.Services), Resets = NoNulls(trace.Resets) } : null,
        HalfEstablished = netns.HalfEstablished is { } half ? NoNulls(half) : null,
        ListenersClosed = netns.ListenersClosed is { } closed ? NoNulls(closed) : null,
        SourcePorts = netns.SourcePorts is { } ports ? NoNulls(ports) : null,
        BindQuestions = [.. NoNulls(netns.BindQuestions).Select(question => question with { Holders = NoNulls(question.Holders) })],
        Configurations = [.. NoNulls(netns.Configurations).Select(Complete)],
        AbsentSysctls = NoNulls(netns.AbsentSysctls),
        Trends = [.. NoNulls(netns.Trends).Select(trend => trend with { Values = trend.Values ?? [] })],
        Sockets = netns.Sockets is { } sockets ? sockets with { Owners = sockets.Owners ?? [] } : null,
    };

    private static ListenerFacts Complete(ListenerFacts listener) => listener with
    {
        Processes = NoNulls(listener.Processes),
        States = listener.States ?? new Dictionary<TcpState, long>(),
        Sharing = Math.Max(1, listener.Sharing),
    };

    private static Configuration Complete(Configuration configuration) => configuration with
    {
        Files = NoNulls(configuration.Files),
        Directives = Complete(configuration.Directives, configuration.Files.Count),
        Problems = NoNulls(configuration.Problems),
    };

    // The reader of JSON limits how deep they nest.
    private static IReadOnlyList<ConfigDirective> Complete(IReadOnlyList<ConfigDirective>? directives, int files) =>
        [.. NoNulls(directives).Select(directive => directive.File >= 0 && directive.File < files
            ? directive with { Arguments = NoNulls(directive.Arguments), Children = Complete(directive.Children, files) }
            : throw new CaptureFormatException("a directive is of no file"))];

    private static IReadOnlyList<T> NoNulls<T>(IReadOnlyList<T>? items)
        where T : class => items is null ? [] : !items.Contains(null!) ? items : throw new CaptureFormatException("an item of a list is null");

    private static IReadOnlyDictionary<string, string> NoNullValues(IReadOnlyDictionary<string, string> values) =>
        !values.Values.Contains(null!) ? values : throw new CaptureFormatException("a setting is null");

    private static StateCounts Counted(StateCounts counts) =>
        counts.Counts.Values.All(count => count is >= 0 and <= MostSockets) ? counts : throw new CaptureFormatException("a count of sockets is impossible");
}
