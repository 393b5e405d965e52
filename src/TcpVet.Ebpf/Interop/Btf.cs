using System.Runtime.InteropServices;

namespace TcpVet.Ebpf.Interop;

// Structures of <linux/btf.h>.
#pragma warning disable CS1591, CS8981, IDE1006, CA1051 // the kernel's header is the documentation of its fields

/// <summary>Kinds of types.</summary>
internal static class Btf
{
    internal const int BTF_MAGIC = 0xEB9F;
    internal const int BTF_KIND_INT = 1;
    internal const int BTF_KIND_PTR = 2;
    internal const int BTF_KIND_ARRAY = 3;
    internal const int BTF_KIND_STRUCT = 4;
    internal const int BTF_KIND_UNION = 5;
    internal const int BTF_KIND_ENUM = 6;
    internal const int BTF_KIND_TYPEDEF = 8;
    internal const int BTF_KIND_FUNC_PROTO = 13;
    internal const int BTF_KIND_VAR = 14;
    internal const int BTF_KIND_DATASEC = 15;
    internal const int BTF_KIND_DECL_TAG = 17;
    internal const int BTF_KIND_ENUM64 = 19;
}

/// <summary><c>struct btf_header</c>: what BTF begins with; offsets count from its end.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct btf_header
{
    public ushort magic;
    public byte version;
    public byte flags;
    public uint hdr_len;
    public uint type_off;
    public uint type_len;
    public uint str_off;
    public uint str_len;
}

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
