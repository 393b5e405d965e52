using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;

namespace TcpVet.Ebpf.Interop;

// bpf/tcpvet.h in C#, as in TraceRecords.cs: what drops.bpf.c counts and is told.
#pragma warning disable CS1591, CS8981, IDE1006, CA1051, CA1815 // bpf/tcpvet.h is the documentation of its fields

/// <summary>A bit for each reason of the core.</summary>
[InlineArray(8)]
internal struct ReasonBits
{
    private ulong first;
}

/// <summary>Bytes that mean nothing.</summary>
[InlineArray(5)]
internal struct DropsPadding
{
    private byte first;
}

/// <summary>Which way a packet went that was thrown away.</summary>
internal enum RecordWay : byte
{
    TCPVET_WAY_UNKNOWN = 0,
    TCPVET_WAY_IN = 1,
    TCPVET_WAY_OUT = 2,
    TCPVET_WAY_FORWARD = 3,
}

/// <summary>Figures that drops.bpf.c counts.</summary>
internal enum DropsFigure : uint
{
    TCPVET_DROPS_FIGURE_LOST = 0,
}

/// <summary><c>struct tcpvet_drop_key</c>: what drops.bpf.c counts by.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcpvet_drop_key
{
    public uint reason;
    public uint netns;
    public uint @interface;
    public ushort ethertype;
    public ushort local_port;
    public ushort peer_port;
    public byte family;
    public byte protocol;
    public RecordWay way;
    public byte group;
    public byte opening;
    public byte padding;
    public uint inode;
    public AddressBytes local;
    public AddressBytes peer;
    public uint zero;
    public ulong location;
}

/// <summary><c>struct tcpvet_drop</c>: what is counted of a key, and the first packet of it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcpvet_drop
{
    public ulong packets;
    public ulong bytes;
    public ulong first;
    public ulong last;
    public ulong location;
    public ulong cgroup;
    public AddressBytes local;
    public AddressBytes peer;
    public ushort local_port;
    public ushort peer_port;
    public uint uid;
    public uint pid;
    public uint out_interface;
    public CommBytes comm;
    public CommBytes device;
}

/// <summary><c>struct tcpvet_drops_config</c>: what drops.bpf.c is told before it is loaded.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcpvet_drops_config
{
    internal const int TCPVET_DROP_MASKS = 8;

    public ReasonBits ignored;
    public ulong vague;
    public uint ignored_subsystems;
    public uint netns;
    public byte others;
    public byte peers;
    public byte has_socket;
    public DropsPadding padding;
}
