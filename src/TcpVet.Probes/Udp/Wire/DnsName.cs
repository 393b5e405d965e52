using System.Text;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Udp.Wire;

/// <summary>A domain name as DNS messages carry it (RFC 1035 sections 3.1 and 4.1.4).</summary>
internal static class DnsName
{
    // RFC 1035 section 3.1: 255 octets in all.
    private const int LongestName = 255;

    private const byte PointerBits = 0xC0;

    /// <summary>Writes dotted text as labels.</summary>
    public static BigEndianWriter Write(BigEndianWriter writer, string name)
    {
        foreach (string label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            writer.Byte((byte)label.Length).Bytes(Encoding.ASCII.GetBytes(label));
        }

        return writer.Byte(0);
    }

    /// <summary>
    /// Reads a name. A pointer must lead to before the place where the name, or the piece of it that holds the pointer, begins
    /// ("a prior occurrence"): so the way only leads back, and no loop exists.
    /// </summary>
    /// <param name="message">The whole message, which pointers count in.</param>
    /// <param name="at">Where the name begins; afterwards what follows it.</param>
    /// <param name="name">The labels with dots, printable; <c>.</c> for the root.</param>
    /// <returns>False for a name that ends outside of the message, points forward or is too long.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int at, out string name)
    {
        StringBuilder text = new();
        name = "";
        int total = 0;
        int cursor = at;
        int begin = at;
        bool jumped = false;
        while ((uint)cursor < (uint)message.Length)
        {
            byte length = message[cursor];
            if (length >= PointerBits)
            {
                if (cursor + 1 >= message.Length)
                {
                    return false;
                }

                int target = ((length & ~PointerBits) << 8) | message[cursor + 1];
                at = jumped ? at : cursor + 2;
                if (target >= begin)
                {
                    return false;
                }

                (cursor, begin, jumped) = (target, target, true);
                continue;
            }

            total += length + 1;
            if (length > 63 || total > LongestName || cursor + 1 + length > message.Length)
            {
                return false;
            }

            if (length == 0)
            {
                at = jumped ? at : cursor + 1;
                name = text.Length == 0 ? "." : text.ToString();
                return true;
            }

            text.Append(text.Length == 0 ? "" : ".").Append(ReplyText.Of(message.Slice(cursor + 1, length)));
            cursor += 1 + length;
        }

        return false;
    }
}
