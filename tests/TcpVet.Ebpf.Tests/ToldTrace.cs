using TcpVet.Ebpf.Tracing;
using TcpVet.Lab;
using TcpVet.Linux;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tests;

/// <summary>What a trace of one sandbox tells, whole.</summary>
internal sealed class ToldTrace : ITraceListener, IDisposable
{
    private static readonly LiveHost Host = new(ProcFsRoot.Default);

    private readonly TraceSession session;

    internal ToldTrace(Sandbox sandbox) => session = TraceSession.Start(
        Host, new TraceRequest((uint)sandbox.NetnsInode, Transitions: true, Lives: true, Resets: true),
        [Host.Namespaces.Resolve(sandbox.NetnsPath)], this);

    internal List<Transition> Transitions { get; } = [];

    internal List<ConnectionLife> Lives { get; } = [];

    internal TraceSession Session => session;

    /// <summary>The life of the connection that left from an end, once it is told.</summary>
    internal ConnectionLife LifeOf(InetEndpoint local, InetEndpoint peer)
    {
        Await(() => Find(local, peer) is not null);
        return Find(local, peer) ?? throw new InvalidOperationException($"no life of {local} to {peer}: {string.Join("; ", Lives.Select(life => $"{life.Local} {life.Peer} {life.EndedBy}"))}");
    }

    /// <summary>The states of a connection as the transitions tell them, <c>CLOSE→SYN_SENT→…</c>, those derived with a <c>~</c>.</summary>
    internal string PathOf(InetEndpoint local, InetEndpoint peer)
    {
        List<Transition> told = [.. Transitions.Where(transition => transition.Local == local && transition.Peer == peer)];
        return told.Count == 0 ? "" : told[0].From.Name() + string.Concat(told.Select(transition => $"→{(transition.Derived ? "~" : "")}{transition.To.Name()}"));
    }

    /// <summary>The process of each transition of a connection.</summary>
    internal IEnumerable<(TcpState To, int? Pid)> ProcessesOf(InetEndpoint local, InetEndpoint peer) =>
        Transitions.Where(transition => transition.Local == local
            && transition.Peer == peer).Select(transition => (transition.To, transition.Process?.Pid));

    /// <summary>Reads until something has been told.</summary>
    internal void Await(Func<bool> told)
    {
        Deadline deadline = Deadline.Usual;
        while (!told() && deadline.LeftMs > 0)
        {
            session.Read(10);
        }
    }

    public void OnTransition(in Transition transition) => Transitions.Add(transition);

    public void OnLife(ConnectionLife life) => Lives.Add(life);

    public void OnReset(in ConnectionReset reset)
    {
    }

    public void Dispose() => session.Dispose();

    private ConnectionLife? Find(InetEndpoint local, InetEndpoint peer) =>
        Lives.FirstOrDefault(life => life.Local == local && life.Peer == peer);
}
