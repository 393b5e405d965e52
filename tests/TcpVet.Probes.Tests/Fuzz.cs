using System.Globalization;
using CsCheck;

namespace TcpVet.Probes.Tests;

/// <summary>Hostile input for readers. TCPVET_FUZZ sets the number of inputs a property; a build runs a bounded number.</summary>
internal static class Fuzz
{
    public static long Iterations { get; } =
        long.TryParse(Environment.GetEnvironmentVariable("TCPVET_FUZZ"), CultureInfo.InvariantCulture, out long n) ? n : 1000;

    /// <summary>Bytes that mean nothing.</summary>
    public static Gen<byte[]> Noise { get; } = Gen.Byte.Array[0, 300];

    /// <summary>A valid datagram with a few bytes overwritten, a piece taken out or doubled, the end cut off or noise behind it.</summary>
    public static Gen<byte[]> Broken(byte[] valid)
    {
        // Bytes that readers of lengths stumble over are likelier than the rest.
        Gen<byte> odd = Gen.OneOf(Gen.Byte, Gen.Int[0, 6].Select(i => (byte)new[] { 0, 1, 0x7F, 0x80, 0x84, 0xC0, 0xFF }[i]));
        Gen<byte[]> overwritten = Gen.Select(Gen.Int[0, valid.Length - 1], odd).Array[1, 6].Select(changes =>
        {
            byte[] copy = [.. valid];
            foreach ((int at, byte value) in changes)
            {
                copy[at] = value;
            }

            return copy;
        });
        Gen<(int, int)> piece = Gen.Select(Gen.Int[0, valid.Length], Gen.Int[0, valid.Length], (a, b) => (Math.Min(a, b), Math.Max(a, b)));
        Gen<byte[]> removed = piece.Select(p => (byte[])[.. valid[..p.Item1], .. valid[p.Item2..]]);
        Gen<byte[]> doubled = piece.Select(p => (byte[])[.. valid[..p.Item2], .. valid[p.Item1..]]);
        Gen<byte[]> cut = Gen.Int[0, valid.Length].Select(end => valid[..end]);
        Gen<byte[]> longer = Noise.Select(tail => (byte[])[.. valid, .. tail]);
        return Gen.OneOf(overwritten, removed, doubled, cut, longer);
    }
}
