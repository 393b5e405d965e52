using System.Text;

namespace TcpVet.Probes.Udp.Wire;

/// <summary>Builds BER elements from the inside out, so that a message in code has the shape of its ASN.1.</summary>
internal static class Ber
{
    /// <summary>An element of any tag around others or around raw contents, shorter than 64 KB.</summary>
    public static byte[] Element(byte tag, params ReadOnlySpan<byte[]> contents)
    {
        int length = 0;
        foreach (byte[] part in contents)
        {
            length += part.Length;
        }

        BigEndianWriter writer = new BigEndianWriter().Byte(tag);
        _ = length switch
        {
            < 0x80 => writer.Byte((byte)length),
            < 0x100 => writer.Byte(0x81).Byte((byte)length),
            _ => writer.Byte(0x82).UInt16((ushort)length),
        };
        foreach (byte[] part in contents)
        {
            writer.Bytes(part);
        }

        return writer.ToArray();
    }

    /// <summary>SEQUENCE.</summary>
    public static byte[] Sequence(params ReadOnlySpan<byte[]> contents) => Element(BerReader.SequenceTag, contents);

    /// <summary>INTEGER, not negative, in as few bytes as X.690 section 8.3.2 wants.</summary>
    public static byte[] Integer(uint value, byte tag = BerReader.IntegerTag)
    {
        byte[] bytes = new BigEndianWriter().Byte(0).UInt32(value).ToArray();
        int first = 0;
        while (first < 4 && bytes[first] == 0 && bytes[first + 1] < 0x80)
        {
            first++;
        }

        return Element(tag, bytes[first..]);
    }

    /// <summary>OCTET STRING.</summary>
    public static byte[] Octets(ReadOnlySpan<byte> bytes, byte tag = BerReader.OctetsTag) => Element(tag, bytes.ToArray());

    /// <summary>OCTET STRING, or another string type, of ASCII text.</summary>
    public static byte[] Text(string text, byte tag = BerReader.OctetsTag) => Octets(Encoding.ASCII.GetBytes(text), tag);
}
