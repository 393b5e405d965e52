namespace TcpVet.Configs.Tests;

/// <summary>What Node.js does with its timeouts, asked of the one on this machine.</summary>
public sealed class RealNodeTests
{
    [Fact]
    public void Defaults_are_those_that_are_named()
    {
        string[] said = Run("""
            const http = require('http');
            const server = http.createServer().listen(8080, '127.0.0.1', () => {
              console.log(new http.Agent().maxSockets, new http.Agent().maxFreeSockets, http.globalAgent.keepAlive);
              console.log(require('child_process').execSync('ss -ltnH "sport = :8080"').toString().trim().split(/ +/)[2]);
              process.exit(0);
            });
            """).Split('\n');

        Assert.Equal("Infinity 256 true", said[0]); // keepAlive from Node.js 19 on
        Assert.Equal("511", said[1]);
    }

    // An idle connection outlives headersTimeout, and goes only with keepAliveTimeout.
    [Fact]
    public void A_headers_timeout_does_not_close_an_idle_connection()
    {
        string said = Run("""
            const http = require('http'), net = require('net');
            const server = http.createServer({ connectionsCheckingInterval: 200 }, (q, r) => r.end('ok'));
            server.keepAliveTimeout = 3000; server.headersTimeout = 1000;
            server.listen(8080, '127.0.0.1', () => {
              const start = Date.now();
              const client = net.connect(8080, '127.0.0.1', () => client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
              client.resume();
              client.on('close', () => { console.log(Date.now() - start); process.exit(0); });
            });
            """);

        Assert.InRange(int.Parse(said.Trim(), System.Globalization.CultureInfo.InvariantCulture), 2_900, 6_000);
    }

    // The headers have come; the signal ends the body all the same.
    [Fact]
    public void An_abort_signal_bounds_the_whole_exchange()
    {
        string said = Run("""
            const http = require('http');
            http.createServer((q, r) => r.write('x')).listen(8080, '127.0.0.1', async () => {
              try {
                const response = await fetch('http://127.0.0.1:8080/', { signal: AbortSignal.timeout(1000) });
                console.log('headers');
                await response.text();
              } catch (error) { console.log(error.name); }
              process.exit(0);
            });
            """);

        Assert.Equal("headers TimeoutError", string.Join(' ', said.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void The_soft_limit_is_lifted_to_the_hard_one() => Assert.Matches(
        @"Max open files +3000 +3000 ",
        Run("console.log(require('fs').readFileSync('/proc/self/limits').toString())", "ulimit -Sn 256; ulimit -Hn 3000;"));

    /// <summary>Runs a script in a namespace of its own; skips where there is no node of 19 or later.</summary>
    internal static string Run(string script, string before = "")
    {
        string said = "";
        PrivateFolder.Run(folder =>
        {
            Assert.SkipUnless(ServedProgram.Run("command -v node").Length > 0, "node is not installed");
            Assert.SkipUnless(
                int.TryParse(ServedProgram.Run("node -p 'process.versions.node.split(\".\")[0]'"), out int major) && major >= 19, "Node.js is older than 19");
            said = ServedProgram.Run($"{before} node '{PrivateFolder.Write(folder, "test.js", script)}'");
        });
        return said;
    }
}
