using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>Finds the processes that a record names.</summary>
internal static class NamedProcesses
{
    private const int Most = 2000;
    private const int MostHidden = 100;

    /// <summary>Their pids, ascending.</summary>
    /// <param name="namespaces">The record.</param>
    /// <param name="hidden">Descriptors without a connection, by process.</param>
    public static IEnumerable<int> In(IReadOnlyList<NetnsCapture> namespaces, IReadOnlyDictionary<int, Reading> hidden) => namespaces
        .SelectMany(netns => netns.Listeners.SelectMany(listener => listener.Processes.Select(process => (int?)process.Pid))
            .Concat(netns.Groups.Select(group => group.Process?.Pid))
            .Concat(netns.PortTuples.Select(tuple => tuple.Process?.Pid))
            .Concat(netns.Idle?.Groups.Select(group => group.Process?.Pid) ?? [])
            .Concat(netns.Connections?.Groups.Select(group => group.Process?.Pid) ?? [])
            .Concat(netns.HalfEstablished?.Select(group => group.Process?.Pid) ?? [])
            .Concat(netns.SourcePorts?.Select(source => source.Process?.Pid) ?? [])
            .Concat(netns.BindQuestions.SelectMany(question => question.Holders.Select(holder => holder.Process?.Pid)))
            .Concat(netns.Sockets?.Owners.Select(owner => (int?)owner.Pid) ?? []))
        .OfType<int>()
        .Concat(hidden.Where(process => process.Value.Last >= HiddenSearch.WorthNaming)
            .OrderByDescending(process => process.Value.Last)
            .Take(MostHidden)
            .Select(process => process.Key))
        .Distinct().Order().Take(Most);
}
