namespace TcpVet.Probes.Udp.Wire;

/// <summary>The header, first question and answers of a DNS message (RFC 1035 section 4.1), which mDNS and NetBIOS share.</summary>
internal sealed class DnsMessage
{
    // A datagram of 64 KB could hold 5,900 records; none of the questions asked here has more than a few.
    private const int MostRecords = 256;

    private static readonly string[] CodeNames =
        ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE"];

    private DnsMessage(ushort id, ushort flags)
    {
        (Id, Flags) = (id, flags);
    }

    /// <summary>The sixteen bits that the asker chose.</summary>
    public ushort Id { get; }

    /// <summary>QR, opcode, AA, TC, RD, RA, and the response code.</summary>
    public ushort Flags { get; }

    /// <summary>True for an answer to a standard query (opcode 0).</summary>
    public bool IsResponse => (Flags & 0xF800) == 0x8000;

    /// <summary>AA: the server is responsible for the name.</summary>
    public bool IsAuthoritative => (Flags & 0x0400) != 0;

    /// <summary>RA: the server would ask others.</summary>
    public bool OffersRecursion => (Flags & 0x0080) != 0;

    /// <summary>The response code by its name in the IANA registry, or its number.</summary>
    public string CodeName => (Flags & 0xF) is int code && code < CodeNames.Length ? CodeNames[code] : $"RCODE {code}";

    /// <summary>The first question, when the server repeated it.</summary>
    public DnsRecord? Question { get; private set; }

    /// <summary>The answer section.</summary>
    public List<DnsRecord> Answers { get; } = [];

    /// <summary>Reads a message. A truncated one (TC) may end between two records; any other must hold the records that it
    /// counts.</summary>
    /// <returns>Null for what is no DNS message.</returns>
    public static DnsMessage? Read(ReadOnlySpan<byte> bytes)
    {
        BigEndianReader header = new(bytes);
        DnsMessage message = new(header.UInt16(), header.UInt16());
        int questions = header.UInt16();
        int answers = header.UInt16();
        header.UInt32();
        if (header.Failed || questions > 1 || answers > MostRecords)
        {
            return null;
        }

        int at = bytes.Length - header.Rest.Length;
        if (questions == 1 && (message.Question = ReadQuestion(bytes, ref at)) is null)
        {
            return null;
        }

        bool truncated = (message.Flags & 0x0200) != 0;
        for (int i = 0; i < answers; i++)
        {
            if (truncated && at == bytes.Length)
            {
                break;
            }

            if (ReadRecord(bytes, ref at) is not { } record)
            {
                return null;
            }

            message.Answers.Add(record);
        }

        return message;
    }

    private static DnsRecord? ReadQuestion(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (!DnsName.TryRead(bytes, ref at, out string name))
        {
            return null;
        }

        BigEndianReader reader = new(bytes[at..]);
        DnsRecord question = new(name, reader.UInt16(), reader.UInt16(), at, []);
        at = bytes.Length - reader.Rest.Length;
        return reader.Failed ? null : question;
    }

    private static DnsRecord? ReadRecord(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (!DnsName.TryRead(bytes, ref at, out string name))
        {
            return null;
        }

        BigEndianReader reader = new(bytes[at..]);
        (ushort type, ushort @class) = (reader.UInt16(), reader.UInt16());
        reader.UInt32();
        ReadOnlySpan<byte> data = reader.Take(reader.UInt16());
        if (reader.Failed)
        {
            return null;
        }

        at = bytes.Length - reader.Rest.Length;
        return new DnsRecord(name, type, @class, at - data.Length, data.ToArray());
    }
}
