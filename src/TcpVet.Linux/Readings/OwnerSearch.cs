using TcpVet.Linux.Owners;
using TcpVet.Linux.Scan;

namespace TcpVet.Linux.Readings;

/// <summary>
/// Looks for the owners that a check-up needs. On a host with many sockets the walk over all descriptors costs more than the dump, and
/// suspects are spread over all processes: there it runs beside the dump, on another processor, and keeps every socket's owner.
/// </summary>
internal sealed class OwnerSearch
{
    // Up to here the walk comes last and keeps what is asked for: it costs milliseconds, and new sockets are found as well.
    private const long SmallHost = 50_000;

    private readonly LiveHost host;
    private readonly Task<OwnerTable>? early;

    private OwnerSearch(LiveHost host, Task<OwnerTable>? early)
    {
        this.host = host;
        this.early = early;
    }

    /// <summary>Begins at once where waiting until the last reading would cost time.</summary>
    /// <param name="host">The host.</param>
    /// <param name="sockets">How many TCP sockets the namespaces have, roughly.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static OwnerSearch Start(LiveHost host, long sockets, CancellationToken cancellation) => new(
        host, sockets > SmallHost
            ? Task.Run(() => host.FindOwners(new OwnerOptions { Expected = sockets }, cancellation), cancellation)
            : null);

    /// <summary>The owners, once the last reading is done. Sockets that a large host made during the search may be without one.</summary>
    /// <param name="readings">What the namespaces showed.</param>
    /// <param name="cancellation">Ends the search.</param>
    public OwnerTable Finish(List<NamespaceReadings> readings, CancellationToken cancellation)
    {
        if (early is not null)
        {
            return early.GetAwaiter().GetResult();
        }

        InodeSet wanted = new();
        readings.ForEach(one => one.AddWanted(wanted));
        List<InodeTally> inodes = [.. readings.Select(one => one.Last.Main.Inodes)];
        // What no dump has is kept too: HiddenSearch asks what it is.
        bool IsUnlisted(uint inode) => !InodeTally.AnyContains(inodes, inode);
        return host.FindOwners(new OwnerOptions { Wanted = wanted, AlsoKept = IsUnlisted }, cancellation);
    }
}
