using System.Text.Json;
using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>tcpvet listeners: queue, limit, the listener's own drops, its owner, its connections.</summary>
public sealed class ListenerTests
{
    [Theory]
    [InlineData(Loopbacks.IPv4)]
    [InlineData(Loopbacks.IPv6)]
    [InlineData(Loopbacks.Mapped)]
    public void A_listener_is_shown_with_what_ss_and_the_socket_itself_say(string address)
    {
        using Sandbox sandbox = Require.Sandbox();
        InetAddress at = InetAddress.Parse(address);
        AcceptQueue full = AcceptQueue.MakeFull(sandbox, at, backlog: 4, turnedAway: 6);
        AcceptQueue calm = AcceptQueue.Make(sandbox, at, backlog: 9, waiting: 2);
        Holder owner = sandbox.Hold("the-server", full.Listener.Socket!);
        JsonElement full1 = Row(sandbox, full.Listener);
        Assert.Equal("tcp", full1.GetProperty("proto").GetString());
        Assert.Equal((5, 4, 6), (Number(full1, "queue"), Number(full1, "limit"), Number(full1, "drops")));
        Assert.Contains(full1.GetProperty("processes").EnumerateArray(), process =>
            process.GetProperty("pid").GetInt32() == owner.Pid && process.GetProperty("name").GetString() == "the-server");
        Assert.Equal(5, Number(full1.GetProperty("states"), "ESTABLISHED"));
        JsonElement calm1 = Row(sandbox, calm.Listener);
        Assert.Equal((2, 9, 0), (Number(calm1, "queue"), Number(calm1, "limit"), Number(calm1, "drops")));
        SsRow ss = Ss.Tcp(sandbox, "state", "listening", "sport", "=", $":{full.Listener.Local.Port}").Single();
        Assert.Equal((ss.RecvQ, ss.SendQ, ss.Memory["d"]), ((uint)Number(full1, "queue"), (uint)Number(full1, "limit"), (ulong)Number(full1, "drops")));
    }

    [Fact]
    public void A_wildcard_listener_counts_its_connections_of_both_families()
    {
        using Sandbox sandbox = Require.Sandbox();
        MadeSocket listener = Listening.Make(sandbox, InetAddress.AnyIPv6);
        foreach (string address in new[] { Loopbacks.IPv4, Loopbacks.IPv6 })
        {
            InetEndpoint at = new(InetAddress.Parse(address), listener.Local.Port);
            sandbox.Tcp(at.Addr.Family).Connect(at);
            sandbox.Keep(listener.Socket!.Accept());
        }

        Assert.Equal(2, Number(Row(sandbox, listener).GetProperty("states"), "ESTABLISHED"));
    }

    private static JsonElement Row(Sandbox sandbox, MadeSocket listener)
    {
        JsonElement document = Cli.Json(sandbox, "listeners", "-o", "json");
        Assert.Equal("tcpvet/listeners/1", document.GetProperty("schema").GetString());
        return Assert.Single(document.GetProperty("rows").EnumerateArray(), row => Cli.Endpoint(row.GetProperty("local")) == listener.Local);
    }

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
