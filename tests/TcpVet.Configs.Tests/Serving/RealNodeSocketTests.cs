namespace TcpVet.Configs.Tests;

/// <summary>What Node.js does with sockets that somebody forgot, paused or kept, asked of the one on this machine.</summary>
public sealed class RealNodeSocketTests
{
    // What is asked of ss is the state of the first connection.
    private const string Ask = """
        const http = require('http'), net = require('net'), { execSync } = require('child_process');
        const ask = (line) => execSync(line).toString().trim();
        const state = (end) => ask(`ss -tnH '${end} = :8080'`).split(/ +/)[0] || 'gone';
        const later = (ms, done) => setTimeout(done, ms);

        """;

    [Fact]
    public void With_allowHalfOpen_a_socket_stays_in_CLOSE_WAIT_until_its_end_is_called() => Assert.Equal("CLOSE-WAIT gone", Said("""
        net.createServer({ allowHalfOpen: true }, (socket) => {
          socket.resume();
          socket.on('end', () => later(500, () => { console.log(state('sport')); socket.end(); later(300, () => { console.log(state('sport')); process.exit(0); }); }));
        }).listen(8080, '127.0.0.1', () => { const client = net.connect(8080, '127.0.0.1', () => client.end()); client.resume(); });
        """));

    [Fact]
    public void The_event_timeout_closes_nothing_and_destroy_does() => Assert.Equal("timeout ESTAB gone", Said("""
        net.createServer(() => {}).listen(8080, '127.0.0.1', () => {
          const client = net.connect(8080, '127.0.0.1');
          client.setTimeout(300);
          client.once('timeout', () => {
            console.log('timeout');
            client.setTimeout(0);
            later(500, () => { console.log(state('dport')); client.destroy(); later(300, () => { console.log(state('dport')); process.exit(0); }); });
          });
        });
        """));

    [Fact]
    public void The_end_of_a_stream_that_nobody_reads_is_not_noticed() => Assert.Equal("false true", Said("""
        net.createServer((socket) => { socket.on('error', () => {}); socket.end('last words'); }).listen(8080, '127.0.0.1', () => {
          const client = net.connect(8080, '127.0.0.1');
          let ended = false;
          client.on('end', () => { ended = true; });
          later(700, () => { console.log(ended); client.resume(); later(300, () => { console.log(ended); process.exit(0); }); });
        });
        """));

    [Fact]
    public void A_response_that_is_not_read_keeps_its_connection_from_the_next_request() => Assert.Equal("false true", Said("""
        http.createServer((request, response) => response.end('x'.repeat(1e6))).listen(8080, '127.0.0.1', () => {
          const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
          const get = (done) => http.get({ port: 8080, host: '127.0.0.1', agent }, done);
          let second = false;
          get((first) => {
            get((next) => { second = true; next.resume(); });
            later(700, () => { console.log(second); first.resume(); later(500, () => { console.log(second); process.exit(0); }); });
          });
        });
        """));

    [Fact]
    public void A_socket_has_a_keepalive_timer_once_it_is_asked_for() => Assert.Matches("^none (59|60)sec$", Said("""
        net.createServer(() => {}).listen(8080, '127.0.0.1', () => {
          const client = net.connect(8080, '127.0.0.1', () => {
            const timer = () => (ask("ss -tnoH 'dport = :8080'").match(/timer:\(keepalive,([^,]*),/) || ['', 'none'])[1].replace('1min', '60sec');
            console.log(timer()); client.setKeepAlive(true, 60000); console.log(timer()); process.exit(0);
          });
        });
        """));

    // From Node.js 19 on close() ends idle connections itself: else it would wait for the keep-alive of a minute.
    [Fact]
    public void A_server_that_closes_ends_its_idle_connections() => Assert.Equal("closed", Said("""
        const server = http.createServer((request, response) => response.end('ok'));
        server.keepAliveTimeout = 60000;
        server.listen(8080, '127.0.0.1', () => {
          const client = net.connect(8080, '127.0.0.1', () => client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
          client.once('data', () => later(100, () => server.close(() => { console.log('closed'); process.exit(0); })));
          later(10000, () => { console.log('still there'); process.exit(0); });
        });
        """));

    [Fact]
    public void An_agent_closes_what_was_idle_for_its_timeout() => Assert.InRange(
        int.Parse(Said("""
            http.createServer((request, response) => response.end('ok')).listen(8080, '127.0.0.1', () => {
              const agent = new http.Agent({ keepAlive: true, timeout: 1000 });
              http.get({ port: 8080, host: '127.0.0.1', agent }, (response) => {
                const { socket } = response, start = Date.now();
                response.resume();
                socket.on('close', () => { console.log(Date.now() - start); process.exit(0); });
              });
            }).keepAliveTimeout = 60000;
            """), System.Globalization.CultureInfo.InvariantCulture), 900, 6_000);

    // Nobody is accepted while the loop is busy, and the histogram has the delay.
    [Fact]
    public void A_busy_event_loop_accepts_nobody_and_its_delay_is_measured()
    {
        string[] said = Said("""
            http.createServer(() => {}).listen(8080, '127.0.0.1', () => {
              const delay = require('perf_hooks').monitorEventLoopDelay({ resolution: 10 });
              delay.enable();
              later(100, () => {
                execSync("bash -c 'for i in 1 2 3; do (exec 3<>/dev/tcp/127.0.0.1/8080; sleep 1) & done; sleep 0.5'");
                const waiting = ask("ss -ltnH 'sport = :8080'").split(/ +/)[1];
                later(100, () => { console.log(waiting, Math.round(delay.max / 1e6)); process.exit(0); });
              });
            });
            """).Split(' ');

        Assert.Equal("3", said[0]);
        Assert.True(int.Parse(said[1], System.Globalization.CultureInfo.InvariantCulture) >= 500, said[1]);
    }

    private static string Said(string script) =>
        string.Join(' ', RealNodeTests.Run(Ask + script).Split('\n', StringSplitOptions.RemoveEmptyEntries));
}
