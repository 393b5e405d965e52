using TcpVet.Model;
using TcpVet.Probes.Engine;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Tests.Engine;

/// <summary>Silence of a host that has refused before is asked about again.</summary>
public sealed class RefusalPaceTests
{
    private static readonly ProbeQuestion[] Ports = [.. Enumerable.Range(1, 3).Select(port => Question("192.0.2.2", (ushort)port))];

    [Fact]
    public void Silent_ports_of_a_host_that_refuses_are_asked_again()
    {
        RefusalPace pace = Expecting(Ports);

        Assert.Empty(pace.Take(Ports[0], Silence(Ports[0])));
        Assert.Null(pace.Again(Ports[0]));
        Assert.Single(pace.Take(Ports[1], Refusal(Ports[1])));
        Assert.Empty(pace.Take(Ports[2], Silence(Ports[2])));

        Assert.Equal(Ports[0], pace.Again(Ports[2])!.Value.Question);
        Assert.Equal(Ports[2], pace.Again(Ports[2])!.Value.Question);
        Assert.Null(pace.Again(Ports[2]));
    }

    [Fact]
    public void Silence_of_a_host_that_never_refuses_is_final()
    {
        RefusalPace pace = Expecting(Ports);

        Assert.Empty(pace.Take(Ports[0], Silence(Ports[0])));
        Assert.Empty(pace.Take(Ports[1], Silence(Ports[1])));
        Assert.Equal(3, pace.Take(Ports[2], Silence(Ports[2])).Count);
        Assert.Null(pace.Again(Ports[0]));
    }

    [Fact]
    public void Hosts_are_judged_by_themselves()
    {
        ProbeQuestion other = Question("192.0.2.3", 1);
        RefusalPace pace = Expecting([.. Ports[..1], other]);

        Assert.Single(pace.Take(Ports[0], Refusal(Ports[0])));
        Assert.Single(pace.Take(other, Silence(other)));
    }

    private static RefusalPace Expecting(ProbeQuestion[] questions)
    {
        RefusalPace pace = new();
        foreach (ProbeQuestion question in questions)
        {
            pace.Expect(question);
        }

        return pace;
    }

    private static ProbeQuestion Question(string address, ushort port) =>
        new($"udp://{address}:{port}", Protocol.Udp, new InetEndpoint(InetAddress.Parse(address), port));

    private static ProbeResult Silence(ProbeQuestion question) => Result(question, ProbeVerdict.OpenOrFiltered) with { Silent = true };

    private static ProbeResult Refusal(ProbeQuestion question) => Result(question, ProbeVerdict.Closed);

    private static ProbeResult Result(ProbeQuestion question, ProbeVerdict verdict) =>
        new() { Target = question.Target, Protocol = Protocol.Udp, Peer = question.Peer, Verdict = verdict, Why = "" };
}
