using TcpVet.Lab;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>What resets-sent and resets-received stand on: which counters a connection that ends by force moves.</summary>
public sealed class ResetCounterTests
{
    private static readonly string[] Watched =
        ["Tcp.OutRsts", "Tcp.EstabResets", "Tcp.AttemptFails", "TcpExt.TCPAbortOnClose", "TcpExt.TCPAbortOnData", "TcpExt.TCPAbortOnTimeout"];

    // On loopback both ends are counted: EstabResets once for the end that resets and once for the one that is reset.
    [Fact]
    public void Unread_data_at_close_is_an_abort_and_counts_as_a_reset_at_both_ends() => Moves(
        connection =>
        {
            connection.Client.Send([1]);
            connection.Server.Dispose();
        },
        "Tcp.OutRsts 1, Tcp.EstabResets 2, TcpExt.TCPAbortOnClose 1");

    [Fact]
    public void A_linger_time_of_0_is_an_abort_for_data() => Moves(
        connection =>
        {
            connection.Server.ResetOnClose();
            connection.Server.Dispose();
        },
        "Tcp.OutRsts 1, Tcp.EstabResets 2, TcpExt.TCPAbortOnData 1");

    [Fact]
    public void A_proper_end_moves_none() => Moves(
        connection =>
        {
            connection.Client.Dispose();
            connection.Server.Dispose();
        },
        "");

    // Loopback delivers within the system call: nothing has to be waited for.
    private static void Moves(Action<Connection> end, string expected)
    {
        using Sandbox sandbox = Require.Sandbox();
        Connection connection = Connection.Open(sandbox, InetAddress.Parse(Loopbacks.IPv4));
        Dictionary<string, long> before = Read(sandbox);
        sandbox.Run(() =>
        {
            end(connection);
            return true;
        });
        Dictionary<string, long> after = Read(sandbox);

        Assert.Equal(expected, string.Join(", ", Watched.Where(name => after[name] != before[name]).Select(name => $"{name} {after[name] - before[name]}")));
    }

    private static Dictionary<string, long> Read(Sandbox sandbox)
    {
        Dictionary<string, long> counters = [];
        foreach (string file in new[] { "snmp", "netstat" })
        {
            NetCounters.Parse(File.ReadAllBytes($"/proc/{Environment.ProcessId}/task/{sandbox.ThreadId}/net/{file}"), counters);
        }

        return counters;
    }
}
