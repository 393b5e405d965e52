using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CsCheck;

namespace TcpVet.Testing;

/// <summary>Hostile input for parsers. TCPVET_FUZZ sets the number of inputs a property; a build runs a bounded number.</summary>
internal static class Fuzz
{
    // What readers of lengths stumble over is likelier than the other bytes.
    private static readonly byte[] Odd = [0, 1, 0x7F, 0x80, 0x84, 0xC0, 0xFF];

    /// <summary>Inputs a property.</summary>
    public static long Iterations { get; } =
        long.TryParse(Environment.GetEnvironmentVariable("TCPVET_FUZZ"), CultureInfo.InvariantCulture, out long n) ? n : 1000;

    /// <summary>True in a run that may take minutes (<c>./test --long</c>): then what is alike is not left out either.</summary>
    public static bool IsLong { get; } = Iterations > 10_000;

    /// <summary>Bytes that mean nothing.</summary>
    public static Gen<byte[]> Noise { get; } = Gen.Byte.Array[0, 300];

    /// <summary>Valid bytes with a few of them overwritten, a piece taken out or doubled, the end cut off or noise behind it; or noise
    /// alone.</summary>
    public static Gen<byte[]> Broken(byte[] valid)
    {
        Gen<byte> value = Gen.OneOf(Gen.Byte, Gen.Int[0, Odd.Length - 1].Select(index => Odd[index]));
        Gen<byte[]> overwritten = Gen.Select(Gen.Int[0, valid.Length - 1], value).Array[1, 6].Select(changes =>
        {
            byte[] copy = [.. valid];
            foreach ((int at, byte changed) in changes)
            {
                copy[at] = changed;
            }

            return copy;
        });
        Gen<(int From, int To)> piece = Gen.Select(
            Gen.Int[0, valid.Length], Gen.Int[0, valid.Length], (one, other) => (Math.Min(one, other), Math.Max(one, other)));
        Gen<byte[]> removed = piece.Select(p => (byte[])[.. valid[..p.From], .. valid[p.To..]]);
        Gen<byte[]> doubled = piece.Select(p => (byte[])[.. valid[..p.To], .. valid[p.From..]]);
        Gen<byte[]> cut = Gen.Int[0, valid.Length].Select(end => valid[..end]);
        Gen<byte[]> longer = Noise.Select(tail => (byte[])[.. valid, .. tail]);
        return Gen.OneOf(overwritten, removed, doubled, cut, longer, Noise);
    }

    /// <inheritdoc cref="Broken(byte[])"/>
    public static Gen<byte[]> Broken(string valid) => Broken(Encoding.UTF8.GetBytes(valid));

    /// <summary>The parser must neither throw nor hang on any of them.</summary>
    public static void Survives(string valid, Action<byte[]> parse, [CallerMemberName] string member = "") =>
        Broken(valid).ForAll(parse, Iterations, member);
}
