using TcpVet.Model;
using TcpVet.Tuning.Persisting;
using TcpVet.Tuning.Planning;

namespace TcpVet.Operations.Tune;

/// <summary>What the proposals for a recorded namespace are held against.</summary>
internal static class RecordedGround
{
    // A setting that the host's first namespace alone has (net/core/sysctl_net_core.c, net_core_table).
    private const string OfInitialAlone = "net.core.netdev_max_backlog";

    /// <summary>Makes the ground.</summary>
    /// <param name="capture">The record.</param>
    /// <param name="netns">The namespace of the record.</param>
    /// <param name="sysctlFolder">The folder whose file keeps changes after a restart; null for the standard one.</param>
    public static PlanningGround Of(Capture capture, NetnsCapture netns, string? sysctlFolder) => new()
    {
        Host = capture.Host,
        Kernel = capture.Kernel,
        TakenAt = capture.TakenAt,
        Target = new TargetIdentity
        {
            Inode = netns.Netns.Inode,
            Name = netns.Netns.Name,
            Pid = netns.Netns.Pid,
            Initial = netns.Sysctls.ContainsKey(OfInitialAlone),
        },
        Current = setting => netns.Sysctls.GetValueOrDefault(setting),
        File = Path.Combine(PersistWish.FolderOf(sysctlFolder), PersistedFile.FileName),
        // This host's files say nothing about the one of the record.
        WinsAtBoot = _ => null,
    };
}
