using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TcpVet.Ebpf.Interop;
using TcpVet.Linux.Interop;
using static TcpVet.Ebpf.Interop.Btf;

namespace TcpVet.Ebpf.Loading;

/// <summary>
/// The types of the running kernel, as far as they say what it offers: its tracepoints, and the numbers of its enumerations, which move
/// from version to version. Read from its BTF (linux/btf.h) in one pass; libbpf checks and sorts all of it first, which takes longer than
/// to load a program.
/// </summary>
internal sealed class KernelTypes
{
    private readonly byte[] btf;
    private readonly Range names;
    private readonly List<int> types = [];

    /// <summary>Reads the heads of all types.</summary>
    /// <param name="btf">The whole of it.</param>
    /// <exception cref="InvalidDataException">It is none, it is cut, or it has a kind of type that is not known.</exception>
    internal KernelTypes(byte[] btf)
    {
        this.btf = btf;
        btf_header head = Read<btf_header>(0);
        if (head.magic != BTF_MAGIC || head.hdr_len < Unsafe.SizeOf<btf_header>())
        {
            throw new InvalidDataException("this is no BTF");
        }

        long first = (long)head.hdr_len + head.type_off, end = first + head.type_len;
        long text = (long)head.hdr_len + head.str_off, textEnd = text + head.str_len;
        if (end > btf.Length || textEnd > btf.Length)
        {
            throw Cut();
        }

        names = (int)text..(int)textEnd;
        for (int at = (int)first; at < end; at += Unsafe.SizeOf<btf_type>() + Behind(KindAt(at), MembersAt(at)))
        {
            types.Add(at);
        }
    }

    /// <summary>Reads those of the running kernel.</summary>
    /// <param name="purpose">What for, for the message.</param>
    /// <exception cref="EbpfException">They cannot be read.</exception>
    public static KernelTypes OfKernel(string purpose)
    {
        try
        {
            return new KernelTypes(File.ReadAllBytes(EbpfSupport.Btf));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new EbpfException(purpose, Errno.ENOENT, $"{EbpfSupport.Btf} cannot be read: {exception.Message}");
        }
    }

    /// <summary>The names and numbers of an enumeration; empty when the kernel has none of that name.</summary>
    public IReadOnlyList<(string Name, int Value)> Enumeration(ReadOnlySpan<byte> name)
    {
        if (Find(BTF_KIND_ENUM, name) is not { } at)
        {
            return [];
        }

        (string, int)[] members = new (string, int)[MembersAt(at)];
        for (int i = 0; i < members.Length; i++)
        {
            btf_enum member = Read<btf_enum>(at + Unsafe.SizeOf<btf_type>() + (i * Unsafe.SizeOf<btf_enum>()));
            members[i] = (Encoding.UTF8.GetString(Name(member.name_off)), member.val);
        }

        return members;
    }

    /// <summary>Whether there is a tracepoint for programs of tp_btf.</summary>
    public bool HasTracepoint(ReadOnlySpan<byte> name) => Find(BTF_KIND_TYPEDEF, "btf_trace_"u8, name) is not null;

    /// <summary>How many arguments a program of a tracepoint gets; null where there is no such tracepoint.</summary>
    public int? ArgumentsOf(ReadOnlySpan<byte> name)
    {
        // typedef void (*btf_trace_NAME)(void *data, arguments…): include/trace/bpf_probe.h
        int? at = Find(BTF_KIND_TYPEDEF, "btf_trace_"u8, name);
        at = Pointed(Pointed(at, BTF_KIND_PTR), BTF_KIND_FUNC_PROTO);
        return at is { } prototype ? MembersAt(prototype) - 1 : null;
    }

    // What a typedef or a pointer is of: the number of a type stands in the place of the size; the first type is number 1.
    private int? Pointed(int? at, int kind)
    {
        int index = at is { } known ? (int)Read<btf_type>(known).size - 1 : -1;
        return index >= 0 && index < types.Count && KindAt(types[index]) == kind ? types[index] : null;
    }

    private int? Find(int kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> rest = default)
    {
        foreach (int at in types)
        {
            if (KindAt(at) == kind)
            {
                ReadOnlySpan<byte> found = Name(Read<btf_type>(at).name_off);
                if (found.Length == name.Length + rest.Length && found.StartsWith(name) && found[name.Length..].SequenceEqual(rest))
                {
                    return at;
                }
            }
        }

        return null;
    }

    private ReadOnlySpan<byte> Name(uint offset)
    {
        ReadOnlySpan<byte> text = btf.AsSpan(names);
        text = offset < text.Length ? text[(int)offset..] : [];
        int end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    private int KindAt(int at) => (int)(Read<btf_type>(at).info >> 24 & 0x1F);

    private int MembersAt(int at) => (int)(Read<btf_type>(at).info & 0xFFFF);

    private T Read<T>(int at)
        where T : unmanaged => MemoryMarshal.TryRead(btf.AsSpan(Math.Min(at, btf.Length)), out T value) ? value : throw Cut();

    // What follows the head of a type.
    private static int Behind(int kind, int members) => kind switch
    {
        BTF_KIND_INT or BTF_KIND_VAR or BTF_KIND_DECL_TAG => 4,
        BTF_KIND_ARRAY => 12,
        BTF_KIND_STRUCT or BTF_KIND_UNION or BTF_KIND_DATASEC or BTF_KIND_ENUM64 => members * 12,
        BTF_KIND_ENUM or BTF_KIND_FUNC_PROTO => members * 8,
        > BTF_KIND_ENUM64 or 0 => throw new InvalidDataException($"a type of kind {kind} is not known"),
        _ => 0,
    };

    private static InvalidDataException Cut() => new("it is cut");
}
