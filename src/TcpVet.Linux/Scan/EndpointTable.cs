using System.Buffers.Binary;
using TcpVet.Model;

namespace TcpVet.Linux.Scan;

/// <summary>Numbers endpoints in the order in which they are first seen, and counts them: 24 bytes each and an open-addressing
/// index.</summary>
internal sealed class EndpointTable
{
    private const int KeyWidth = 20;
    private readonly TallyTable table = new(KeyWidth, columns: 1);

    /// <summary>How many distinct endpoints.</summary>
    public int Count => table.Rows;

    /// <summary>Counts an endpoint once more.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="local">Tells a local end from a remote one of the same address and port.</param>
    /// <returns>Its number, from 0.</returns>
    public int Add(InetEndpoint endpoint, bool local = false)
    {
        Span<byte> key = stackalloc byte[KeyWidth];
        key[0] = (byte)endpoint.Addr.Family;
        key[1] = local ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(key[2..], endpoint.Port);
        BinaryPrimitives.WriteUInt128LittleEndian(key[4..], endpoint.Addr.Bits);
        int number = table.Row(key);
        table.Counts(number)[0]++;
        return number;
    }

    /// <summary>The endpoint of a number.</summary>
    public InetEndpoint this[int number]
    {
        get
        {
            ReadOnlySpan<byte> key = table.Key(number);
            return new(new InetAddress((AddressFamily)key[0], BinaryPrimitives.ReadUInt128LittleEndian(key[4..])),
                BinaryPrimitives.ReadUInt16LittleEndian(key[2..]));
        }
    }

    /// <summary>Whether the endpoint of a number was told to be local.</summary>
    public bool IsLocal(int number) => table.Key(number)[1] != 0;

    /// <summary>How often the endpoint of a number was counted.</summary>
    public int Times(int number) => table.Counts(number)[0];
}
