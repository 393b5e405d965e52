using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;

namespace TcpVet.Ebpf.Interop;

// bpf/tcpvet.h in C#, under the same names: that header says what each field means. tests/TcpVet.Abi.Tests compiles the
// sizes and offsets against it.
#pragma warning disable CS1591, CS8981, IDE1006, CA1051, CA1815 // bpf/tcpvet.h is the documentation of its fields

/// <summary>The name of a process: 16 bytes, ended by NUL unless it fills them. Hostile.</summary>
[InlineArray(16)]
public struct CommBytes
{
    private byte first;
}

/// <summary>A byte for each state that a connection went through.</summary>
[InlineArray(8)]
public struct StepStates
{
    private byte first;
}

/// <summary>Nanoseconds for each state that a connection went through.</summary>
[InlineArray(8)]
public struct StepTimes
{
    private ulong first;
}

/// <summary>The first byte of every record.</summary>
public enum RecordKind : byte
{
    TCPVET_KIND_TRANSITION = 1,
    TCPVET_KIND_LIFE = 2,
    TCPVET_KIND_RESET = 3,
}

/// <summary>Which way a connection was made.</summary>
public enum RecordDirection : byte
{
    TCPVET_DIRECTION_UNKNOWN = 0,
    TCPVET_DIRECTION_OUT = 1,
    TCPVET_DIRECTION_IN = 2,
}

/// <summary>What the program knows of a record beyond its fields.</summary>
[Flags]
public enum RecordFlags : ushort
{
    TCPVET_FLAG_RESET_RECEIVED = 1,
    TCPVET_FLAG_RESET_SENT = 2,
    TCPVET_FLAG_FIN_RECEIVED = 4,
    TCPVET_FLAG_ORPHAN = 8,
    TCPVET_FLAG_BY_PROCESS = 16,
    TCPVET_FLAG_NO_FIN_WAIT2 = 32,
    TCPVET_FLAG_CLOSED_HERE = 64,
    TCPVET_FLAG_CLOSED_THERE = 128,
}

/// <summary>Figures that the programs count.</summary>
internal enum TraceFigure : uint
{
    TCPVET_FIGURE_LOST = 0,
    TCPVET_FIGURE_FORGOTTEN = 1,
}

/// <summary><c>struct tcpvet_socket</c>: one end of a connection, and who it belongs to.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct tcpvet_socket
{
    public ulong cookie;
    public uint netns;
    public uint inode;
    public AddressBytes local;
    public AddressBytes peer;
    public ushort local_port;
    public ushort peer_port;
    public ushort family;
    public RecordFlags flags;
    public uint error;
    public uint uid;
    public uint @interface;
    public uint pid;
    public uint padding;
    public CommBytes comm;
}

/// <summary><c>struct tcpvet_transition</c>: a change of state.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct tcpvet_transition
{
    public RecordKind kind;
    public byte from;
    public byte to;
    public RecordDirection direction;
    public uint padding;
    public ulong at;
    public ulong since;
    public tcpvet_socket socket;
}

/// <summary><c>struct tcpvet_life</c>: a connection that has come to CLOSE.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct tcpvet_life
{
    public RecordKind kind;
    public byte steps;
    public RecordDirection direction;
    public byte last;
    public uint retransmits;
    public ulong opened;
    public ulong closed;
    public ulong bytes_in;
    public ulong bytes_out;
    public uint rtt_us;
    public uint padding;
    public StepStates state;
    public StepTimes ns;
    public tcpvet_socket socket;
}

/// <summary><c>struct tcpvet_reset</c>: a RST that went out or came in.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct tcpvet_reset
{
    public RecordKind kind;
    public byte sent;
    public byte state;
    public byte late;
    public uint reason;
    public ulong at;
    public tcpvet_socket socket;
}

/// <summary><c>struct tcpvet_trace_config</c>: what the trace is told before it is loaded.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcpvet_trace_config
{
    public uint netns;
    public uint wake_bytes;
    public byte transitions;
    public byte lives;
    public byte resets;
    public byte padding;
}
