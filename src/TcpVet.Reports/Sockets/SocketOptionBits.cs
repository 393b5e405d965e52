using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>INET_DIAG_SOCKOPT (Linux 5.13): socket options as bits, in the order of <c>struct inet_diag_sockopt</c>.</summary>
internal static class SocketOptionBits
{
    private static readonly string[] Names =
    [
        "recverr", "is_icsk", "freebind", "hdrincl", "mc_loop", "transparent", "mc_all", "nodefrag",
        "bind_address_no_port", "recverr_rfc4884", "defer_connect",
    ];

    /// <summary>Writes a JSON member with the options that are set; nothing when the kernel sent none.</summary>
    public static void Write(ref LineBuilder text, ReadOnlySpan<byte> bits)
    {
        if (bits.Length < 2)
        {
            return;
        }

        text.Text(",\"sockopts\":["u8);
        bool first = true;
        for (int i = 0; i < Names.Length; i++)
        {
            if ((bits[i / 8] >> (i % 8) & 1) != 0)
            {
                text.Text(first ? "\""u8 : ",\""u8);
                text.Text(Names[i]);
                text.Text("\""u8);
                first = false;
            }
        }

        text.Text("]"u8);
    }
}
