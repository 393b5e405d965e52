using TcpVet.Model;

namespace TcpVet.Lab;

/// <summary>
/// One rule of nftables in a sandbox, in a table of its own; disposing takes it back. It sits on the input hook:
/// a packet dropped on the way out would tell the sender (NF_DROP there is EPERM), one dropped on arrival is lost as on a wire.
/// </summary>
public sealed class Firewall : IDisposable
{
    private static int made;
    private readonly Sandbox sandbox;
    private readonly string table;

    private Firewall(Sandbox sandbox, string table) => (this.sandbox, this.table) = (sandbox, table);

    /// <summary>Loses what matches.</summary>
    /// <param name="sandbox">Where the packets arrive.</param>
    /// <param name="match">nft's own language, for instance <c>tcp dport 80</c>.</param>
    public static Firewall Drop(Sandbox sandbox, string match) => Add(sandbox, $"{match} drop");

    /// <summary>Answers what matches with a TCP reset.</summary>
    public static Firewall Reset(Sandbox sandbox, string match) => Add(sandbox, $"{match} reject with tcp reset");

    /// <summary>Answers what matches as firewalld does: ICMP, host prohibited.</summary>
    public static Firewall Reject(Sandbox sandbox, string match) => Add(sandbox, $"{match} reject with icmp type host-prohibited");

    /// <summary>Loses every packet of one direction of a connection.</summary>
    public static Firewall DropFlow(Sandbox sandbox, InetEndpoint from, InetEndpoint to) =>
        Drop(sandbox, $"tcp sport {from.Port} tcp dport {to.Port}");

    /// <summary>Loses the SYN-ACKs of a listener.</summary>
    public static Firewall DropSynAck(Sandbox sandbox, ushort port) =>
        Drop(sandbox, $"tcp sport {port} tcp flags & (syn | ack) == syn | ack");

    /// <summary>Loses what comes to a listener after the SYN.</summary>
    public static Firewall DropAllButSyn(Sandbox sandbox, ushort port) =>
        Drop(sandbox, $"tcp dport {port} tcp flags & syn == 0");

    /// <summary>Takes the rule back; nothing happens when the sandbox is gone.</summary>
    public void Dispose()
    {
        if (!sandbox.IsDisposed)
        {
            sandbox.Exec("nft", $"delete table inet {table}").Checked("nft");
        }
    }

    /// <summary>Drops what programs of the sandbox send.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="match">What, in nft's words.</param>
    public static Firewall DropSent(Sandbox sandbox, string match) => Add(sandbox, $"{match} drop", hook: "output");

    private static Firewall Add(Sandbox sandbox, string rule, string hook = "input")
    {
        string table = $"lab{Interlocked.Increment(ref made)}";
        sandbox.Exec("nft", $"add table inet {table}; add chain inet {table} passing {{ type filter hook {hook} priority 0 ; }}; add rule inet {table} passing {rule}").Checked("nft");
        return new Firewall(sandbox, table);
    }
}
