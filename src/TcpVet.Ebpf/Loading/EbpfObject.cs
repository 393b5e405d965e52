using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using TcpVet.Ebpf.Interop;
using TcpVet.Linux.Interop;

namespace TcpVet.Ebpf.Loading;

/// <summary>
/// One compiled file of bpf/, from the assembly's resources into the kernel: open, choose and configure, load, attach. Everything that it
/// put into the kernel goes with it.
/// </summary>
internal sealed unsafe class EbpfObject : IDisposable
{
    private readonly string purpose;
    private readonly List<nint> links = [];
    private nint handle;

    private EbpfObject(string purpose, nint handle)
    {
        this.purpose = purpose;
        this.handle = handle;
    }

    /// <summary>Opens a file of bpf/ by its name, without a word to the kernel yet.</summary>
    /// <param name="name"><c>trace</c> for bpf/trace.bpf.c.</param>
    /// <param name="purpose">What it is for, for messages: <c>trace connections</c>.</param>
    /// <exception cref="EbpfException">Something that is known before stands in the way.</exception>
    public static EbpfObject Open(string name, string purpose)
    {
        if (EbpfSupport.Obstacle(purpose) is { } obstacle)
        {
            throw obstacle;
        }

        // libbpf would write to standard error, many lines for one refusal.
        Libbpf.libbpf_set_print(0);
        nint handle;
        byte[] file = Unpacked(name);
        // libbpf has taken what it needs when this returns (src/libbpf.c bpf_object__elf_finish).
        fixed (byte* bytes = file)
        {
            handle = Libbpf.bpf_object__open_mem(bytes, (nuint)file.Length, 0);
        }

        return handle != 0 ? new EbpfObject(purpose, handle) : throw EbpfSupport.Explain(purpose, Marshal.GetLastPInvokeError());
    }

    private static byte[] Unpacked(string name)
    {
        using Stream packed = typeof(EbpfObject).Assembly.GetManifestResourceStream($"{name}.bpf.o.gz")!;
        using GZipStream unpacking = new(packed, CompressionMode.Decompress);
        using MemoryStream file = new();
        unpacking.CopyTo(file);
        return file.ToArray();
    }

    /// <summary>Leaves a program out, before <see cref="Load"/>.</summary>
    public void Exclude(string program) => Check(Libbpf.bpf_program__set_autoload(Program(program), 0));

    /// <summary>Sets the number of entries of a map (bytes of a ring buffer), before <see cref="Load"/>.</summary>
    public void Resize(string map, uint entries) => Check(Libbpf.bpf_map__set_max_entries(Map(map), entries));

    /// <summary>Sets the constants that the programs see (the section .rodata.config), before <see cref="Load"/>.</summary>
    public void Configure<T>(in T config)
        where T : unmanaged
    {
        byte* value = Libbpf.bpf_map__initial_value(Map(".rodata.config"), out nuint size);
        if (value is null || size < (nuint)sizeof(T))
        {
            throw EbpfSupport.Explain(purpose, Errno.EINVAL);
        }

        Unsafe.WriteUnaligned(value, config);
    }

    /// <summary>Puts maps and programs into the kernel.</summary>
    /// <exception cref="EbpfException">The kernel refuses.</exception>
    public void Load() => Check(Libbpf.bpf_object__load(handle));

    /// <summary>Lets a program run wherever its section says.</summary>
    /// <exception cref="EbpfException">The kernel refuses.</exception>
    public void Attach(string program)
    {
        nint link = Libbpf.bpf_program__attach(Program(program));
        links.Add(link != 0 ? link : throw EbpfSupport.Explain(purpose, Marshal.GetLastPInvokeError()));
    }

    /// <summary>Opens what a program for an iterator walks, in the network and pid namespaces of the calling thread.</summary>
    /// <exception cref="EbpfException">The kernel refuses.</exception>
    public KernelIterator Iterate(string program)
    {
        nint link = Libbpf.bpf_program__attach_iter(Program(program), 0);
        links.Add(link != 0 ? link : throw EbpfSupport.Explain(purpose, Marshal.GetLastPInvokeError()));
        int file = Libbpf.bpf_iter_create(Libbpf.bpf_link__fd(link));
        Check(file);
        return new KernelIterator(new SafeFileHandle(file, ownsHandle: true), purpose);
    }

    /// <summary>Sets what the programs see of a data section (<c>.data.NAME</c>), after <see cref="Load"/>.</summary>
    /// <exception cref="EbpfException">The kernel refuses.</exception>
    public void Write<T>(string section, in T value)
        where T : unmanaged
    {
        uint only = 0;
        fixed (T* bytes = &value)
        {
            Check(Libbpf.bpf_map_update_elem(MapDescriptor(section), &only, bytes, 0));
        }
    }

    /// <summary>Reads what the programs left in a data section.</summary>
    /// <exception cref="EbpfException">The kernel refuses.</exception>
    public T Read<T>(string section)
        where T : unmanaged
    {
        uint only = 0;
        T value = default;
        Check(Libbpf.bpf_map_lookup_elem(MapDescriptor(section), &only, &value));
        return value;
    }

    /// <summary>A program's handle for libbpf.</summary>
    public nint Program(string name) => Found(Libbpf.bpf_object__find_program_by_name(handle, Terminated(name)), name);

    /// <summary>The descriptor of a map, after <see cref="Load"/>.</summary>
    public int MapDescriptor(string name) => Libbpf.bpf_map__fd(Map(name));

    /// <summary>Reads one number of an array map; 0 when it cannot be read.</summary>
    public ulong Figure(string map, uint index)
    {
        ulong value = 0;
        return Libbpf.bpf_map_lookup_elem(MapDescriptor(map), &index, &value) == 0 ? value : 0;
    }

    /// <summary>Takes everything out of a hash map. What the programs add to an entry between its reading and its removal, some hundred
    /// nanoseconds, is lost.</summary>
    /// <exception cref="EbpfException">The kernel refuses.</exception>
    public List<(TKey Key, TValue Value)> Drain<TKey, TValue>(string map)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        int file = MapDescriptor(map);
        List<(TKey Key, TValue Value)> taken = [];
        TKey key = default;
        TValue value = default;
        // Each first key in turn: what the programs put in meanwhile may be taken as well, so that the number has an end.
        uint most = 2 * Libbpf.bpf_map__max_entries(Map(map));
        while (taken.Count < most && Libbpf.bpf_map_get_next_key(file, null, &key) == 0)
        {
            if (Libbpf.bpf_map_lookup_elem(file, &key, &value) == 0)
            {
                taken.Add((key, value));
            }

            int removed = Libbpf.bpf_map_delete_elem(file, &key);
            Check(removed == -Errno.ENOENT ? 0 : removed);
        }

        return taken;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (nint link in links)
        {
            _ = Libbpf.bpf_link__destroy(link);
        }

        links.Clear();
        if (handle != 0)
        {
            Libbpf.bpf_object__close(handle);
            handle = 0;
        }
    }

    private nint Map(string name) => Found(Libbpf.bpf_object__find_map_by_name(handle, Terminated(name)), name);

    private static byte[] Terminated(string name) => Encoding.ASCII.GetBytes($"{name}\0");

    private static nint Found(nint pointer, string name) =>
        pointer != 0 ? pointer : throw new InvalidOperationException($"bpf/ has no {name}");

    private void Check(int result)
    {
        if (result < 0)
        {
            throw EbpfSupport.Explain(purpose, -result);
        }
    }
}
