using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace TcpVet.Linux.Netlink;

/// <summary>
/// Netlink attributes (<c>struct nlattr</c>) in received bytes, of sock_diag, routing, netfilter and extended acknowledgements alike. A
/// length that does not fit ends the list: bytes from outside are never trusted. Pure.
/// </summary>
/// <param name="bytes">The attributes.</param>
internal readonly ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private const int HeadSize = 4;
    private const ushort TypeMask = 0x3FFF; // NLA_TYPE_MASK: the two highest bits are flags (include/uapi/linux/netlink.h)

    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>The attributes one after the other; for lists, whose elements have one type.</summary>
    public static bool Next(scoped ref ReadOnlySpan<byte> rest, out int type, out ReadOnlySpan<byte> value)
    {
        if (!TryHead(rest, out type, out int length))
        {
            value = default;
            return false;
        }

        value = rest[HeadSize..length];
        rest = Behind(rest, length);
        return true;
    }

    /// <summary>Finds the first attribute of a type.</summary>
    public bool TryFind(int wanted, out ReadOnlySpan<byte> value)
    {
        // Runs several times for each of a million sockets: it cuts out nothing but what it returns.
        for (ReadOnlySpan<byte> rest = bytes; TryHead(rest, out int type, out int length); rest = Behind(rest, length))
        {
            if (type == wanted)
            {
                value = rest[HeadSize..length];
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The first attribute of a type; empty when there is none.</summary>
    public ReadOnlySpan<byte> Of(int wanted) => TryFind(wanted, out ReadOnlySpan<byte> value) ? value : default;

    /// <summary>An attribute as text without its NUL.</summary>
    public string Text(int wanted) => Encoding.UTF8.GetString(Of(wanted).TrimEnd((byte)0));

    /// <summary>An attribute as a 32-bit number in network order, as nf_tables has them; null when there is none.</summary>
    public uint? Number(int wanted) => Of(wanted) is { Length: >= 4 } value ? BinaryPrimitives.ReadUInt32BigEndian(value) : null;

    /// <summary>An attribute that holds attributes.</summary>
    public NetlinkAttributes Nested(int wanted) => new(Of(wanted));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryHead(ReadOnlySpan<byte> rest, out int type, out int length)
    {
        if (rest.Length < HeadSize)
        {
            type = length = 0;
            return false;
        }

        length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        type = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]) & TypeMask;
        return length >= HeadSize && length <= rest.Length;
    }

    // Each begins at a multiple of four; the padding of the last one may be missing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Behind(ReadOnlySpan<byte> rest, int length) => rest[Math.Min((length + 3) & ~3, rest.Length)..];
}
