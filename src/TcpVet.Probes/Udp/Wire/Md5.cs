using System.Buffers.Binary;
using System.Numerics;

namespace TcpVet.Probes.Udp.Wire;

/// <summary>
/// MD5 (RFC 1321) and HMAC-MD5 (RFC 2104), which RADIUS is made of; nothing else may use them. Written out because the framework's ask
/// OpenSSL, which a host need not have.
/// </summary>
internal static class Md5
{
    private const int BlockLength = 64;

    // Section 3.4: T[i] is 2^32 times |sin i|, i in radians from 1.
    private static readonly uint[] Table =
        [.. Sequence.Range(1, BlockLength).Select(i => (uint)Math.Floor(4294967296.0 * Math.Abs(Math.Sin(i))))];

    private static ReadOnlySpan<byte> Rotations => [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

    /// <summary>The digest of a message.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> message)
    {
        // Sections 3.1 and 3.2: a one bit, zeros up to eight bytes before a whole block, the length in bits.
        byte[] padded = new byte[(message.Length + 8 + BlockLength) / BlockLength * BlockLength];
        message.CopyTo(padded);
        padded[message.Length] = 0x80;
        BinaryPrimitives.WriteUInt64LittleEndian(padded.AsSpan(padded.Length - 8), (ulong)message.Length * 8);

        Span<uint> state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476];
        for (int at = 0; at < padded.Length; at += BlockLength)
        {
            Mix(state, padded.AsSpan(at, BlockLength));
        }

        byte[] digest = new byte[16];
        for (int i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(digest.AsSpan(i * 4), state[i]);
        }

        return digest;
    }

    /// <summary>The keyed digest of a message.</summary>
    public static byte[] Authenticate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        Span<byte> inner = stackalloc byte[BlockLength];
        Span<byte> outer = stackalloc byte[BlockLength];
        ReadOnlySpan<byte> fitting = key.Length > BlockLength ? Hash(key) : key;
        inner.Fill(0x36);
        outer.Fill(0x5C);
        for (int i = 0; i < fitting.Length; i++)
        {
            inner[i] ^= fitting[i];
            outer[i] ^= fitting[i];
        }

        return Hash([.. outer, .. Hash([.. inner, .. message])]);
    }

    private static void Mix(Span<uint> state, ReadOnlySpan<byte> block)
    {
        (uint a, uint b, uint c, uint d) = (state[0], state[1], state[2], state[3]);
        for (int i = 0; i < BlockLength; i++)
        {
            (uint mixed, int word) = (i / 16) switch
            {
                0 => ((b & c) | (~b & d), i),
                1 => ((b & d) | (c & ~d), ((5 * i) + 1) % 16),
                2 => (b ^ c ^ d, ((3 * i) + 5) % 16),
                _ => (c ^ (b | ~d), 7 * i % 16),
            };
            uint sum = a + mixed + Table[i] + BinaryPrimitives.ReadUInt32LittleEndian(block[(word * 4)..]);
            (a, d, c, b) = (d, c, b, b + BitOperations.RotateLeft(sum, Rotations[(i / 16 * 4) + (i % 4)]));
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }
}
