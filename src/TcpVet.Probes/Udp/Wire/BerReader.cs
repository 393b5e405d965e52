namespace TcpVet.Probes.Udp.Wire;

/// <summary>
/// Reads the elements of a BER encoding (ITU-T X.690) one after the other, at one depth: who wants what is inside of one makes
/// another reader, so that nesting costs nobody a stack. Only what LDAP, SNMP and Kerberos allow is taken: tags of one byte, definite
/// lengths (RFC 4511 section 5.1, RFC 3417 section 8). A failure is for good, as with <see cref="BigEndianReader"/>.
/// </summary>
internal ref struct BerReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>INTEGER.</summary>
    public const byte IntegerTag = 0x02;

    /// <summary>OCTET STRING.</summary>
    public const byte OctetsTag = 0x04;

    /// <summary>OBJECT IDENTIFIER.</summary>
    public const byte OidTag = 0x06;

    /// <summary>ENUMERATED.</summary>
    public const byte EnumeratedTag = 0x0A;

    /// <summary>SEQUENCE.</summary>
    public const byte SequenceTag = 0x30;

    /// <summary>SET.</summary>
    public const byte SetTag = 0x31;

    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>True once something was read that is not there or not allowed.</summary>
    public bool Failed { get; private set; }

    /// <summary>True when everything was read, or after a failure.</summary>
    public readonly bool AtEnd => rest.IsEmpty;

    /// <summary>The tag of the next element; 0 at the end.</summary>
    public readonly byte NextTag => rest.IsEmpty ? (byte)0 : rest[0];

    /// <summary>The contents of the next element, which must have this tag.</summary>
    public ReadOnlySpan<byte> Take(byte tag)
    {
        // A low five bits of ones would mean that the tag goes on in the next bytes (X.690 section 8.1.2.4).
        if (rest.Length < 2 || rest[0] != tag || (tag & 0x1F) == 0x1F || !TryLength(out int header, out int length))
        {
            Failed = true;
            rest = default;
            return default;
        }

        ReadOnlySpan<byte> contents = rest.Slice(header, length);
        rest = rest[(header + length)..];
        return contents;
    }

    /// <summary>A reader of what is inside of the next element, which must have this tag; an empty and failed one without it.</summary>
    public BerReader Into(byte tag)
    {
        BerReader inner = new(Take(tag));
        inner.Failed = Failed;
        return inner;
    }

    /// <summary>Reads over the next element, whatever it is.</summary>
    public void Skip() => Take(NextTag);

    /// <summary>An integer of at most eight bytes; unsigned ones of eight take a ninth, which is not needed here.</summary>
    public long Integer(byte tag = IntegerTag)
    {
        ReadOnlySpan<byte> contents = Take(tag);
        if (contents.Length is 0 or > 8)
        {
            Failed = true;
            return 0;
        }

        long value = (sbyte)contents[0];
        foreach (byte next in contents[1..])
        {
            value = (value << 8) | next;
        }

        return value;
    }

    // X.690 section 8.1.3: short form, or 0x80 + the number of length bytes. 0x80 alone would be the indefinite form.
    private readonly bool TryLength(out int header, out int length)
    {
        (header, length) = (2, rest[1]);
        if (length >= 0x80)
        {
            int count = length & 0x7F;
            if (count is 0 or > 3 || rest.Length < 2 + count)
            {
                return false;
            }

            (header, length) = (2 + count, 0);
            foreach (byte next in rest.Slice(2, count))
            {
                length = (length << 8) | next;
            }
        }

        return length <= rest.Length - header;
    }
}
