using System.Text;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Owners;

/// <summary>How a process was started and what it has for a file system: what tells which configuration it reads. Everything is hostile
/// text.</summary>
/// <param name="root">Where proc(5) is mounted.</param>
/// <param name="pid">The process.</param>
public sealed class ProcessLaunch(ProcFsRoot root, int pid)
{
    private const int MostArguments = 64 << 10;

    /// <summary>The argument vector; empty when it has none or has gone.</summary>
    public IReadOnlyList<string> Arguments()
    {
        using FileDescriptor? file = FileDescriptor.TryOpen(root.At($"{pid}/cmdline"), out _);
        byte[] bytes = file is null ? [] : ProcFsRoot.ReadUpTo(file, MostArguments, out _) ?? [];
        ReadOnlySpan<byte> text = bytes.AsSpan().TrimEnd((byte)0);
        return text.IsEmpty ? [] : Encoding.UTF8.GetString(text).Split('\0');
    }

    /// <summary>The current folder, inside the process's own root; null when it may not be read.</summary>
    public string? Directory() => Link($"{pid}/cwd", out _);

    /// <summary>The program file's bytes, from its beginning; null when it may not be read.</summary>
    /// <param name="most">How many at the most.</param>
    public byte[]? Program(int most)
    {
        using FileDescriptor? file = FileDescriptor.TryOpen(root.At($"{pid}/exe"), out _);
        return file is null ? null : ProcFsRoot.ReadUpTo(file, most, out _);
    }

    /// <summary>
    /// The folder that holds what the process has for <c>/</c>: empty where that is the machine's own, as tcpvet sees it;
    /// <c>/proc/PID/root</c> for another mount namespace or another root (chroot).
    /// </summary>
    /// <param name="refusal">Why the result is null: the kernel's word and what would help.</param>
    public string? SystemRoot(out string refusal)
    {
        refusal = "";
        string? theirs = Link($"{pid}/root", out int errno);
        string? namespaceOf = theirs is null ? null : Link($"{pid}/ns/mnt", out errno);
        if (namespaceOf is null)
        {
            refusal = Errno.IsVanished(errno) ? "it has gone" : $"{Errno.Name(errno)}: run as root, or with CAP_SYS_PTRACE";
            return null;
        }

        return theirs == "/" && namespaceOf == Link("self/ns/mnt", out _) ? "" : root.At($"{pid}/root");
    }

    private string? Link(string relative, out int errno) => Link(root, relative, out errno);

    /// <summary>What a link of proc says; null when it may not be read.</summary>
    internal static string? Link(ProcFsRoot root, string relative, out int errno) =>
        FileDescriptor.LinkAt(Libc.AT_FDCWD, root.At(relative), out errno);
}
