using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;
using TcpVet.Probes.Engine;
using TcpVet.Probes.Local;
using TcpVet.Probes.Results;
using TcpVet.Probes.Tests.Engine;

namespace TcpVet.Probes.Tests.Local;

/// <summary>The kernel's side of ports of this host, in the same and in another namespace.</summary>
public sealed class LocalNamespaceTests
{
    private static readonly InetAddress There = InetAddress.Parse("192.0.2.2");

    /// <summary>A process lives in the other namespace, so that it is found; other tests may have namespaces with the same
    /// address.</summary>
    [Fact]
    public void A_target_in_another_namespace_is_joined_with_its_sockets()
    {
        using TwoHosts hosts = TwoHosts.Make();
        AcceptQueue full = AcceptQueue.MakeFull(hosts.There, There, backlog: 1, turnedAway: 0, port: 8002);
        LabSocket bound = hosts.There.Udp(AddressFamily.IPv4).Bind(new InetEndpoint(There, 9001));
        Holder app = hosts.There.Hold("the-app", full.Listener.Socket!, bound);

        IReadOnlyList<ProbeResult> results = Ask(hosts.Here, new InetEndpoint(There, 8002), new InetEndpoint(There, 9001));

        Assert.Equal(("overflowing", "bound but silent"), (results[0].State, results[1].State));
        Assert.All(results, result => Assert.Contains($"the-app[{app.Pid}]", result.Why, StringComparison.Ordinal));
    }

    [Fact]
    public void The_own_loopback_is_joined_with_its_sockets()
    {
        using TwoHosts hosts = TwoHosts.Make();
        InetAddress loopback = InetAddress.Parse("127.0.0.1");
        hosts.There.Udp(AddressFamily.IPv4).Bind(new InetEndpoint(loopback, 9001));
        hosts.Rules("tcp dport 8003 drop");
        Listening.Make(hosts.There, loopback, port: 8003);

        IReadOnlyList<ProbeResult> results = Ask(hosts.There, new InetEndpoint(loopback, 8003), new InetEndpoint(loopback, 9001));

        Assert.Equal(("filtered", "bound but silent"), (results[0].State, results[1].State));
    }

    private static IReadOnlyList<ProbeResult> Ask(Sandbox from, InetEndpoint tcp, InetEndpoint udp) => from.Run(() =>
    {
        ProbeQuestion[] questions = [new($"tcp://{tcp}", Protocol.Tcp, tcp), new($"udp://{udp}", Protocol.Udp, udp)];
        IReadOnlyList<LocalNamespace> places = LocalNamespace.Find(new Linux.LiveHost(Linux.ProcFs.ProcFsRoot.Default), questions);
        List<ProbeResult> results = [];
        Probes.Runs.ProbeRun.Ask(questions, new ProbeOptions { Timeout = TimeSpan.FromSeconds(1) }, _ =>
            true, results.Add, TestContext.Current.CancellationToken);
        results.Sort((a, b) => string.CompareOrdinal(a.Target, b.Target));
        LocalNamespace? place = LocalNamespace.HolderOf(places, tcp.Addr, results.Sum(result => result.Attempts), NeighbourTable.Read());
        Assert.NotNull(place);
        return new LocalJudge(text => text).Judge(results, place);
    });
}
