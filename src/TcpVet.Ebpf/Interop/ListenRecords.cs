using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;

namespace TcpVet.Ebpf.Interop;

// bpf/tcpvet.h in C#, as in TraceRecords.cs: what listen.bpf.c counts and is told.
#pragma warning disable CS1591, CS8981, IDE1006, CA1051, CA1815 // bpf/tcpvet.h is the documentation of its fields

/// <summary>How an attempt to reach somebody failed.</summary>
public enum ListenHow : byte
{
    TCPVET_HOW_ERROR = 0,
    TCPVET_HOW_RESET = 1,
    TCPVET_HOW_GIVEN_UP = 2,
    TCPVET_HOW_RESET_LATER = 3,
    TCPVET_HOW_NO_PORT = 4,
}

/// <summary>What of listen.bpf.c found no room.</summary>
internal enum ListenFigure : uint
{
    TCPVET_LISTEN_FAILURES_LEFT_OUT = 0,
    TCPVET_LISTEN_DATAGRAMS_LEFT_OUT = 1,
}

/// <summary>What attempts are counted by.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcpvet_failure_key
{
    public uint netns;
    public uint pid;
    public AddressBytes peer;
    public ushort peer_port;
    public ushort family;
    public ushort error;
    public byte protocol;
    public ListenHow how;
}

/// <summary>Attempts that failed alike.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcpvet_failure
{
    public ulong count;
    public ulong repeated;
    public ulong last;
    public ulong longest;
    public AddressBytes local;
    public uint uid;
    public uint padding;
    public CommBytes comm;
}

/// <summary>What datagrams are counted by.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcpvet_flow_key
{
    public uint netns;
    public uint pid;
    public AddressBytes peer;
    public ushort peer_port;
    public ushort local_port;
    public ushort family;
    public ushort padding;
}

/// <summary>Datagrams of sockets that are alike.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcpvet_flow
{
    public ulong sent;
    public ulong received;
    public ulong first_sent;
    public ulong last_sent;
    public ulong last_received;
    public AddressBytes local;
    public uint uid;
    public uint padding;
    public CommBytes comm;
}

/// <summary>A connected UDP socket that has never received anything.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcpvet_silent
{
    public uint inode;
    public ushort family;
    public ushort peer_port;
    public AddressBytes peer;
}

/// <summary>What listen.bpf.c is told before it is loaded.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcpvet_listen_config
{
    public uint netns;
}
