using System.Buffers.Binary;

namespace TcpVet.Linux.Interop;

/// <summary>Names of <c>struct linux_dirent64</c> (getdents64(2)) in a buffer: d_ino 8, d_off 8, d_reclen 2, d_type 1, then the
/// name.</summary>
/// <param name="buffer">What getdents64 filled.</param>
internal ref struct DirectoryEntries(ReadOnlySpan<byte> buffer)
{
    private const int NameOffset = 19;
    private ReadOnlySpan<byte> rest = buffer;

    /// <summary>The entry's inode number, <c>d_ino</c>.</summary>
    internal ulong Inode { get; private set; }

    /// <summary><c>d_type</c>.</summary>
    internal byte Type { get; private set; }

    /// <summary>The name without its NUL.</summary>
    internal ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Moves to the next entry; false at the end or at a record that cannot be.</summary>
    internal bool Next()
    {
        if (rest.Length < NameOffset)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(rest[16..]);
        if (length < NameOffset || length > rest.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> name = rest[NameOffset..length];
        int end = name.IndexOf((byte)0);
        Inode = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        Type = rest[18];
        Name = end < 0 ? name : name[..end];
        rest = rest[length..];
        return true;
    }
}
