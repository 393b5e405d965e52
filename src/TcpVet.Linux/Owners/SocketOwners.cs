using TcpVet.Model;

namespace TcpVet.Linux.Owners;

/// <summary>The owners of one socket; enumerates without allocating.</summary>
public readonly struct SocketOwners
{
    private readonly OwnerTable table;
    private readonly uint first;

    internal SocketOwners(OwnerTable table, uint first)
    {
        this.table = table;
        this.first = first;
    }

    /// <summary>True when no process is known to hold the socket.</summary>
    public bool IsEmpty => first == 0;

    /// <summary>The owner with the lowest pid and descriptor; null when there is none.</summary>
    public SocketOwner? First => first == 0 ? null : Owner(table, first);

    /// <summary>For <c>foreach</c>.</summary>
    public Enumerator GetEnumerator() => new(table, first);

    private static SocketOwner Owner(OwnerTable table, uint number)
    {
        ref readonly OwnerTable.Entry entry = ref table.At(number);
        return new SocketOwner(entry.Inode, entry.Pid, entry.Fd);
    }

    /// <summary>Walks a socket's owners by pid and descriptor.</summary>
    public struct Enumerator
    {
        private readonly OwnerTable table;
        private uint next;

        internal Enumerator(OwnerTable table, uint first)
        {
            this.table = table;
            next = first;
        }

        /// <summary>The owner.</summary>
        public SocketOwner Current { get; private set; }

        /// <summary>Moves to the next owner.</summary>
        public bool MoveNext()
        {
            if (next == 0)
            {
                return false;
            }

            Current = Owner(table, next);
            next = table.At(next).Next;
            return true;
        }
    }
}
