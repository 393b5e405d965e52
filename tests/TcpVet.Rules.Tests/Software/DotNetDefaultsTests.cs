using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TcpVet.Rules.Tests;

/// <summary>What the remedies for .NET programs say of defaults, read back from the runtime that runs this test.</summary>
public sealed class DotNetDefaultsTests
{
    [Fact]
    public void Handlers_and_sockets_have_the_defaults_that_are_named()
    {
        using SocketsHttpHandler handler = new();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        Assert.Equal(Timeout.InfiniteTimeSpan, handler.ConnectTimeout);
        Assert.Equal(TimeSpan.FromMinutes(1), handler.PooledConnectionIdleTimeout);
        Assert.Equal(Timeout.InfiniteTimeSpan, handler.PooledConnectionLifetime);
        Assert.Equal(int.MaxValue, handler.MaxConnectionsPerServer);
        Assert.Equal((0, 0), (socket.ReceiveTimeout, socket.SendTimeout));
        Assert.Equal(0, (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        Assert.Equal(60, (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!);
    }

    [Fact]
    public async Task A_response_that_is_not_disposed_keeps_its_connection()
    {
        CancellationToken end = TestContext.Current.CancellationToken;
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        int accepted = 0;
        Task serving = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                TcpClient client = await server.AcceptTcpClientAsync(end);
                Interlocked.Increment(ref accepted);
                _ = Answer(client, end);
            }
        }, end);
        using HttpClient http = new();
        Uri address = new($"http://{server.LocalEndpoint}/");

        HttpResponseMessage kept = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, end);
        using (await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, end))
        {
            Assert.Equal(2, accepted); // the first one's connection is not free
        }

        kept.Dispose();
        server.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => serving);
    }

    // Half a body: whoever does not dispose it waits for the rest.
    private static async Task Answer(TcpClient client, CancellationToken end)
    {
        using (client)
        {
            byte[] request = new byte[4096];
            await client.GetStream().ReadAtLeastAsync(request, 4, throwOnEndOfStream: false, end);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), end);
            await client.GetStream().ReadAtLeastAsync(request, 1, throwOnEndOfStream: false, end);
        }
    }
}
