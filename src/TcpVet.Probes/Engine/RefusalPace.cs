using TcpVet.Model;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Engine;

/// <summary>
/// Keeps a host's limit of ICMP messages from being taken for a firewall. Linux sends one host one "unreachable" a second after six at
/// once (net.ipv4.icmp_ratelimit, <c>inet_peer_xrlim_allow</c>), so of 100 closed UDP ports asked together it tells of a few, and says
/// nothing of the others. Where a host has refused at least once, its silent ports are asked again, one at a time and slower than that.
/// </summary>
internal sealed class RefusalPace
{
    /// <summary>Between two questions to one host: a little more than a second, in microseconds.</summary>
    public const long PauseUs = 1_050_000;

    private readonly Dictionary<InetAddress, Host> hosts = [];

    /// <summary>Counts a port of a host that is going to be asked.</summary>
    public void Expect(ProbeQuestion question) => At(question).Outstanding++;

    /// <summary>Takes a result of the first round.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="result">What came of it.</param>
    /// <returns>What is final now: the result itself, or nothing while it is held, or all that was held of a host that never
    /// refuses.</returns>
    public IReadOnlyList<ProbeResult> Take(ProbeQuestion question, ProbeResult result)
    {
        Host host = At(question);
        host.Outstanding--;
        host.Refused |= result.Verdict == ProbeVerdict.Closed;
        List<ProbeResult> final = [];
        if (result.Silent)
        {
            host.Held.Enqueue((question, result));
        }
        else
        {
            final.Add(result);
        }

        if (host.Outstanding == 0 && !host.Refused)
        {
            final.AddRange(host.Held.Select(pair => pair.Result));
            host.Held.Clear();
        }

        return final;
    }

    /// <summary>The next port of a host that is to be asked again; null while its first round lasts, or when there is none.</summary>
    public (ProbeQuestion Question, ProbeResult First)? Again(ProbeQuestion ofHost) =>
        At(ofHost) is { Outstanding: 0, Held.Count: > 0 } host ? host.Held.Dequeue() : null;

    private Host At(ProbeQuestion question)
    {
        if (!hosts.TryGetValue(question.Peer.Addr, out Host? host))
        {
            hosts[question.Peer.Addr] = host = new Host();
        }

        return host;
    }

    private sealed class Host
    {
        public int Outstanding { get; set; }

        public bool Refused { get; set; }

        public Queue<(ProbeQuestion Question, ProbeResult Result)> Held { get; } = [];
    }
}
