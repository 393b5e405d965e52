using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TcpVet.Ebpf.Interop;

// bpf/tcpvet.h in C#, as in TraceRecords.cs: what scan.bpf.c and owners.bpf.c say and are told.
#pragma warning disable CS1591, CS8981, IDE1006, CA1051 // bpf/tcpvet.h is the documentation of its fields

/// <summary>Sockets by family (<see cref="ScanFamily"/>) and state.</summary>
[InlineArray(32)]
internal struct ScanCounts
{
    private ulong first;
}

/// <summary>Index of the counts.</summary>
internal enum ScanFamily
{
    TCPVET_FAMILY_IPV4 = 0,
    TCPVET_FAMILY_IPV6 = 1,
}

/// <summary>What scan.bpf.c is told and what it counted.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcpvet_scan
{
    internal const int TCPVET_STATES = 16;

    public ScanCounts counts;
    public uint states;
    public ushort family;
    public ushort padding;
}

/// <summary>An open descriptor.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcpvet_descriptor
{
    public uint inode;
    public int pid;
    public int fd;
}
