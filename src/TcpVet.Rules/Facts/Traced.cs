using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Facts;

/// <summary>What a trace adds to findings, where the check-up listened (<c>--trace</c>): events as evidence, and names.</summary>
internal static class Traced
{
    private const string Source = "trace: sock:inet_sock_set_state";
    private const string ResetSource = "trace: tcp:tcp_send_reset, tcp:tcp_receive_reset";
    private const int Named = 3;

    /// <summary>What the trace saw of a service of this host; null when nothing.</summary>
    public static ServiceTrace? Service(RuleInput input, InetEndpoint local) =>
        input.Netns.Trace?.Services.FirstOrDefault(service => service.Inbound && service.Service.Port == local.Port);

    /// <summary>What the trace saw of the connections to a destination; null when nothing.</summary>
    public static ServiceTrace? Destination(RuleInput input, InetEndpoint peer) =>
        input.Netns.Trace?.Services.FirstOrDefault(service =>
            !service.Inbound && service.Service.Port == peer.Port && service.Service.Addr == peer.Addr.Unmapped);

    /// <summary>The service or destination of at least half of the connections that were made, as seen; null when there is none.</summary>
    public static ServiceTrace? Most(RuleInput input) =>
        input.Netns.Trace?.Services.MaxBy(service => service.Opened) is { Opened: > 0 } most
        && most.Opened * 2 >= input.Netns.Trace.Services.Sum(service => service.Opened) ? most : null;

    /// <summary>Who closed first, as seen; nothing when nothing was.</summary>
    public static IEnumerable<Evidence> Closers(RuleInput input, ServiceTrace? service)
    {
        long closed = service is null ? 0 : service.ClosedHere + service.ClosedThere;
        if (closed > 0)
        {
            yield return new($"closed first here / by the peer, in {Time(input)}", $"{Figure.Of(service!.ClosedHere)} / {Figure.Of(service.ClosedThere)}", Source);
        }
    }

    /// <summary>The busiest services and destinations, as seen.</summary>
    public static IEnumerable<Evidence> Busiest(RuleInput input) => input.Netns.Trace is not { } trace ? []
        : trace.Services.Where(service => service.Opened > 0)
            .OrderByDescending(service => service.Opened)
            .Take(Named)
            .Select(service => new Evidence(
                $"made {(service.Inbound ? (Phrase)$"to {Who.Service(service.Service)}" : $"towards {Who.Endpoint(service.Service)}")} in {Time(input)}",
                $"{Figure.Of(service.Opened)}{(service.Process is { } process ? (Phrase)$" by {Who.Process(process)}" : "")}{(service.MedianMs is { } median ? (Phrase)$", half of them for less than {Figure.Time(median)}" : "")}",
                Source));

    /// <summary>Which connections ended by a RST, as seen, most first.</summary>
    /// <param name="input">The facts.</param>
    /// <param name="sent">True for those that went out.</param>
    public static IEnumerable<Evidence> Resets(RuleInput input, bool sent) => input.Netns.Trace is not { } trace ? []
        : trace.Resets.Where(resets => resets.Sent == sent).Take(Named).Select(resets => new Evidence(
            $"reset {(sent ? (Phrase)"towards" : "by")} {Who.Endpoint(new(resets.Peer, 0))}{(resets.Port != 0 ? (Phrase)$", {(resets.Inbound == true ? (Phrase)"service" : "its port")} :{resets.Port}" : "")}, in {Time(input)}",
            $"{Figure.Of(resets.Count)}{(resets.Process is { } process ? (Phrase)$" of {Who.Process(process)}" : "")}{(resets.Reason is { } reason ? (Phrase)$" ({reason})" : "")}",
            ResetSource));

    /// <summary>The process of at least half of the connections that ended by a RST from here, as seen; null when there is none.</summary>
    public static ProcessRef? Resetter(RuleInput input)
    {
        List<TracedResets> sent = [.. (input.Netns.Trace?.Resets ?? []).Where(resets => resets.Sent)];
        ProcessRef? most = sent.Where(resets => resets.Process is not null).MaxBy(resets => resets.Count)?.Process;
        long its = sent.Where(resets => resets.Process is not null && resets.Process == most).Sum(resets => resets.Count);
        return its > 0 && its * 2 >= sent.Sum(resets => resets.Count) ? most : null;
    }

    /// <summary>What came to CLOSE_WAIT and what became of it, as seen.</summary>
    public static IEnumerable<Evidence> CloseWaits(RuleInput input, ServiceTrace? service)
    {
        if (service is { CloseWaits: > 0 })
        {
            Phrase oldest = service.CloseWaitOldestMs is { } age ? (Phrase)$", the oldest for {Figure.Time(age)}" : "";
            yield return new(
                $"came to CLOSE_WAIT in {Time(input)}, and left it", $"{Figure.Of(service.CloseWaits)}, {Figure.Of(service.CloseWaits - service.CloseWaitsLeft)}{oldest}", Source);
        }
    }

    private static Phrase Time(RuleInput input) => Figure.Time(input.Netns.Trace!.DurationMs);
}
