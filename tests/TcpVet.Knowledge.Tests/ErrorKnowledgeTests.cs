using System.Diagnostics;
using System.Text;
using CsCheck;
using TcpVet.Model;

namespace TcpVet.Knowledge.Tests;

/// <summary>Texts of programs, found in whole lines of logs.</summary>
public sealed class ErrorKnowledgeTests
{
    // Whoever prints errors about connections: at least one program of each.
    private static readonly string[] Printers =
    [
        "Java", "Go", "Node.js", "Python", "Ruby", "PHP", ".NET", "Rust", "glibc", "nginx", "HAProxy", "Envoy", "Tomcat", "PostgreSQL",
        "MySQL", "Redis", "gRPC", "curl", "OpenSSH", "systemd", "Docker", "Kubernetes", "Chinese",
    ];

    public static TheoryData<string, string> Texts { get; } = [.. ErrorKnowledge.Texts.Select(entry => (entry.Text.Text, entry.Title))];

    public static TheoryData<string> Titles { get; } = [.. ErrorKnowledge.All.Select(page => page.Title)];

    [Fact]
    public void There_are_hundreds_of_texts_of_every_language_and_server()
    {
        Assert.True(ErrorKnowledge.Texts.Count(entry => entry.Text.Source.Length > 0) >= 300);
        Assert.Equal([], Printers.Except(ErrorKnowledge.Texts.Select(entry => entry.Text.Program)));
        IEnumerable<string> twice = ErrorKnowledge.Texts
            .GroupBy(entry => LogText.Fold(entry.Text.Text), (text, all) =>
                (text, Titles: all.Select(one => one.Title).Distinct().ToArray()))
            .Where(entry => entry.Titles.Length > 1)
            .Select(entry => $"{entry.text}: {string.Join(", ", entry.Titles)}");
        Assert.Empty(twice);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_leads_to_its_page_from_inside_a_line(string text, string title)
    {
        string printed = Filled(text);
        Assert.All(Lines(printed), line => Assert.Equal(title, ErrorKnowledge.FindInside(line) is [var first, ..] ? first.Title : null));
        ExplainPage page = Explainer.Find(Lines(printed).ElementAt(2))[0];
        Assert.Equal(title, page.Title);
        if (page.IsError)
        {
            Assert.Contains(page.Sections, section => section.Heading == "Printed by" && !section.Text.Contains('\n', StringComparison.Ordinal));
        }
    }

    // As they stand in logs; the second column is the page.
    [Theory]
    [InlineData("HikariPool-1 - Connection is not available, request timed out after 30000ms.", "connection pool exhausted")]
    [InlineData("java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30005ms (total=10, active=10, idle=0, waiting=23)", "connection pool exhausted")]
    [InlineData("Error: socket hang up\n    at connResetException (node:internal/errors:787:14)", "closed before the answer")]
    [InlineData("requests.exceptions.ConnectionError: ('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))", "closed before the answer")]
    [InlineData("org.apache.http.NoHttpResponseException: api.example.com:443 failed to respond", "closed before the answer")]
    [InlineData("Get \"https://10.96.0.1:443/version\": dial tcp 10.96.0.1:443: i/o timeout", "connect timed out")]
    [InlineData("read tcp 10.0.0.4:51234->10.0.0.9:6379: i/o timeout", "timed out waiting for an answer")]
    [InlineData("rpc error: code = DeadlineExceeded desc = context deadline exceeded", "timed out waiting for an answer")]
    [InlineData("Get \"https://registry-1.docker.io/v2/\": net/http: TLS handshake timeout", "TLS handshake failed")]
    [InlineData("Get \"https://registry-1.docker.io/v2/\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)", "connect timed out")]
    [InlineData("2026-11-30 04:12:07.412 UTC [4711] FATAL:  sorry, too many clients already", "too many connections")]
    [InlineData("FATAL:  remaining connection slots are reserved for non-replication superuser connections", "too many connections")]
    [InlineData("FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute", "too many connections")]
    [InlineData("ERROR 1040 (HY000): Too many connections", "too many connections")]
    [InlineData("psycopg2.OperationalError: server closed the connection unexpectedly", "closed by the database")]
    [InlineData("com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure", "closed by the database")]
    [InlineData("SQLSTATE[HY000]: General error: 2006 MySQL server has gone away", "closed by the database")]
    [InlineData("[Warning] Aborted connection 4711 to db: 'shop' user: 'app' host: '10.0.0.7' (Got timeout reading communication packets)", "database client went away")]
    [InlineData("connect: Network is unreachable", "ENETUNREACH")]
    [InlineData("curl: (6) Could not resolve host: api.example.com", "name resolution")]
    [InlineData("Error: getaddrinfo EAI_AGAIN db.internal", "name resolution")]
    [InlineData("socket.gaierror: [Errno -3] Temporary failure in name resolution", "name resolution")]
    [InlineData("dial tcp: lookup db on 10.96.0.10:53: no such host", "name resolution")]
    [InlineData("[2026-11-30 04:12:07 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:4711)", "worker was killed")]
    [InlineData("Received GOAWAY with error code ENHANCE_YOUR_CALM and debug data equal to \"too_many_pings\"", "too_many_pings")]
    [InlineData("rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial tcp 10.0.0.7:50051: connect: connection refused\"", "ECONNREFUSED")]
    [InlineData("10.0.0.3 - - [30/Nov/2026:04:12:07 +0000] \"GET / HTTP/1.1\" 502 157: 502 Bad Gateway", "502 Bad Gateway")]
    [InlineData("<head><title>504 Gateway Time-out</title></head>", "504 Gateway Timeout")]
    [InlineData("2026/11/30 04:12:07 [error] 31#31: *4711 upstream prematurely closed connection while reading response header from upstream, client: 10.0.0.3, server: _, upstream: \"http://10.0.0.7:8080/\"", "closed before the answer")]
    [InlineData("2026/11/30 04:12:07 [error] 31#31: *4711 upstream timed out (110: Connection timed out) while connecting to upstream", "connect timed out")]
    [InlineData("2026/11/30 04:12:07 [error] 31#31: *4711 upstream timed out (110: Connection timed out) while reading response header from upstream", "timed out waiting for an answer")]
    [InlineData("2026/11/30 04:12:07 [crit] 31#31: *4711 connect() to 10.0.0.7:8080 failed (99: Cannot assign requested address) while connecting to upstream", "EADDRNOTAVAIL")]
    [InlineData("2026/11/30 04:12:07 [alert] 31#31: 1024 worker_connections are not enough", "server is full")]
    [InlineData("2026/11/30 04:12:07 [emerg] 1#1: bind() to 0.0.0.0:80 failed (98: Address already in use)", "EADDRINUSE")]
    [InlineData("Proxy web reached process FD limit (maxsock=1024). Please check 'ulimit-n' and restart.", "EMFILE")]
    [InlineData("Server web/s1 is DOWN, reason: Layer4 timeout, check duration: 2001ms. 0 active and 0 backup servers left.", "connect timed out")]
    [InlineData("upstream connect error or disconnect/reset before headers. reset reason: connection timeout", "connect timed out")]
    [InlineData("upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: delayed connect error: Connection refused", "ECONNREFUSED")]
    [InlineData("upstream connect error or disconnect/reset before headers", "upstream connect error")]
    [InlineData("psql: error: connection to server at \"db\" (10.0.0.7), port 5432 failed: Connection refused", "ECONNREFUSED")]
    [InlineData("psql: error: connection to server at \"db\" (10.0.0.7), port 5432 failed: FATAL:  sorry, too many clients already", "too many connections")]
    [InlineData("HTTPConnectionPool(host='api', port=80): Max retries exceeded with url: / (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused'))", "ECONNREFUSED")]
    [InlineData("TypeError: fetch failed\n  [cause]: Error: connect ECONNREFUSED 127.0.0.1:3000", "ECONNREFUSED")]
    [InlineData("TypeError: fetch failed", "could not connect")]
    [InlineData("Unable to connect to the server: dial tcp 10.0.0.7:6443: i/o timeout", "connect timed out")]
    [InlineData("Unable to connect to the server: net/http: TLS handshake timeout", "TLS handshake failed")]
    [InlineData("curl: (7) Failed to connect to api port 443 after 3 ms: Couldn't connect to server", "could not connect")]
    [InlineData("io.lettuce.core.RedisCommandTimeoutException: Command timed out after 1 minute(s)", "timed out waiting for an answer")]
    [InlineData("docker: Error response from daemon: driver failed programming external connectivity on endpoint web (4f2d): Bind for 0.0.0.0:80 failed: port is already allocated.", "EADDRINUSE")]
    [InlineData("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", "ECONNREFUSED")]
    [InlineData("Readiness probe failed: HTTP probe failed with statuscode: 503", "Kubernetes probe failed")]
    [InlineData("The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?", "ECONNREFUSED")]
    [InlineData("client_loop: send disconnect: Broken pipe", "SSH session cut off")]
    [InlineData("kex_exchange_identification: Connection closed by remote host", "SSH session cut off")]
    [InlineData("ssh: connect to host 10.0.0.7 port 22: Connection timed out", "connect timed out")]
    [InlineData("nginx.service: Start request repeated too quickly.", "service does not start")]
    [InlineData("kernel: [ 4711.123456] TCP: request_sock_TCP: Possible SYN flooding on port 0.0.0.0:80. Sending cookies.", "possible SYN flooding")]
    [InlineData("kernel: nf_conntrack: nf_conntrack: table full, dropping packet", "table full, dropping packet")]
    [InlineData("System.Threading.Tasks.TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing.", "timed out waiting for an answer")]
    [InlineData("thread 'main' panicked: Os { code: 111, kind: ConnectionRefused, message: \"Connection refused\" }", "ECONNREFUSED")]
    [InlineData("Failed to open TCP connection to api:443 (Connection refused - connect(2) for \"api\" port 443) (Errno::ECONNREFUSED)", "ECONNREFUSED")]
    [InlineData("PHP Warning:  stream_socket_client(): Unable to connect to tcp://10.0.0.7:80 (Connection timed out)", "connect timed out")]
    [InlineData("出现大量 TIME_WAIT 状态", "TIME_WAIT")]
    [InlineData("服务器CLOSE_WAIT过多怎么办", "CLOSE_WAIT")]
    [InlineData("java.net.BindException: 地址已在使用 (Bind failed)", "EADDRINUSE")]
    [InlineData("bind: 地址已被使用", "EADDRINUSE")]
    [InlineData("recv: 连接被重置", "ECONNRESET")]
    [InlineData("connect: 无法分配请求的地址", "EADDRNOTAVAIL")]
    [InlineData("端口耗尽了", "EADDRNOTAVAIL")]
    [InlineData("半连接太多", "SYN_RECV")]
    [InlineData("半连接队列溢出", "SYN queue")]
    [InlineData("僵死连接", "dead connection")]
    [InlineData("服务器最大连接数", "number of connections")]
    public void A_real_line_leads_to_the_page_that_it_is_about(string line, string title) =>
        Assert.Equal(title, Explainer.Find(line)[0].Title);

    [Theory]
    [InlineData("acceptCount", "acceptCount")]
    [InlineData("connectionTimeout", "connectionTimeout")]
    [InlineData("maxConnections", "maxConnections")]
    [InlineData("max_connections", "max_connections")]
    [InlineData("worm", "worm")]
    [InlineData("scanning", "scanning")]
    [InlineData("keepalive_time", "net.ipv4.tcp_keepalive_time")]
    [InlineData("keepalive_intvl", "net.ipv4.tcp_keepalive_intvl")]
    [InlineData("fin_timeout", "net.ipv4.tcp_fin_timeout")]
    [InlineData("tw_reuse", "net.ipv4.tcp_tw_reuse")]
    [InlineData("max_tw_buckets", "net.ipv4.tcp_max_tw_buckets")]
    [InlineData("MTU", "message too long")]
    [InlineData("502", "502 Bad Gateway")]
    [InlineData("DNS", "name resolution")]
    [InlineData("ConnectionRefused", "ECONNREFUSED")]
    [InlineData("errno 99", "EADDRNOTAVAIL")]
    [InlineData("os error 104", "ECONNRESET")]
    [InlineData("net.ipv4.tcp_tw_reuse = 1", "net.ipv4.tcp_tw_reuse")]
    [InlineData("why is net.core.somaxconn 4096", "net.core.somaxconn")]
    public void A_word_of_guides_finds_its_page(string word, string title) =>
        Assert.Contains(title, Explainer.Find(word).Select(page => page.Title));

    // Lines that say nothing about connections, and near misses: nothing may be guessed.
    [Theory]
    [InlineData("NullPointerException at com.example.Shop.order(Shop.java:42)")]
    [InlineData("2026-11-30 INFO Started ShopApplication in 4.711 seconds (process running for 5.2)")]
    [InlineData("Connections are available after 30000 ms")]
    [InlineData("the retries were too low for all connections here")]
    [InlineData("disk is full: No space left on device")]
    [InlineData("permission denied (publickey)")]
    [InlineData("reconnected resetting peers")]
    [InlineData("refused connection")]
    [InlineData("time waits for nobody")]
    [InlineData("connectionrefusedly")]
    [InlineData("用户登录成功")]
    public void Nothing_is_guessed(string line)
    {
        Assert.Empty(ErrorKnowledge.FindInside(line));
        Assert.Empty(Explainer.Find(line));
    }

    [Fact]
    public void Other_errors_of_a_message_are_named_beside_the_first()
    {
        ExplainPage page = Explainer.Find("Readiness probe failed: Get \"http://10.1.2.3:8080/\": dial tcp 10.1.2.3:8080: connect: connection refused")[0];
        Assert.Equal(("ECONNREFUSED", "Kubernetes probe failed"), (page.Title, page.SeeAlso[0]));
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void A_page_leads_on(string title)
    {
        ErrorEntry page = ErrorKnowledge.Find(title)!;
        Assert.NotEmpty(page.Meaning);
        Assert.NotEmpty(page.IsNot);
        Assert.NotEmpty(page.Commands);
        Assert.NotEmpty(page.States);
        Assert.NotEmpty(page.Rules);
        Assert.NotEmpty(page.Sources);
        Assert.True(page.IsWord || page.Texts.Count > 0);
        Assert.All(page.States, state => Assert.True(TcpStateNames.TryParse(state, out _, out _)));
        Assert.All(page.Texts, text => Assert.NotEmpty(text.Source));
        Assert.All(page.Meaning.Concat(page.IsNot).Append(page.Summary), text => Assert.Matches(@"[.:""]$", text));
    }

    [Theory]
    [InlineData("\u001b[1;31mconnection\u001b[0m \u001b[31mrefused\u001b[m")]
    [InlineData("\\u001b[31mconnection refused\\u001b[0m")]
    [InlineData("[31mconnection refused[0m")]
    [InlineData("#033[31mconnection refused#033[0m")]
    [InlineData("^[[31mconnection refused^[[0m")]
    [InlineData("\u001b]8;;http://x/\u0007connection refused\u001b]8;;\u0007")]
    [InlineData("error:\\nconnection\\trefused\\n")]
    [InlineData("b'connection refused'")]
    [InlineData("\ufffdconnection\u0000refused\ufffd")]
    [InlineData("CONNECTION_REFUSED")]
    public void Colour_and_escapes_do_not_hide_a_text(string line) => Assert.Equal("ECONNREFUSED", ErrorKnowledge.FindInside(line)[0].Title);

    [Fact]
    public void Hostile_input_is_answered_soon()
    {
        string[] hostile =
        [
            new string('a', 2_000_000), new string('\u001b', 500_000), string.Concat(Enumerable.Repeat("dial tcp ", 200_000)),
            string.Concat(Enumerable.Repeat("ECONNRESET ", 200_000)), string.Concat(Enumerable.Repeat("a_b ", 300_000)),
            string.Concat(Enumerable.Repeat("\u001b]", 300_000)), string.Concat(Enumerable.Repeat("大量", 300_000)),
            string.Concat(Enumerable.Repeat("\ud800", 300_000)), string.Concat(Enumerable.Repeat("bind could not ", 100_000)),
        ];
        Stopwatch watch = Stopwatch.StartNew();
        Assert.All(hostile, text => Assert.NotNull(Explainer.Find(text)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{watch.Elapsed}");
    }

    [Fact]
    public void A_text_is_found_in_any_noise() => Gen.Select(
        Gen.Int[0, ErrorKnowledge.Texts.Count - 1], Gen.String[0, 60], Gen.String[0, 60]).ForAll((index, before, after) =>
    {
        (string title, ErrorText text) = ErrorKnowledge.Texts[index];
        // The noise may hold an error of its own, but it cannot take this one away.
        string line = $"{before} {Filled(text.Text)} {after}";
        Assert.Contains(ErrorKnowledge.FindInside(line), found => found.Title == title);
    });

    [Fact]
    public void Noise_finds_nothing() => Gen.String[Gen.Char["0123456789 .:;/-_[]()q\u001b\u0000"], 0, 400]
        .ForAll(line => Assert.Empty(Explainer.Find(line)));

    [Fact]
    public void Folding_twice_is_folding_once() => Gen.String[0, 300].ForAll(text =>
    {
        string folded = LogText.Fold(text);
        Assert.Equal(folded, LogText.Fold(folded));
        Assert.StartsWith(" ", folded, StringComparison.Ordinal);
        Assert.EndsWith(" ", folded, StringComparison.Ordinal);
        Assert.DoesNotContain("  ", folded, StringComparison.Ordinal);
        Assert.DoesNotContain(folded, letter => char.IsControl(letter));
    });

    // Addresses, ports, numbers and times around a text, colour, and what loggers make of both.
    private static IEnumerable<string> Lines(string text) =>
    [
        text,
        text.ToUpperInvariant(),
        $"2026-11-30T04:12:07.123456Z ERROR 4711 --- [http-nio-8080-exec-12] c.e.shop.Client : 10.0.0.7:43210 -> [2001:db8::7]:443 id=0x1f {text} (try 3 of 5, 1500 ms)",
        $"Nov 30 04:12:07 web-1 app[4711]: \u001b[31m{text}\u001b[0m user=1042",
        $$"""{"time":"2026-11-30T04:12:07Z","level":"error","msg":"\u001b[31m{{text}}\u001b[0m\n","pid":4711}""",
        $"""10.0.0.7 - - [30/Nov/2026:04:12:07 +0000] "{text}" 0.003 8080""",
    ];

    private static string Filled(string text)
    {
        string[] fillings = ["10.0.0.7:5432", "/var/run/app-1.sock", "db-7.internal (10.0.0.9), port 3306", "30005"];
        StringBuilder filled = new();
        string[] parts = text.Split('…');
        for (int i = 0; i < parts.Length; i++)
        {
            // What touches the gap is a unit: "…ms".
            bool unit = i > 0 && parts[i].Length > 0 && char.IsLetter(parts[i][0]);
            filled.Append(i == 0 ? "" : unit ? "30005" : fillings[i % fillings.Length]).Append(parts[i]);
        }

        return filled.ToString();
    }
}
