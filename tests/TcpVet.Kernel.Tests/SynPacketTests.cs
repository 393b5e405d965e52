using TcpVet.Lab.Packets;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>The flood's packets, byte for byte: a kernel drops one with a wrong checksum without a word.</summary>
public sealed class SynPacketTests
{
    [Fact]
    public void A_packet_is_what_the_standards_say()
    {
        byte[] packet = new byte[SynPacket.Length];
        new Random(1).NextBytes(packet);
        SynPacket.Write(packet, End("198.18.0.1", 1234), End("192.0.2.1", 8080), 0xDEADBEEF);
        Assert.Equal(
            "4500002c000040004006b2b7c6120001c0000201" // IPv4: 44 bytes, DF, TTL 64, TCP, checksum, addresses
            + "04d21f90deadbeef000000006002faf053210000" // TCP: ports, sequence, no ACK, 6 words, SYN, window, checksum
            + "020405b4", // MSS 1460
            Convert.ToHexStringLower(packet));
    }

    [Theory]
    [InlineData("0.0.0.0", 0, "255.255.255.255", 65535, 0u)]
    [InlineData("198.19.255.255", 65535, "192.0.2.1", 1, uint.MaxValue)]
    [InlineData("255.255.255.255", 65535, "255.255.255.255", 65535, uint.MaxValue)]
    public void Both_checksums_come_out_even(string from, ushort fromPort, string to, ushort toPort, uint sequence)
    {
        byte[] packet = new byte[SynPacket.Length];
        SynPacket.Write(packet, End(from, fromPort), End(to, toPort), sequence);
        Assert.Equal(0xFFFF, Sum(packet.AsSpan(0, 20), 0));
        // The pseudo header: addresses, protocol 6, length 24.
        Assert.Equal(0xFFFF, Sum(packet.AsSpan(12), 6 + 24));
    }

    private static InetEndpoint End(string address, ushort port) => new(InetAddress.Parse(address), port);

    // What a receiver computes: the sum over everything, the checksum included, is all ones (RFC 1071 §1).
    private static int Sum(ReadOnlySpan<byte> bytes, int start)
    {
        int sum = start;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            sum += (bytes[i] << 8) + bytes[i + 1];
        }

        return (sum & 0xFFFF) + (sum >> 16) is int once && once > 0xFFFF ? (once & 0xFFFF) + 1 : once;
    }
}
