using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Facts;

/// <summary>Facts of the whole host are in every namespace's view; one of them speaks.</summary>
internal static class HostWide
{
    /// <summary>True for the one examined namespace under which such facts are reported: tcpvet's own, else the first.</summary>
    public static bool SpeaksHere(RuleInput input) =>
        ReferenceEquals(input.Netns, input.Capture.Namespaces.FirstOrDefault(netns => netns.Netns.Own) ?? input.Capture.Namespaces[0]);

    /// <summary>
    /// A command for a setting that only the host's first namespace may write. From inside a container it does not reach it;
    /// there nothing does.
    /// </summary>
    public static string Command(string command) => $"nsenter -t 1 -n {command}";

    /// <summary>True when a namespace's own record names the process.</summary>
    public static bool Names(NetnsCapture netns, int pid) =>
        netns.Listeners.Any(listener => listener.Processes.Any(holder => holder.Pid == pid))
        || netns.Groups.Any(group => group.Process?.Pid == pid)
        || netns.Connections?.Groups.Any(group => group.Process?.Pid == pid) == true
        || netns.PortTuples.Any(tuple => tuple.Process?.Pid == pid);
}
