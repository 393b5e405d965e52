using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using TcpVet.Lab;

namespace TcpVet.Kernel.Tests;

/// <summary>
/// The command line as a whole: arguments, files, standard input and environment that make no sense lead to a documented exit status, and
/// never to what only a bug prints. It runs as nobody, without capabilities, in a network namespace of its own.
/// </summary>
public sealed partial class AnyInputTests : IDisposable
{
    // ./test --long tries a hundred times as many.
    private const int Lines = 300;

    // timeout(1) ends what waits: that is its right.
    private static readonly int[] Documented = [0, 1, 2, 3, 124, 130];

    private static readonly string[] Words =
    [
        "", " ", "-", "--", "-o", "json", "jsonl", "csv", "sarif", "nagios", "wide", "0", "1", "-1", "2", "65535", "65536", "4294967296", "99999999999999999999", "1e309", "½", "٣",
        "0s", "1ms", "10ms", "1e9d", "-1s", "999999999999h", "state", "established", "time-wait", "sport = :80", "dport != :0", "( sport = :1", "not", "and", "or", "src 10.0.0.0/33",
        "dst [::1]:80", "::", "::ffff:1.2.3.4", "127.0.0.1:1", "[fe80::1%lo]:22", "256.256.256.256", "udp:127.0.0.1:53", "localhost:99999", "TV101", "TV2", "TV999", "tv101.min_count=x",
        "TV101.min_count=-5", "TV101.min_count=1e300", "all", "host", "pid", "1", "/proc/1/ns/net", "/", "..", "net.ipv4.tcp_fin_timeout", "net.core.somaxconn=1;id", "TIME_WAIT",
        "connection reset by peer", "連線被拒", "\u001b[31mred", "a\nb", "$(id)", "`id`", "'", "\"", "\\", "%s%n", "\U0001F600", "\u202Ebackwards", "nginx", "bash", "zsh", "fish", "6.12", "2.6.32",
        "-99.1", "group,by,state", "state,peer,service", "close-wait", "tomcat", "haproxy", "httpd", "sysctl", "sysctl-a", "tuned", "info", "warning", "critical", "never", "12h", "1.5s",
    ];

    private static readonly string[] Files =
    [
        "capture.json", "capture.gz", "broken.gz", "broken.json", "nginx.conf", "haproxy.cfg", "server.xml", "httpd.conf", "sysctl.conf", "config.toml", "utf7.xml", "utf16.conf",
        "empty", "long", "deep", "zeros", "folder", "dangling", "circle", "private", "/dev/null", "/dev/full", "/dev/zero", "/dev/stdin", "/proc/self/mem", "/proc/self/environ", "/nonexistent/x",
    ];

