using System.Globalization;
using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tests;

/// <summary>The same run, traced by tcpstates (libbpf-tools) as well: the same changes of state, and what it misses besides.</summary>
public sealed class TcpstatesTests
{
    // tracefs belongs to the host; where nobody mounted it, the test's own process sees it alone.
    private const string Script = "[ -e /sys/kernel/tracing/events ] || mount -t tracefs none /sys/kernel/tracing; exec tcpstates";

    [Fact]
    public void Tcpstates_sees_the_same_changes()
    {
        if (Tool.Find("tcpstates") is null)
        {
            Assert.Skip("tcpstates (libbpf-tools) is not installed");
        }

        using Sandbox sandbox = Allowed.Sandbox();
        using ToldTrace trace = new(sandbox);
        using ChildProcess tcpstates = sandbox.Start("unshare", "-m", "stdbuf", "-oL", "sh", "-c", Script);
        Thread.Sleep(TimeSpan.FromSeconds(2));
        List<Connection> connections = [.. Enumerable.Range(0, 5).Select(_ => Connection.Open(sandbox, InetAddress.Parse("127.0.0.1")))];
        foreach (Connection connection in connections)
        {
            connection.Client.Dispose();
            Assert.Equal(0, connection.Server.Receive(new byte[1]));
            connection.Server.Dispose();
        }

        HashSet<int> ports = [.. connections.Select(connection => (int)connection.ClientEnd.Port)];
        trace.Await(() =>
            connections.All(connection => trace.PathOf(connection.ClientEnd, connection.ServerEnd).EndsWith("TIME_WAIT", StringComparison.Ordinal)));
        Thread.Sleep(500);
        tcpstates.Interrupt();
        string output = tcpstates.Finish(Deadline.Usual).Output;
        List<string> theirs = [.. output.Split('\n').SelectMany(line => Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), ports))];
        if (theirs.Count == 0)
        {
            Assert.Skip($"tcpstates told nothing here: {output}");
        }

        // Of a client's socket, which alone has the port as its own: what is derived is not theirs, TIME_WAIT is their CLOSE.
        List<string> ours =
            [.. trace.Transitions.Where(transition => ports.Contains(transition.Local.Port) && transition.From is not TcpState.Close)
                .Select(transition => $"{transition.Local.Port} {transition.From.Name()} {(transition.To == TcpState.TimeWait ? TcpState.Close : transition.To).Name()}")];
        Assert.Equal(theirs.Order(), ours.Order());
    }

    // SKADDR PID COMM LADDR LPORT RADDR RPORT OLDSTATE -> NEWSTATE MS; a COMM may have spaces.
    private static IEnumerable<string> Of(string[] words, HashSet<int> ports)
    {
        int arrow = Array.IndexOf(words, "->");
        if (arrow >= 4 && arrow + 1 < words.Length && words[arrow - 1] != "CLOSE"
            && int.TryParse(words[arrow - 4], CultureInfo.InvariantCulture, out int port) && ports.Contains(port))
        {
            yield return $"{port} {words[arrow - 1]} {words[arrow + 1]}";
        }
    }
}
