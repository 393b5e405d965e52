using TcpVet.Cli.Commands;
using TcpVet.Cli.Habits;
using TcpVet.Linux;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Cli.Tests.Habits;

/// <summary>Lines of other tools, and words that are no command: what they become.</summary>
public sealed class HabitTests
{
    private static readonly LiveHost Host = new(ProcFsRoot.Default);

    [Theory]
    [InlineData("ss -tanp", "list -tap")]
    [InlineData("ss -tulpn", "list -tulp")]
    [InlineData("ss", "list -tu")]
    [InlineData("ss -s", "states")]
    [InlineData("ss -tano", "list -tae")]
    [InlineData("ss -ti state established dport = :443", "list -ti state established dport = :443")]
    [InlineData("ss -4 -t -a", "list -ta4")]
    [InlineData("ss --tcp --listening --processes", "list -tlp")]
    [InlineData("ss -A tcp,udp -a", "list -tua")]
    [InlineData("ss -f inet -t", "list -t4")]
    [InlineData("ss -N blue -t", "list -t -N blue")]
    [InlineData("ss -tK dst 10.0.0.7", "close -t dst 10.0.0.7")]
    [InlineData("ss -tm sport = :80", "list -tm sport = :80")]
    [InlineData("ss -h", "list --help")]
    [InlineData("netstat -anp", "list -tuap")]
    [InlineData("netstat -ant", "list -ta")]
    [InlineData("netstat -tulpen", "list -tulpe")]
    [InlineData("netstat -tlnp", "list -tlp")]
    [InlineData("netstat -t", "list -t state connected")]
    [InlineData("netstat --tcp --all --programs", "list -tap")]
    [InlineData("netstat -ano", "list -tuae")]
    [InlineData("lsof -i", "list -tuap")]
    [InlineData("lsof -i :80", "list -tuap 'port = :80'")]
    [InlineData("lsof -nP -iTCP:80", "list -tap 'port = :80'")]
    [InlineData("lsof -nP -iTCP -sTCP:LISTEN", "list -tap state LISTEN")]
    [InlineData("lsof -i4 -P", "list -tuap4")]
    [InlineData("lsof -i @10.0.0.7:443", "list -tuap '( host 10.0.0.7 and port = :443 )'")]
    [InlineData("lsof -iUDP@10.0.0.7", "list -uap 'host 10.0.0.7'")]
    [InlineData("lsof -i :80,443", "list -tuap '( port = :80 or port = :443 )'")]
    [InlineData("lsof -a -i -p 4121", "list -tuap 'process = 4121'")]
    [InlineData("lsof -i -u www-data", "list -tuap 'user = www-data'")]
    [InlineData("fuser 80/tcp", "list -tap sport = :80")]
    [InlineData("fuser -n udp 53", "list -uap sport = :53")]
    [InlineData("telnet db1 5432", "probe db1:5432")]
    [InlineData("nc -vz 10.0.0.7 443", "probe 10.0.0.7:443")]
    [InlineData("nc -vzu 10.0.0.7 53", "probe udp://10.0.0.7:53")]
    [InlineData("help", "--help")]
    [InlineData("help list", "list --help")]
    [InlineData("help tune apply", "tune apply --help")]
    [InlineData("help TIME_WAIT", "explain TIME_WAIT")]
    [InlineData("version", "--version")]
    [InlineData("top", "checkup --watch")]
    public void An_old_line_becomes_one_of_tcpvet(string line, string expected)
    {
        List<string> said = [];
        string[] words = FrontDoor.Enter(line.Split(' '), Host, said.Add);

        Assert.Equal($"tcpvet {expected}", new Habit(words, []).Line);
        Assert.Empty(CommandTree.Parse(words).Errors);
        bool silent = words[^1] is "--help" or "--version";
        Assert.Equal(silent ? [] : [$"the same as: tcpvet {expected}"], said.Where(text => text.StartsWith("the same", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ss -x", "tcpvet examines TCP and UDP sockets")]
    [InlineData("ss -D file", "'tcpvet capture file'")]
    [InlineData("netstat -s", "'tcpvet explain COUNTER'")]
    [InlineData("netstat -r", "'ip route'")]
    [InlineData("lsof /var/log", "tcpvet examines sockets, not files")]
    [InlineData("kill 4121", "'tcpvet close process = 4121'")]
    [InlineData("kill -9 4121", "'kill 4121' does")]
    [InlineData("kill :8080", "'tcpvet close :8080'")]
    [InlineData("kill", "'tcpvet close FILTER'")]
    [InlineData("fuser -k 80/tcp", "'tcpvet close :PORT'")]
    [InlineData("top -d 5", "'tcpvet checkup --watch'")]
    [InlineData("ping 10.0.0.7", "'tcpvet probe 10.0.0.7:PORT'")]
    [InlineData("tcpdump port 80", "'tcpvet trace'")]
    [InlineData("sysctl net.ipv4.tcp_tw_reuse", "'tcpvet explain net.ipv4.tcp_tw_reuse'")]
    [InlineData("state time-wait", "'tcpvet list state time-wait'")]
    [InlineData("dport = :443", "'tcpvet list dport = :443'")]
    public void What_is_not_done_is_named(string line, string says)
    {
        RequestException refusal = Assert.Throws<RequestException>(() => FrontDoor.Enter(line.Split(' '), Host, _ => { }));

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData("TIME_WAIT", "look TIME_WAIT")]
    [InlineData("timewait", "look timewait")]
    [InlineData(":8080", "look :8080")]
    [InlineData(":https", "look :https")]
    [InlineData("10.0.0.7", "look 10.0.0.7")]
    [InlineData("10.0.0.0/8 -o json", "look 10.0.0.0/8 -o json")]
    [InlineData("2001:db8::1", "look 2001:db8::1")]
    [InlineData("[2001:db8::1]:443", "look [2001:db8::1]:443")]
    [InlineData("4121", "look 4121")]
    [InlineData("-o json :80", "-o json look :80")]
    [InlineData("connection reset by peer", "explain connection reset by peer")]
    [InlineData("tcp_tw_reuse", "explain tcp_tw_reuse")]
    [InlineData("TV101", "explain TV101")]
    public void A_word_is_looked_at(string line, string expected)
    {
        string[] words = FrontDoor.Enter(line.Split(' '), Host, _ => { });

        Assert.Equal(expected, string.Join(' ', words));
        if (words[0] != "-o")
        {
            Assert.Empty(CommandTree.Parse(words).Errors);
        }
    }

    [Fact]
    public void A_running_process_is_looked_at()
    {
        string own = File.ReadAllText("/proc/self/comm").Trim();

        Assert.Equal(["look", own], FrontDoor.Enter([own], Host, _ => { }));
    }

    /// <summary>A real command wins whatever it would be else, and what is nothing is refused as ever.</summary>
    [Theory]
    [InlineData("list")]
    [InlineData("close :80")]
    [InlineData("explain TIME_WAIT")]
    [InlineData("stats")]
    [InlineData("no-such-process-here")]
    [InlineData("--interval 2s")]
    [InlineData("-- ss")]
    [InlineData("")]
    public void All_else_stays(string line)
    {
        string[] words = line.Split(' ');

        Assert.Equal(words, FrontDoor.Enter(words, Host, _ => Assert.Fail("nothing to say")));
    }

    [Fact]
    public void What_an_old_line_wants_beyond_it_is_said()
    {
        List<string> said = [];
        FrontDoor.Enter(["ss", "-tx"], Host, said.Add);

        Assert.Equal(["the same as: tcpvet list -t", "-x: sockets that are neither TCP nor UDP are not shown"], said);
    }
}
