using System.Runtime.InteropServices;

namespace TcpVet.Ebpf.Interop;

/// <summary>
/// Functions of libbpf 1.x under their own names (&lt;bpf/libbpf.h&gt;, &lt;bpf/bpf.h&gt;). A function that returns a
/// pointer returns null on failure, one that returns int a negative error number; both set errno. Names are NUL-terminated bytes.
/// </summary>
/// <remarks>The native binary has libbpf inside; a build that is run by the JIT loads the system's shared one.</remarks>
internal static unsafe partial class Libbpf
{
#pragma warning disable CS1591, IDE1006 // libbpf.h documents the functions

    /// <summary>What becomes of libbpf's own messages: null for silence.</summary>
    [LibraryImport("libbpf")]
    internal static partial nint libbpf_set_print(nint print);

    [LibraryImport("libbpf", SetLastError = true)]
    internal static partial nint bpf_object__open_mem(byte* bytes, nuint size, nint options);

    [LibraryImport("libbpf")]
    internal static partial int bpf_object__load(nint bpf);

    [LibraryImport("libbpf")]
    internal static partial void bpf_object__close(nint bpf);

    [LibraryImport("libbpf", SetLastError = true)]
    internal static partial nint bpf_object__find_map_by_name(nint bpf, ReadOnlySpan<byte> name);

    [LibraryImport("libbpf", SetLastError = true)]
    internal static partial nint bpf_object__find_program_by_name(nint bpf, ReadOnlySpan<byte> name);

    [LibraryImport("libbpf")]
    internal static partial int bpf_program__set_autoload(nint program, byte autoload);

    [LibraryImport("libbpf", SetLastError = true)]
    internal static partial nint bpf_program__attach(nint program);

    [LibraryImport("libbpf", SetLastError = true)]
    internal static partial nint bpf_program__attach_iter(nint program, nint options);

    [LibraryImport("libbpf")]
    internal static partial int bpf_link__fd(nint link);

    [LibraryImport("libbpf")]
    internal static partial int bpf_iter_create(int link);

    [LibraryImport("libbpf")]
    internal static partial int bpf_link__destroy(nint link);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map__fd(nint map);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map__set_max_entries(nint map, uint entries);

    [LibraryImport("libbpf")]
    internal static partial uint bpf_map__max_entries(nint map);

    [LibraryImport("libbpf", SetLastError = true)]
    internal static partial byte* bpf_map__initial_value(nint map, out nuint size);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map_lookup_elem(int fd, void* key, void* value);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map_update_elem(int fd, void* key, void* value, ulong flags);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map_get_next_key(int fd, void* key, void* next);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map_delete_elem(int fd, void* key);

    [LibraryImport("libbpf", SetLastError = true)]
    internal static partial nint ring_buffer__new(int map, delegate* unmanaged<nint, byte*, nuint, int> sample, nint context, nint options);

    [LibraryImport("libbpf")]
    internal static partial int ring_buffer__poll(nint ring, int timeout);

    [LibraryImport("libbpf")]
    internal static partial int ring_buffer__consume(nint ring);

    [LibraryImport("libbpf")]
    internal static partial void ring_buffer__free(nint ring);
#pragma warning restore CS1591, IDE1006
}
