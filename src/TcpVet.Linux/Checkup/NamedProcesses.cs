using TcpVet.Model;

namespace TcpVet.Linux.Checkup;

/// <summary>Finds the processes that a record names.</summary>
internal static class NamedProcesses
{
    private const int Most = 2000;

    public static IEnumerable<int> In(IReadOnlyList<NetnsCapture> namespaces) => namespaces
        .SelectMany(netns => netns.Listeners.SelectMany(listener => listener.Processes.Select(process => (int?)process.Pid))
            .Concat(netns.Groups.Select(group => group.Process?.Pid))
            .Concat(netns.PortTuples.Select(tuple => tuple.Process?.Pid))
            .Concat(netns.Idle?.Groups.Select(group => group.Process?.Pid) ?? [])
            .Concat(netns.Connections?.Groups.Select(group => group.Process?.Pid) ?? [])
            .Concat(netns.HalfEstablished?.Select(group => group.Process?.Pid) ?? [])
            .Concat(netns.SourcePorts?.Select(source => source.Process?.Pid) ?? [])
            .Concat(netns.BindQuestions.SelectMany(question => question.Holders.Select(holder => holder.Process?.Pid)))
            .Concat(netns.Sockets?.Owners.Select(owner => (int?)owner.Pid) ?? []))
        .OfType<int>().Distinct().Order().Take(Most);
}
