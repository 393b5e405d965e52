namespace TcpVet.Configs.Tests;

/// <summary>What Python's own library does by default, asked of the one on this machine.</summary>
public sealed class RealPythonTests
{
    [Fact]
    public void Defaults_are_those_that_are_named()
    {
        string said = ServedProgram.Run("""
            python3 -c '
            import asyncio, inspect, socket, socketserver
            print(socketserver.TCPServer.request_queue_size)
            print(inspect.signature(asyncio.base_events.BaseEventLoop.create_server).parameters["backlog"].default)
            print(socket.socket().gettimeout(), socket.getdefaulttimeout())
            print(all(hasattr(socket, name) for name in ("SO_KEEPALIVE", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT")))
            '
            """);
        Assert.SkipWhen(said.Contains("not found", StringComparison.Ordinal), "python3 is not installed");

        Assert.Equal("5 100 None None True", string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }
}
