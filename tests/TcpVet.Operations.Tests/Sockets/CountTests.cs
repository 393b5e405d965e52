using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Tests.Sockets;

/// <summary>What the questions about sockets answer, told from a record of them.</summary>
public sealed class CountTests
{
    [Fact]
    public void States_are_counted_and_the_filter_is_asked()
    {
        using SocketDump dump = Three();
        StatesAnswer answer = CountStates.Run(dump.Host, new StatesRequest(dump.Request("dport", "=", ":443"), Exact: false), dump.Notices);
        Assert.Equal(2, answer.Counts[TcpState.Established]);
        Assert.Equal(0, answer.Counts[TcpState.TimeWait]);
        Assert.Equal("recorded", answer.Origin.Netns);
        Assert.Empty(dump.Said);
    }

    [Fact]
    public void Peers_come_largest_first_and_the_rest_is_summed()
    {
        using SocketDump dump = Three().Add(TcpState.Listen, 80, "0.0.0.0", 0);
        PeersAnswer answer = CountPeers.Run(dump.Host, new PeersRequest(dump.Request(), Top: 1, Resolve: false), dump.Notices);
        PeerCounts peer = Assert.Single(answer.Peers);
        Assert.Equal(("198.51.100.7", 2L), (peer.Peer.ToString(), peer.Total));
        // A listener has no peer.
        Assert.Equal((1L, 1L), (answer.Beyond.Peers, answer.Beyond.Sockets));
        Assert.Null(answer.Names);
    }

    [Fact]
    public void Keys_make_rows_and_what_is_left_out_comes_last_without_values()
    {
        using SocketDump dump = Three();
        CountKey[] keys = [.. CountKey.All.Where(key => key.Name is "state" or "rport")];
        CountAnswer answer = CountSockets.Run(dump.Host, new CountRequest(dump.Request(), keys, Top: 1), dump.Notices);
        Assert.Equal(["state", "rport"], answer.Keys);
        Assert.Equal([new KeyValue("ESTABLISHED"), KeyValue.Of(443)], answer.Rows[0].Values!);
        Assert.Equal((2, 2L, 1L), (answer.Rows.Count, answer.Rows[0].Count, answer.Rows[1].Count));
        Assert.Null(answer.Rows[1].Values);
    }

    [Fact]
    public void A_dump_has_one_namespace()
    {
        using SocketDump dump = Three();
        SocketRequest request = dump.Request();
        PlaceRequest blue = request.Place with { Netns = "blue" };
        Assert.Contains("does not tell namespaces apart", Assert.Throws<RequestException>(() => dump.Places.Find(blue)).Message, StringComparison.Ordinal);
        Assert.Single(dump.Places.Find(request.Place with { Netns = "all" }));
    }

    [Fact]
    public void What_is_no_record_is_refused_by_its_name()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "hello");
        CaptureFormatException refusal = Assert.Throws<CaptureFormatException>(
            () => new Places(new Linux.LiveHost(Linux.ProcFs.ProcFsRoot.Default), Notices.None).Find(
                new PlaceRequest(null, new FileInfo(path))));
        File.Delete(path);
        Assert.Contains(Path.GetFileName(path), refusal.Message, StringComparison.Ordinal);
    }

    private static SocketDump Three() => new SocketDump()
        .Add(TcpState.Established, 40000, "198.51.100.7", 443)
        .Add(TcpState.Established, 40001, "198.51.100.7", 443)
        .Add(TcpState.TimeWait, 40002, "198.51.100.9", 80);
}
