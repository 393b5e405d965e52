using TcpVet.Linux.Owners;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>Names the processes of sockets, and remembers which were named.</summary>
/// <param name="owners">Who holds which socket.</param>
/// <param name="processes">What processes are called.</param>
internal sealed class Attribution(OwnerTable owners, ProcessTable processes)
{
    private readonly Dictionary<int, ProcessRef?> named = [];

    /// <summary>The process that holds a socket; the one with the lowest pid when several do.</summary>
    public (Ownership Ownership, ProcessRef? Process) OwnerOf(uint inode)
    {
        if (inode == 0)
        {
            return (Ownership.None, null);
        }

        return owners.Of(inode).First is { } owner && Name(owner.Pid) is { } process
            ? (Ownership.Process, process)
            : (Ownership.Unknown, null);
    }

    /// <summary>Every process that holds a socket, each once.</summary>
    public IReadOnlyList<ProcessRef> HoldersOf(uint inode)
    {
        List<ProcessRef> holders = [];
        foreach (SocketOwner owner in owners.Of(inode))
        {
            if (Name(owner.Pid) is { } process && (holders.Count == 0 || holders[^1].Pid != process.Pid))
            {
                holders.Add(process);
            }
        }

        return holders;
    }

    /// <summary>The process that holds most of the sockets; null when none is known.</summary>
    public ProcessRef? MostFrequent(IEnumerable<uint> inodes) => inodes
        .Select(inode => OwnerOf(inode).Process).Where(process => process is not null)
        .GroupBy(process => process).OrderByDescending(group => group.Count()).ThenBy(group => group.Key!.Pid).FirstOrDefault()?.Key;

    private ProcessRef? Name(int pid)
    {
        if (!named.TryGetValue(pid, out ProcessRef? process))
        {
            process = processes.RefOf(pid);
            named[pid] = process;
        }

        return process;
    }
}
