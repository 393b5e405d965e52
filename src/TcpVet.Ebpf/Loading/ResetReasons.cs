using System.Runtime.InteropServices;
using TcpVet.Ebpf.Interop;

namespace TcpVet.Ebpf.Loading;

/// <summary>The names of <c>enum sk_rst_reason</c> as the running kernel's BTF has them: the numbers move from version to
/// version.</summary>
internal static unsafe class ResetReasons
{
    private const string Prefix = "SK_RST_REASON_";

    /// <summary>Names by number, in lower case without the prefix; empty before Linux 6.10.</summary>
    /// <param name="btf">libbpf's view of the kernel's BTF.</param>
    public static IReadOnlyDictionary<uint, string> Read(nint btf)
    {
        Dictionary<uint, string> names = [];
        int id = Libbpf.btf__find_by_name_kind(btf, "sk_rst_reason\0"u8, Libbpf.BTF_KIND_ENUM);
        btf_type* type = id < 0 ? null : Libbpf.btf__type_by_id(btf, (uint)id);
        if (type is null)
        {
            return names;
        }

        // BTF_INFO_VLEN of <linux/btf.h>: the number of enumerators, which lie behind the type.
        btf_enum* enumerators = (btf_enum*)(type + 1);
        for (int i = 0; i < (type->info & 0xFFFF); i++)
        {
            string name = Marshal.PtrToStringUTF8(Libbpf.btf__name_by_offset(btf, enumerators[i].name_off)) ?? "";
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                names.TryAdd((uint)enumerators[i].val, name[Prefix.Length..].ToLowerInvariant());
            }
        }

        return names;
    }
}
