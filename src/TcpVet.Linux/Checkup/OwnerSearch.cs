using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Checkup;

/// <summary>
/// Looks for the owners that a check-up needs. On a host with many sockets the walk over all descriptors costs more than the dump,
/// so it starts after the first reading and goes on while the check-up waits and reads again.
/// </summary>
internal sealed class OwnerSearch
{
    // Up to here every descriptor is looked at once more at the end, so that all holders of shared and of new sockets are found.
    private const long SmallHost = 50_000;

    private readonly ProcFsRoot root;
    private readonly Task<OwnerTable>? early;

    private OwnerSearch(ProcFsRoot root, Task<OwnerTable>? early)
    {
        this.root = root;
        this.early = early;
    }

    /// <summary>Begins with what the first reading saw, where waiting for the last one would cost time.</summary>
    /// <param name="root">Where proc is mounted.</param>
    /// <param name="examinations">The namespaces, after their first reading.</param>
    /// <param name="every">True when the owners of all sockets will be needed.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static OwnerSearch Start(ProcFsRoot root, List<NetnsExamination> examinations, bool every, CancellationToken cancellation)
    {
        if (every || examinations.Sum(examination => examination.Sockets) <= SmallHost)
        {
            return new OwnerSearch(root, null);
        }

        InodeSet wanted = new();
        examinations.ForEach(examination => examination.AddWantedFirst(wanted));
        OwnerOptions options = new() { Wanted = wanted, StopWhenFound = true };
        return new OwnerSearch(root, Task.Run(() => OwnerTable.Build(root, options, cancellation), cancellation));
    }

    /// <summary>The owners, once the last reading is done. Sockets that appeared during the search of a large host stay without one.</summary>
    public OwnerTable Finish(List<NetnsExamination> examinations, CancellationToken cancellation)
    {
        if (early is not null)
        {
            return early.GetAwaiter().GetResult();
        }

        InodeSet wanted = new();
        examinations.ForEach(examination => examination.AddWanted(wanted));
        return OwnerTable.Build(root, new OwnerOptions { Wanted = wanted }, cancellation);
    }
}