    private static readonly string[] Variables =
    [
        "NO_COLOR=1", "TERM=dumb", "TERM=xterm-256color", "COLUMNS=0", "COLUMNS=-5", "COLUMNS=99999999999", "COLUMNS=7", "LC_ALL=zh_CN.UTF-8", "LANG=C", "LC_ALL=x/y", "TZ=:/etc/shadow", "TZ=Nowhere/City",
        "HOME=/", "HOME=", "XDG_CONFIG_HOME=.", "XDG_CONFIG_HOME=\u001b[2J", "TCPVET_ITERATORS=never", "TCPVET_WITHOUT=bpf", "PATH=",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("tcpvet-any-").FullName;

    [GeneratedRegex("--[a-z][a-z-]+")]
    private static partial Regex Option { get; }

    [GeneratedRegex(@"(?<=^  )[a-z]+(?=[ ])", RegexOptions.Multiline)]
    private static partial Regex Command { get; }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void No_input_reaches_an_internal_error()
    {
        Require.Root();
        Require.Tools("setpriv", "timeout", "env", "bash");
        using Sandbox sandbox = Require.Sandbox();
        (string[] Words, string[] Options)[] commands = Commands(sandbox);
        Assert.True(commands.Length > 15 && commands.All(command => command.Options.Length > 0));
        Furnish();
        Gen<string> word = Gen.Frequency((5, Any(Words)), (4, Any(Files)), (1, Gen.String[0, 12].Select(Argument)));
        Gen<string[]> line = Any(commands).SelectMany(command => Gen.Frequency(
            (3, Any(command.Options).Select(word, (option, value) => (string[])[option, value])),
            (1, Any(command.Options).Select(option => (string[])[option])),
            (2, word.Select(one => (string[])[one])),
            (1, Any(Files).Select(file => (string[])["--from", file]))).Array[0, 5]
            .Select(parts => (string[])[.. command.Words, .. parts.SelectMany(part => part)]));
        Gen.Select(line, Any(Variables).Array[0, 2], Any("/dev/null", "capture.json", "nginx.conf", "long", "zeros", "broken.json"), Any("cat", "head -c 1", "true"))
            .ForAll(input => Try(sandbox, input.Item1, input.Item2, input.Item3, input.Item4), Fuzz.IsLong ? Lines * 100 : Lines);
    }

    private static Gen<T> Any<T>(params T[] of) => Gen.Int[0, of.Length - 1].Select(index => of[index]);

    // What no process can be given as an argument is left out.
    private static string Argument(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private void Try(Sandbox sandbox, string[] line, string[] variables, string input, string reader)
    {
        ToolResult result = sandbox.Exec("setpriv",
        [
            "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", "env", "-C", folder, .. variables,
            "/usr/bin/bash", "-c", "exec 3>&1; { /usr/bin/timeout -k 1 2 \"$@\" <\"$0\" 2>&3; printf '\\nstatus %d\\n' $? >&3; } | /usr/bin/" + reader, input, Cli.Path, .. line,
        ]);
        string all = result.Output + result.Errors;
        Match status = Regex.Match(all, @"^status (\d+)$", RegexOptions.Multiline);

        Assert.DoesNotContain("internal error", all, StringComparison.Ordinal);
        Assert.DoesNotContain("   at TcpVet", all, StringComparison.Ordinal);
        Assert.DoesNotContain("nhandled exception", all, StringComparison.Ordinal);
        Assert.True(status.Success && Documented.Contains(int.Parse(status.Groups[1].Value)), all.Length < 2000 ? all : all[^2000..]);
    }

    // Each command with its options, as its own help has them.
    private static (string[] Words, string[] Options)[] Commands(Sandbox sandbox)
    {
        string Help(params string[] of) => sandbox.Exec(Cli.Path, [.. of, "--help"]).Checked("tcpvet");
        IEnumerable<string> Below(string help)
        {
            int at = help.IndexOf("Commands:", StringComparison.Ordinal);
            return at < 0 ? [] : Command.Matches(help[at..]).Select(match => match.Value).Where(name => name != "tcpvet");
        }

        string[] Options(string[] words) => [.. Option.Matches(Help(words)).Select(match => match.Value).Distinct()];
        IEnumerable<string[]> all = Below(Help())
            .SelectMany(name => Below(Help(name)).Select(below => (string[])[name, below]).Prepend([name]));
        return [.. all.Prepend([]).Select(words => (words, Options(words)))];
    }

    private void Furnish()
    {
        File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32("755", 8));
        Write("capture.json", """{"schema":"tcpvet/capture/1","namespaces":[{"netns":{"inode":1},"tcp":{"established":-1}}],"x":[[[[1e999]]]]}"""u8.ToArray());
        Write("broken.json", "{\"schema\":\"tcpvet/capture/1\",\"namespaces\":[{\"sockets\":\"//////8=\"}]"u8.ToArray());
        using (MemoryStream packed = new())
        {
            using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(File.ReadAllBytes(Path.Combine(folder, "capture.json")));
            }

            Write("capture.gz", packed.ToArray());
            Write("broken.gz", packed.ToArray()[..^9]);
        }

        Write("nginx.conf", "events { worker_connections 99999999999999999999; } http { include *; server { listen [::]:80 backlog=-1 so_keepalive=::; } "u8.ToArray());
        Write("haproxy.cfg", "global\n maxconn 1e9\ndefaults\n timeout client 99999999999999d\n timeout server \u00ff\nlisten a\n bind :0-70000\n server s \"\n"u8.ToArray());
        Write("server.xml", "<!DOCTYPE x [<!ENTITY a \"a\"><!ENTITY b \"&a;&a;\">]><Server><Service><Connector port='&b;' maxThreads='-'/></Service></Server>"u8.ToArray());
        Write("httpd.conf", "<IfModule\nKeepAliveTimeout 99999999999999999999ms\n<VirtualHost *:x>\nInclude httpd.conf\nTimeout \\\n"u8.ToArray());
        Write("sysctl.conf", "net.ipv4.tcp_rmem = 1 2\nnet.ipv4.tcp_wmem=99999999999999999999 -1 0x\n=\nnet/ipv4/ip_local_port_range = 9 1\n-net.core.somaxconn = \u00f0\n"u8.ToArray());
        Write("config.toml", "only = [1, {}]\n[thresholds]\nTV101.min_count = nan\n\"\\u0000\" = \"\n"u8.ToArray());
        Write("utf7.xml", "<?xml version='1.0' encoding='UTF-7'?>+ADw-Server/+AD4-"u8.ToArray());
        Write("utf16.conf", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("net.core.somaxconn = 1\n")]);
        Write("empty", []);
        Write("long", [.. Enumerable.Repeat((byte)'A', 1 << 20)]);
        Write("deep", [.. Enumerable.Repeat("{[("u8.ToArray(), 50_000).SelectMany(part => part)]);
        Write("zeros", new byte[70_000]);
        Write("private", "root:x"u8.ToArray());
        File.SetUnixFileMode(Path.Combine(folder, "private"), UnixFileMode.None);
        Directory.CreateDirectory(Path.Combine(folder, "folder/tcpvet"));
        Directory.CreateDirectory(Path.Combine(folder, "tcpvet"));
        File.Copy(Path.Combine(folder, "config.toml"), Path.Combine(folder, "tcpvet/config.toml"));
        File.CreateSymbolicLink(Path.Combine(folder, "dangling"), "nowhere");
        File.CreateSymbolicLink(Path.Combine(folder, "circle"), "circle");
    }

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(folder, name), bytes);
}
