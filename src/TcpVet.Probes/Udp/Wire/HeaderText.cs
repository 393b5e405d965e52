using TcpVet.Probes.Results;

namespace TcpVet.Probes.Udp.Wire;

/// <summary>The head of a message in the manner of HTTP and SIP (RFC 3261 section 7): a start line and fields, made printable.</summary>
internal sealed class HeaderText
{
    private const int LongestHead = 8192;

    // More of each would only make a summary that is cut.
    private const int LongestValue = 120;

    private readonly List<(string Name, string Value)> fields = [];

    private HeaderText(string startLine)
    {
        StartLine = startLine;
    }

    /// <summary>The first line, printable.</summary>
    public string StartLine { get; }

    /// <summary>Reads a head: lines that end with CR LF, or LF alone, up to an empty line.</summary>
    /// <returns>Null when there is no empty line, or a line in between is no field.</returns>
    public static HeaderText? Read(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.Length > LongestHead ? bytes[..LongestHead] : bytes;
        HeaderText? head = null;
        while (bytes.IndexOf((byte)'\n') is >= 0 and int end)
        {
            ReadOnlySpan<byte> line = bytes[..end];
            bytes = bytes[(end + 1)..];
            line = line is [.., (byte)'\r'] ? line[..^1] : line;
            if (head is null)
            {
                head = new HeaderText(ReplyText.Of(line, LongestValue));
            }
            else if (line.IsEmpty)
            {
                return head;
            }
            else if (!head.Add(line))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The value of the first field of a name, printable; null without one.</summary>
    public string? Field(string name)
    {
        int index = fields.FindIndex(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : fields[index].Value;
    }

    private bool Add(ReadOnlySpan<byte> line)
    {
        // A line that begins with a blank goes on with the field before (section 7.3.1).
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            return fields.Count > 0;
        }

        int colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            return false;
        }

        fields.Add((ReplyText.Of(line[..colon].TrimEnd(" \t"u8)), ReplyText.Of(line[(colon + 1)..].Trim(" \t"u8), LongestValue)));
        return true;
    }
}
