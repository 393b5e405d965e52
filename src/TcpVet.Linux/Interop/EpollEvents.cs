using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

/// <summary>
/// An array of <c>struct epoll_event</c> (include/uapi/linux/eventpoll.h), whose layout depends on the architecture: 12 bytes, packed, on
/// x86-64 (<c>EPOLL_PACKED</c>), 16 bytes on all others. So it is no struct here but bytes with a stride.
/// </summary>
internal readonly ref struct EpollEvents(Span<byte> bytes)
{
    private readonly Span<byte> bytes = bytes;

    /// <summary>Bytes from one event to the next.</summary>
    internal static int Stride { get; } = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private static int DataAt => Stride - 8;

    /// <summary>Writes the one event that epoll_ctl takes.</summary>
    internal static void Write(Span<byte> one, uint events, ulong data)
    {
        one[..Stride].Clear();
        MemoryMarshal.Write(one, events);
        MemoryMarshal.Write(one[DataAt..], data);
    }

    /// <summary>What happened.</summary>
    internal uint Events(int index) => MemoryMarshal.Read<uint>(bytes[(index * Stride)..]);

    /// <summary>Whose event it is.</summary>
    internal ulong Data(int index) => MemoryMarshal.Read<ulong>(bytes[((index * Stride) + DataAt)..]);
}
