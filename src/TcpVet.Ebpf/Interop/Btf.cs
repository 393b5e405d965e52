using System.Runtime.InteropServices;

namespace TcpVet.Ebpf.Interop;

// Structures of <linux/btf.h>.
#pragma warning disable CS1591, CS8981, IDE1006, CA1051 // the kernel's header is the documentation of its fields

/// <summary><c>struct btf_type</c>: the head of a type. In the place of the size, a pointer and a typedef have the type that they are
/// of.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct btf_type
{
    public uint name_off;
    public uint info;
    public uint size;
}

/// <summary><c>struct btf_enum</c>: one enumerator.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct btf_enum
{
    public uint name_off;
    public int val;
}
