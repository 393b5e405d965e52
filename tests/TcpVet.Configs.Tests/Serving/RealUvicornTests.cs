namespace TcpVet.Configs.Tests;

/// <summary>How long uvicorn waits for a client, asked of the distribution's own.</summary>
public sealed class RealUvicornTests
{
    private const string App = """
        async def app(scope, receive, send):
            if scope['type'] == 'http':
                await send({'type': 'http.response.start', 'status': 200, 'headers': [(b'content-length', b'2')]})
                await send({'type': 'http.response.body', 'body': b'ok'})
        """;

    // --timeout-keep-alive acts after a response; before the first one nothing does.
    [Fact]
    public void A_client_that_sends_nothing_stays() => PrivateFolder.Run(folder =>
    {
        string packages = Path.Combine(RealServer.Folder(), "usr/lib/python3/dist-packages");
        Assert.SkipUnless(Directory.Exists(Path.Combine(packages, "uvicorn")) && File.Exists("/usr/bin/python3"), "uvicorn is not among the unpacked packages");
        PrivateFolder.Write(folder, "app.py", App);
        using ServedProgram uvicorn = ServedProgram.Start(
            folder, $"env PYTHONPATH='{packages}' /usr/bin/python3 -m uvicorn app:app --http h11 --port 8080 --timeout-keep-alive 1", 8080);

        using Clients silent = Clients.Open(1, 8080);
        using Clients half = Clients.Open(1, 8080, "GET / HT");
        using Clients served = Clients.Open(1, 8080, Clients.Get());
        Assert.StartsWith("HTTP/1.1 200", served.Read(0), StringComparison.Ordinal);
        Thread.Sleep(3_000);

        Assert.Equal(1, silent.Count(Clients.Fate.Open));
        Assert.Equal(1, half.Count(Clients.Fate.Open));
        served.ReadToEnd(0);
        Assert.Equal(1, served.Count(Clients.Fate.Closed));
    });
}
