using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers;

/// <summary>The process that reads a configuration, where it may not be looked into.</summary>
internal static class ServerProcess
{
    /// <summary>That the facts of the process that reads a configuration could not be read; null where they could, or none reads
    /// it.</summary>
    public static Phrase? Unread(Configuration configuration, RuleInput input) =>
        configuration.Process is { } process && input.Process(process) is null && input.IsLacking(FactNames.Owners)
            ? "the limit of open files: " + input.Lacks(FactNames.Owners) : null;

    /// <summary>That the program behind an address of this host is not known; null where it is, or nothing listens there.</summary>
    public static Phrase? Unnamed(InetEndpoint destination, RuleInput input) =>
        input.IsLocalAddress(destination.Addr) && input.ListenerAt(destination) is { Processes.Count: 0 }
            && input.IsLacking(FactNames.Owners)
            ? $"what listens at :{destination.Port}: {input.Lacks(FactNames.Owners)}" : null;
}
