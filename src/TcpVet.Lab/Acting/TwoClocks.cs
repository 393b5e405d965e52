using TcpVet.Model;

namespace TcpVet.Lab.Acting;

/// <summary>
/// Two clients behind one address, as a NAT shows them: they take turns with the same source ports, and their timestamp
/// clocks differ. The second clock is the kernel's without its random offset (tcp_timestamps 2; net/core/secure_seq.c
/// <c>secure_tcp_ts_off</c>), so that about every other turn looks older than the one before it. Arguments: where to; the
/// first source port; how many ports.
/// </summary>
internal static class TwoClocks
{
    internal const string Role = "two-clocks";

    private const string Clock = "/proc/sys/net/ipv4/tcp_timestamps";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    internal static void Play(Part part)
    {
        InetEndpoint to = part.Endpoint(0);
        Turn[] turns = [.. Sequence.Range(part.Number(1), part.Number(2)).Select(port => new Turn((ushort)port))];
        Part.Ready();
        for (bool second = false; Part.Wait(Pause); second = !second)
        {
            // The clock is settled at connect() (net/ipv4/tcp_ipv4.c tcp_v4_connect).
            File.WriteAllText(Clock, second ? "2" : "1");
            foreach (Turn turn in turns)
            {
                turn.GoOn(to, second);
            }
        }
    }

    // One source port: it connects, waits for the server to close, and leaves the port to the other client.
    private sealed class Turn(ushort port)
    {
        private readonly byte[] buffer = new byte[256];
        private LabSocket? socket;
        private bool second;

        internal void GoOn(InetEndpoint to, bool now)
        {
            if (socket is null)
            {
                if (now == second)
                {
                    socket = LabSocket.OpenTcp(to.Addr.Family).Bind(new(InetAddress.AnyIPv4, port)).StartConnect(to);
                    second = !second;
                }

                return;
            }

            if (socket.State != TcpState.SynSent && socket.TryReceive(buffer) == 0)
            {
                socket.Dispose();
                socket = null;
            }
        }
    }
}
