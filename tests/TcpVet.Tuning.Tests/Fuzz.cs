using System.Globalization;
using System.Text;
using CsCheck;

namespace TcpVet.Tuning.Tests;

/// <summary>Hostile input for parsers. TCPVET_FUZZ sets the number of inputs a property; a build runs a bounded number.</summary>
internal static class Fuzz
{
    public static long Iterations { get; } =
        long.TryParse(Environment.GetEnvironmentVariable("TCPVET_FUZZ"), CultureInfo.InvariantCulture, out long n) ? n : 2000;

    /// <summary>A valid text with a few bytes overwritten, a piece taken out or doubled, or the end cut off; or noise.</summary>
    public static Gen<byte[]> Broken(string valid)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(valid);
        Gen<byte[]> overwritten = Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Array[1, 6].Select(changes =>
        {
            byte[] copy = [.. bytes];
            foreach ((int at, byte value) in changes)
            {
                copy[at] = value;
            }

            return copy;
        });
        Gen<(int, int)> piece = Gen.Select(Gen.Int[0, bytes.Length], Gen.Int[0, bytes.Length], (a, b) => (Math.Min(a, b), Math.Max(a, b)));
        Gen<byte[]> removed = piece.Select(p => (byte[])[.. bytes[..p.Item1], .. bytes[p.Item2..]]);
        Gen<byte[]> doubled = piece.Select(p => (byte[])[.. bytes[..p.Item2], .. bytes[p.Item1..]]);
        return Gen.OneOf(overwritten, removed, doubled, Gen.Byte.Array[0, 300]);
    }
}
