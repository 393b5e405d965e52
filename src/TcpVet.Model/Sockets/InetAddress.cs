using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
namespace TcpVet.Model;

/// <summary>
/// An IPv4 or IPv6 address as a 17-byte value: no allocation, comparable, usable as a key.
/// IPv4 keeps its four bytes in the low end of <see cref="Bits"/>.
/// </summary>
/// <param name="Family">Which family the bits belong to.</param>
/// <param name="Bits">The address as a number in host order; IPv4 uses the low 32 bits.</param>
[StructLayout(LayoutKind.Sequential, Pack = 8)] // 24 bytes instead of 32: UInt128 alone would ask for 16-byte alignment.
public readonly record struct InetAddress(AddressFamily Family, UInt128 Bits) : IComparable<InetAddress>
{
    /// <summary>The longest text that <see cref="TryFormat(Span{byte}, out int)"/> writes, in bytes.</summary>
    public const int MaxTextLength = 45;

    private static readonly SearchValues<char> AddressLetters = SearchValues.Create("0123456789abcdefABCDEF:.");
    private static readonly UInt128 MappedPrefix = (UInt128)0xFFFF << 32;

    /// <summary>The IPv4 wildcard 0.0.0.0.</summary>
    public static InetAddress AnyIPv4 { get; } = new(AddressFamily.IPv4, 0);

    /// <summary>The IPv6 wildcard ::.</summary>
    public static InetAddress AnyIPv6 { get; } = new(AddressFamily.IPv6, 0);

    /// <summary>True for 0.0.0.0 and ::.</summary>
    public bool IsAny => Bits == 0;

    /// <summary>True for an IPv6 address in ::ffff:0:0/96.</summary>
    public bool IsIPv4Mapped => Family == AddressFamily.IPv6 && (Bits >> 32) == 0xFFFF;

    /// <summary>True for 127.0.0.0/8, ::1 and the v4-mapped form of the former.</summary>
    public bool IsLoopback => Unmapped is { Family: AddressFamily.IPv4 } v4
        ? (uint)v4.Bits >> 24 == 127
        : Bits == 1;

    /// <summary>True for 224.0.0.0/4 (RFC 5771) and ff00::/8 (RFC 4291 §2.7).</summary>
    public bool IsMulticast => Family == AddressFamily.IPv4 ? (uint)Bits >> 28 == 0xE : Bits >> 120 == 0xFF;

    /// <summary>The IPv4 address inside a v4-mapped one; any other address unchanged.</summary>
    public InetAddress Unmapped => IsIPv4Mapped ? new(AddressFamily.IPv4, Bits & 0xFFFF_FFFF) : this;

    /// <summary>Reads network-order bytes.</summary>
    /// <param name="family">The family; IPv4 reads 4 bytes, IPv6 16.</param>
    /// <param name="bytes">At least as many bytes as the family needs.</param>
    public static InetAddress Read(AddressFamily family, ReadOnlySpan<byte> bytes) => family == AddressFamily.IPv4
        ? new(family, BinaryPrimitives.ReadUInt32BigEndian(bytes))
        : new(family, BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>Writes network-order bytes: 4 for IPv4, 16 for IPv6.</summary>
    /// <returns>The number of bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        if (Family == AddressFamily.IPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)Bits);
            return 4;
        }

        BinaryPrimitives.WriteUInt128BigEndian(destination, Bits);
        return 16;
    }

    /// <summary>The v4-mapped IPv6 form of an IPv4 address; an IPv6 address unchanged.</summary>
    public InetAddress ToIPv6() => Family == AddressFamily.IPv4 ? new(AddressFamily.IPv6, MappedPrefix | Bits) : this;

    /// <summary>True when the first <paramref name="prefixLength"/> bits equal those of <paramref name="network"/>, of the same
    /// family.</summary>
    public bool IsIn(InetAddress network, int prefixLength)
    {
        if (Family != network.Family)
        {
            return false;
        }

        int width = Family == AddressFamily.IPv4 ? 32 : 128;
        return prefixLength <= 0 || (Bits ^ network.Bits) >> (width - Math.Min(prefixLength, width)) == 0;
    }

    /// <summary>
    /// Parses what inet_pton(3) takes: dotted IPv4 of four decimal parts without leading zeros (which others read as octal),
    /// or IPv6 text without brackets or scope.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out InetAddress address)
    {
        address = default;
        bool v6 = text.Contains(':');
        int dotted = text.LastIndexOf(':') + 1;
        if (text.ContainsAnyExcept(AddressLetters)
            || ((!v6 || text.Contains('.')) && !IsDotted(text[dotted..]))
            || !IPAddress.TryParse(text, out IPAddress? parsed))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        parsed.TryWriteBytes(bytes, out _);
        address = Read(v6 ? AddressFamily.IPv6 : AddressFamily.IPv4, bytes);
        return true;
    }

    /// <summary>Parses as <see cref="TryParse"/> does.</summary>
    /// <exception cref="FormatException">The text is no address.</exception>
    public static InetAddress Parse(string text) =>
        TryParse(text, out InetAddress address) ? address : throw new FormatException($"'{text}' is not an IP address");

    /// <summary>Writes the text form as UTF-8 (RFC 5952), without brackets.</summary>
    /// <param name="destination">At least <see cref="MaxTextLength"/> bytes.</param>
    /// <param name="written">The number of bytes written.</param>
    /// <returns>False when the destination is too short.</returns>
    public bool TryFormat(Span<byte> destination, out int written)
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        int length = Family == AddressFamily.IPv4 ? InetAddressText.WriteIPv4((uint)Bits, text) : InetAddressText.WriteIPv6(Bits, text);
        written = text[..length].TryCopyTo(destination) ? length : 0;
        return written > 0;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        TryFormat(text, out int written);
        return System.Text.Encoding.ASCII.GetString(text[..written]);
    }

    /// <inheritdoc/>
    public int CompareTo(InetAddress other) =>
        Family != other.Family ? Family.CompareTo(other.Family) : Bits.CompareTo(other.Bits);

    private static bool IsDotted(ReadOnlySpan<char> text)
    {
        int parts = 0;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || part.ContainsAnyExceptInRange('0', '9') || (part.Length > 1 && part[0] == '0'))
            {
                return false;
            }
        }

        return parts == 4;
    }
}
