using System.Runtime.InteropServices;
using TcpVet.Ebpf.Interop;

namespace TcpVet.Ebpf.Loading;

/// <summary>Enumerations of the running kernel: the numbers of their names move from version to version, and its BTF has them.</summary>
internal static unsafe class KernelEnum
{
    /// <summary>The names and numbers; empty when the kernel has no such enumeration.</summary>
    /// <param name="btf">libbpf's view of the kernel's BTF.</param>
    /// <param name="enumeration">Its name with a terminating NUL.</param>
    public static IReadOnlyList<(string Name, int Value)> Read(nint btf, ReadOnlySpan<byte> enumeration)
    {
        int id = Libbpf.btf__find_by_name_kind(btf, enumeration, Libbpf.BTF_KIND_ENUM);
        btf_type* type = id < 0 ? null : Libbpf.btf__type_by_id(btf, (uint)id);
        if (type is null)
        {
            return [];
        }

        // The enumerators lie behind the type.
        btf_enum* enumerators = (btf_enum*)(type + 1);
        (string, int)[] members = new (string, int)[MembersOf(type)];
        for (int i = 0; i < members.Length; i++)
        {
            string name = Marshal.PtrToStringUTF8(Libbpf.btf__name_by_offset(btf, enumerators[i].name_off)) ?? "";
            members[i] = (name, enumerators[i].val);
        }

        return members;
    }

    /// <summary>BTF_INFO_KIND of &lt;linux/btf.h&gt;.</summary>
    public static uint KindOf(btf_type* type) => type->info >> 24 & 0x1F;

    /// <summary>BTF_INFO_VLEN of &lt;linux/btf.h&gt;: the number of enumerators or parameters.</summary>
    public static int MembersOf(btf_type* type) => (int)(type->info & 0xFFFF);
}
