using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Scan;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>
/// Counts the TCP descriptors of each process whose socket is gone, at one reading. A socket made between the dump and the look at its
/// process is in no dump either: what is found is asked for once more in a second dump, and must have been open all the while.
/// </summary>
internal static class HiddenSearch
{
    // On a large host a second dump is worth its time only when there is something to tell.
    private const int WorthADump = 50;

    /// <summary>Processes that have so many are in the record for that alone.</summary>
    public const int WorthNaming = 20;

    /// <summary>Looks, after a reading of the namespaces.</summary>
    /// <param name="readers">Read the namespaces.</param>
    /// <param name="inodes">What the walks of that reading saw.</param>
    /// <param name="root">Where proc is mounted.</param>
    /// <param name="owners">The descriptors of all processes; null to walk over them, at the first reading.</param>
    /// <param name="small">Whether another dump costs little.</param>
    /// <returns>How many each process has that was looked at; null when dumps do not show all sockets (/proc/net).</returns>
    public static Dictionary<int, long>? Run(
        List<NamespaceReader> readers, List<InodeTally> inodes, ProcFsRoot root, OwnerTable? owners, bool small)
    {
        if (readers.Exists(reader => !reader.ListsAll))
        {
            return null;
        }

        HiddenSockets hidden = new(root);
        HashSet<ulong> namespaces = [.. readers.Select(reader => reader.Identity.Inode)];
        bool IsListed(uint inode) => InodeTally.AnyContains(inodes, inode);
        Dictionary<int, List<SocketOwner>> found = owners is null
            ? hidden.Look(namespaces, IsListed)
            : hidden.Look(owners, namespaces, IsListed);
        if (found.Values.Any(sockets => sockets.Count >= (small ? 1 : WorthADump)))
        {
            InodeTally again = new();
            readers.ForEach(reader => reader.AddInodes(again));
            foreach (List<SocketOwner> sockets in found.Values)
            {
                sockets.RemoveAll(socket => again.Contains(socket.Inode) || !hidden.IsStill(socket));
            }
        }

        return found.ToDictionary(process => process.Key, process => (long)process.Value.Count);
    }

    /// <summary>Puts both readings together; a process that only the last one saw has had as many.</summary>
    public static Dictionary<int, Reading> Between(Dictionary<int, long>? first, Dictionary<int, long>? last) =>
        last?.ToDictionary(process =>
            process.Key, process => new Reading(first?.GetValueOrDefault(process.Key, process.Value) ?? process.Value, process.Value))
                ?? [];
}
