using TcpVet.Model;

namespace TcpVet.Rules.Engine;

/// <summary>Whether two findings of one namespace are about the same thing.</summary>
internal static class Related
{
    /// <summary>They share a process, a local endpoint or a peer, and contradict each other in none of them.</summary>
    public static bool BySubject(FindingSubject a, FindingSubject b)
    {
        bool? process = a.Process is { } x && b.Process is { } y ? x.Pid == y.Pid : null;
        bool? local = Agree(a.Local, b.Local);
        bool? peer = Agree(a.Peer, b.Peer);
        return (process ?? local ?? peer) is not null && process != false && local != false && peer != false;
    }

    /// <summary>As <see cref="BySubject"/>, and both are about connections that came in, or both about outgoing ones: a process has
    /// both.</summary>
    public static bool BySide(FindingSubject a, FindingSubject b) => a.Local is null == b.Local is null && BySubject(a, b);

    /// <summary>They are about the same local service, whoever holds it.</summary>
    public static bool ByService(FindingSubject a, FindingSubject b) =>
        a.Local is { } x && b.Local is { } y && SameEndpoint(x, y);

    /// <summary>Who and where, without what the engine adds to a subject: the namespace's label and the unit.</summary>
    public static FindingSubject Bare(FindingSubject subject) => subject with { Netns = null, Cgroup = null };

    /// <summary>The same port, and addresses that can meet: equal, or one of them the wildcard.</summary>
    public static bool SameEndpoint(InetEndpoint a, InetEndpoint b) =>
        a.Port == b.Port && (a.Addr.Unmapped == b.Addr.Unmapped || a.Addr.IsAny || b.Addr.IsAny);

    private static bool? Agree(InetEndpoint? a, InetEndpoint? b) => a is { } x && b is { } y ? SameEndpoint(x, y) : null;
}
