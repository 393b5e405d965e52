using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>
/// Who is to empty an accept queue, and what keeps each of them: the processes that hold the listening socket (one, or all that
/// were forked with it), and the connections of the same service that they have accepted.
/// </summary>
internal sealed class QueueHolders
{
    private readonly RuleInput input;
    private readonly List<Holder> holders;

    /// <param name="socket">The listening socket whose queue is not emptied.</param>
    /// <param name="input">The facts.</param>
    public QueueHolders(ListenerFacts socket, RuleInput input)
    {
        this.input = input;
        Lookup<int, ConnectionGroup> accepted = (input.Netns.Connections?.Groups ?? [])
            .Where(group => group is { Inbound: true, Process: not null } && group.Local == socket.Local)
            .ToLookup(group => group.Process!.Pid);
        holders = [.. socket.Processes.Select(process =>
            new Holder(process, accepted[process.Pid].Sum(group => group.Count), accepted[process.Pid].Sum(group => group.AwaitingPeer),
                accepted[process.Pid].Sum(group => group.OwingAnswer)))];
    }

    /// <summary>The processes, in the order of their pids.</summary>
    public IReadOnlyList<ProcessRef> Processes => [.. holders.Select(holder => holder.Process)];

    /// <summary>The one to look into: the first that serves somebody, since a parent of workers waits for nothing; null when none is
    /// known.</summary>
    public ProcessRef? Busy => (holders.Find(holder => holder.Accepted > 0) ?? holders.FirstOrDefault())?.Process;

    /// <summary>Those that are stopped.</summary>
    public IReadOnlyList<ProcessRef> Stopped =>
        [.. holders.Select(holder => holder.Process).Where(process => input.Process(process)?.Stopped == true)];

    /// <summary>How many of them hold one accepted connection each on which the client has the next word; see
    /// <see cref="AllWaitForClients"/>.</summary>
    public int WaitingForClients => holders.Count(holder => holder is { Accepted: 1, Silent: 1 });

    /// <summary>
    /// True when each of them that serves anybody serves one client, and that client says nothing. Of several one may serve nobody: the
    /// parent, which holds the socket for its workers.
    /// </summary>
    public bool AllWaitForClients => WaitingForClients > 0 && AllServeOne(holder => holder.Silent);

    /// <summary>True when each of them that serves anybody serves one client and some have not answered theirs: they work, they wait for
    /// something else, or the request is not whole. From outside these look alike.</summary>
    public bool EachOwesAnswer => !AllWaitForClients && AllServeOne(holder => holder.Silent + holder.Owing);

    private bool AllServeOne(Func<Holder, long> quiet) => input.Netns.Connections is { IsWhole: true, LeftOut: 0 }
        && holders.Exists(holder => holder.Accepted > 0)
        && holders.TrueForAll(holder => holder.Accepted == 0 || (holder.Accepted == 1 && quiet(holder) == 1))
        && holders.Count(holder => holder.Accepted == 0) <= (holders.Count > 1 ? 1 : 0);

    /// <summary><c>a (pid 3)</c>; with how many more hold the same socket.</summary>
    public Phrase Name => holders.Count switch
    {
        0 => Who.Process(null),
        1 => Who.Process(holders[0].Process),
        _ => $"{Who.Process(holders[0].Process)} and {Figure.Count(holders.Count - 1, "other process", "other processes")}",
    };

    /// <summary>What keeps them from calling accept(), where the facts tell; null where they do not.</summary>
    public Phrase? Reason =>
        Stopped.Count > 0 && Stopped.Count == holders.Count ? "The process is stopped (state T), by a signal or a debugger: it runs no instruction, and its listener goes on taking clients."
        : EachOwesAnswer ? (holders.Count(holder => holder.Accepted > 0) is > 1 and { } busy
            ? (Phrase)$"All {Figure.Count(busy, "process", "processes")} that could accept serve one client each" : (Phrase)"The program serves one client at a time")
            + ", and nothing has moved there for seconds: it works on an answer, waits for something else (a database, a lock, a file), or for the rest of a request. From outside these look alike; where its threads are tells which."
        : !AllWaitForClients ? null
        : WaitingForClients > 1 ? (Phrase)$"All {Figure.Count(WaitingForClients, "process", "processes")} that could accept serve one client each, and wait for a word of that client: a silent connection holds each of them, and the others wait behind."
        : "The program serves one client at a time, and the one that it has accepted says nothing: it waits for a request, a TLS handshake or a next request on a kept connection, and the others wait behind.";

    /// <summary>What to do about <see cref="Reason"/>; empty where it is unknown.</summary>
    public IEnumerable<Remedy> Remedies()
    {
        if (Stopped is [{ } stopped, ..])
        {
            yield return new(RemedyLevel.Application, "Let it run on, if nobody debugs it", $"kill -CONT {stopped.Pid}");
        }

        if (!AllWaitForClients)
        {
            yield break;
        }

        foreach (Remedy remedy in ForSilentClients())
        {
            yield return remedy;
        }
    }

    /// <summary>What keeps a silent client from holding a worker.</summary>
    public IEnumerable<Remedy> ForSilentClients()
    {
        foreach (Remedy remedy in KnownSoftware.Remedies(Fault.SilentClientHoldsWorker, input.Process(holders[0].Process)))
        {
            yield return remedy;
        }

        yield return new(RemedyLevel.Application, "Bound the wait for a client's next word in the accepted socket (time-out for the request, for the TLS handshake, for keep-alive), or let workers serve many clients each");
    }

    /// <summary>Who holds the socket and what each has accepted, where there are several.</summary>
    public IEnumerable<Evidence> Evidence()
    {
        const int Shown = 8;
        if (holders.Count > 1)
        {
            Phrase[] each = [.. holders.Take(Shown).Select(holder => (Phrase)$"{Who.Process(holder.Process)}: {Figure.Of(holder.Accepted)}")];
            yield return new("processes that hold the listener, and what each has accepted", Phrase.List(each, Math.Max(0, holders.Count - Shown)), "/proc/PID/fd; sock_diag: ESTABLISHED of the service");
        }

        if (AllWaitForClients)
        {
            yield return new("of them, kept by one connection whose client says nothing", Figure.Of((long)WaitingForClients), "sock_diag: idiag_rqueue, tcpi_last_data_recv, tcpi_last_data_sent");
        }

        if (Stopped is [{ } first, ..])
        {
            yield return new("stopped by a signal or a debugger", Who.Process(first), "/proc/PID/stat: state T");
        }
    }

    private sealed record Holder(ProcessRef Process, long Accepted, long Silent, long Owing);
}
