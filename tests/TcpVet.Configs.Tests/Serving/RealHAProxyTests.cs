using System.Diagnostics;

namespace TcpVet.Configs.Tests;

/// <summary>What HAProxy does with its queues, its pool and its timers, asked of the distribution's own.</summary>
public sealed class RealHAProxyTests
{
    // TV745, and the remedy for a short backlog.
    [Fact]
    public void A_reload_keeps_the_queue_and_a_restart_does_not() => PrivateFolder.Run(folder =>
    {
        using (ServedProgram haproxy = Start(folder, Answering("backlog 50"), "-W"))
        {
            Assert.Equal(50, Assert.Single(ServedProgram.Queues(8080)).Limit);
            PrivateFolder.Write(folder, "haproxy.cfg", Answering("backlog 77"));
            haproxy.Signal("USR2");
            Thread.Sleep(1_500);
            Assert.Equal(50, Assert.Single(ServedProgram.Queues(8080)).Limit);
        }

        using ServedProgram anew = Start(folder, Answering("backlog 77"), "-W");
        Assert.Equal(77, Assert.Single(ServedProgram.Queues(8080)).Limit);
    });

    [Fact]
    public void At_maxconn_it_stops_accepting() => PrivateFolder.Run(folder =>
    {
        using ServedProgram haproxy = Start(folder, Answering("maxconn 5\n  backlog 100"));

        using Clients clients = Clients.Open(20, 8080);
        Thread.Sleep(500);

        Assert.Equal(15, Assert.Single(ServedProgram.Queues(8080)).Waiting);
    });

    // TV751: with 2 s the last of 64 idle connections is closed much later.
    [Fact]
    public void Half_of_the_idle_connections_outlive_each_purge_delay() => PrivateFolder.Run(folder =>
    {
        using Backend backend = new(9090, answersAfter: 500);
        using ServedProgram haproxy = Start(folder, Proxying("http-reuse always", "pool-purge-delay 2s"));
        using Clients clients = Clients.Open(64, 8080, Clients.Get());
        for (int i = 0; i < 64; i++)
        {
            Assert.StartsWith("HTTP/1.1 200", clients.Read(i), StringComparison.Ordinal);
        }

        for (int i = 0; i < 40 && backend.Idle.Length < 64; i++)
        {
            Thread.Sleep(1_000);
        }

        Assert.Equal((64, 64), (backend.Accepted, backend.Idle.Length));
        Assert.InRange(backend.Idle.Max(), 10, 30);
        Assert.True(backend.Idle.Count(seconds => seconds > 4) > 32);
    });

    // TV751: with safe the first request of a client opens a connection although one is idle.
    [Theory]
    [InlineData("http-reuse safe", 2)]
    [InlineData("http-reuse always", 1)]
    public void With_safe_a_first_request_gets_a_connection_of_its_own(string reuse, int connections) => PrivateFolder.Run(folder =>
    {
        using Backend backend = new(9090, answersAfter: 1);
        using ServedProgram haproxy = Start(folder, Proxying(reuse, "pool-purge-delay 30s"));

        for (int i = 0; i < 2; i++)
        {
            using Clients client = Clients.Open(1, 8080, Clients.Get());
            Assert.StartsWith("HTTP/1.1 200", client.Read(0), StringComparison.Ordinal);
            Thread.Sleep(200);
        }

        Assert.Equal(connections, backend.Accepted);
    });

    // TV744: from accept to the first byte, and from that to the end of the headers.
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 3)]
    public void A_request_has_its_time_from_accept_and_again_from_its_first_byte(int firstByteAfter, int endsAfter) =>
        PrivateFolder.Run(folder =>
        {
            using ServedProgram haproxy = Start(folder, Answering("timeout http-request 2s"));
            Stopwatch clock = Stopwatch.StartNew();
            using Clients client = Clients.Open(1, 8080);
            if (firstByteAfter > 0)
            {
                Thread.Sleep(firstByteAfter * 1_000);
                client.Send(0, "G");
            }

            Assert.StartsWith("HTTP/1.1 408", client.Read(0, 10_000), StringComparison.Ordinal);
            Assert.InRange(clock.Elapsed.TotalSeconds, endsAfter - 0.2, endsAfter + 0.8);
        });

    private static ServedProgram Start(string folder, string configuration, string how = "-db")
    {
        string path = PrivateFolder.Write(folder, "haproxy.cfg", configuration);
        return ServedProgram.Start(folder, $"'{Path.Combine(RealServer.Folder(), "usr/sbin/haproxy")}' {how} -f '{path}'", 8080);
    }

    private static string Answering(string line) => $"""
        defaults
          mode http
          timeout connect 1s
          timeout client 20s
          timeout server 20s
        frontend web
          bind 127.0.0.1:8080
          {line}
          http-request return status 200

        """;

    private static string Proxying(string reuse, string server) => $"""
        defaults
          mode http
          timeout connect 1s
          timeout client 60s
          timeout server 60s
        frontend web
          bind 127.0.0.1:8080
          default_backend app
        backend app
          {reuse}
          server a 127.0.0.1:9090 {server}

        """;
}
