using System.Buffers.Binary;
using System.Text;

namespace TcpVet.Probes.Firewalls;

/// <summary>Netlink attributes in received bytes. A length that does not fit ends the list. Pure.</summary>
/// <param name="bytes">The attributes.</param>
internal readonly ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private const int HeadSize = 4;
    private const ushort TypeMask = 0x3FFF; // NLA_TYPE_MASK

    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>The attributes one after the other; for lists, whose elements have one type.</summary>
    public static bool Next(scoped ref ReadOnlySpan<byte> rest, out int type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (rest.Length < HeadSize)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        if (length < HeadSize || length > rest.Length)
        {
            return false;
        }

        type = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]) & TypeMask;
        value = rest[HeadSize..length];
        rest = rest[Math.Min((length + 3) & ~3, rest.Length)..];
        return true;
    }

    /// <summary>The first attribute of a type; empty when there is none.</summary>
    public ReadOnlySpan<byte> Of(int wanted)
    {
        ReadOnlySpan<byte> rest = bytes;
        ReadOnlySpan<byte> value = bytes;
        while (Next(ref rest, out int type, out value))
        {
            if (type == wanted)
            {
                return value;
            }
        }

        return default;
    }

    /// <summary>An attribute as text without its NUL.</summary>
    public string Text(int wanted) => Encoding.UTF8.GetString(Of(wanted).TrimEnd((byte)0));

    /// <summary>An attribute as a 32-bit number in network order, as nf_tables has them; null when there is none.</summary>
    public uint? Number(int wanted) => Of(wanted) is { Length: >= 4 } value ? BinaryPrimitives.ReadUInt32BigEndian(value) : null;

    /// <summary>An attribute that holds attributes.</summary>
    public NetlinkAttributes Nested(int wanted) => new(Of(wanted));
}
