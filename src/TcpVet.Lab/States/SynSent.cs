using TcpVet.Model;

namespace TcpVet.Lab.States;

/// <summary>SYN_SENT: a client of a port that answers nothing, as behind a firewall that drops.</summary>
public static class SynSent
{
    /// <summary>Makes one.</summary>
    /// <param name="sandbox">Where; nothing listens on the port.</param>
    /// <param name="address">The address to connect to.</param>
    /// <param name="port">The port whose packets are lost.</param>
    /// <param name="retransmits">Waits for so many further SYNs; the first comes after 1 s (TCP_TIMEOUT_INIT).</param>
    public static MadeSocket Make(Sandbox sandbox, InetAddress address, ushort port = 81, int retransmits = 0) =>
        MakeMany(sandbox, address, 1, port, retransmits)[0];

    /// <summary>Makes several behind one rule.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="address">The address to connect to.</param>
    /// <param name="count">How many.</param>
    /// <param name="port">The port whose packets are lost.</param>
    /// <param name="retransmits">Waits until each has sent so many further SYNs.</param>
    public static IReadOnlyList<MadeSocket> MakeMany(Sandbox sandbox, InetAddress address, int count, ushort port = 81, int retransmits = 0)
    {
        Firewall rule = Firewall.Drop(sandbox, $"tcp dport {port}");
        InetEndpoint to = new(address, port);
        LabSocket[] clients = [.. Sequence.Range(0, count).Select(_ => sandbox.Tcp(address.Family).StartConnect(to))];
        foreach (LabSocket client in clients)
        {
            sandbox.Sockets.WaitFor(client.Local.Port, port, TcpState.SynSent, row => row.Retransmits >= retransmits);
        }

        return [.. clients.Select(client => new MadeSocket(TcpState.SynSent, client.Local, to) { Socket = client, Rule = rule })];
    }
}
