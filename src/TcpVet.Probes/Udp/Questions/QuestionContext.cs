using System.Buffers.Binary;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Probes.Udp.Questions;

/// <summary>One asking of one target. Ids come from its random bytes, so that an answer to another asking, or a forged one, is told
/// apart.</summary>
/// <param name="Target">Who is asked.</param>
/// <param name="Local">Our own end as the target sees it, for the protocols that repeat it in the message (SIP, PCP, DHCP); wildcards when
/// it is not known.</param>
/// <param name="Random">At least <see cref="RandomLength"/> bytes that nobody can guess; a repeated question keeps them, a new one takes
/// fresh ones.</param>
public sealed record QuestionContext(InetEndpoint Target, InetEndpoint Local, ReadOnlyMemory<byte> Random)
{
    /// <summary>How many random bytes a question may use.</summary>
    public const int RandomLength = 64;

    /// <summary>A secret that the user gave for the protocols that answer nobody else (RADIUS); null without one.</summary>
    public string? Secret { get; init; }

    /// <summary>A context with fresh random bytes.</summary>
    public static QuestionContext Fresh(InetEndpoint target, InetEndpoint local) =>
        new(target, local, Randomness.Bytes(RandomLength));

    /// <summary>Random bytes from an offset: the same offset gives the same bytes.</summary>
    internal ReadOnlySpan<byte> Bytes(int offset, int length) => Random.Span.Slice(offset, length);

    /// <summary>Two random bytes as a number.</summary>
    internal ushort UInt16(int offset = 0) => BinaryPrimitives.ReadUInt16BigEndian(Bytes(offset, 2));

    /// <summary>Four random bytes as a number.</summary>
    internal uint UInt32(int offset = 0) => BinaryPrimitives.ReadUInt32BigEndian(Bytes(offset, 4));
}
