using TcpVet.Linux;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;
using TcpVet.Tuning.Applying;
using TcpVet.Tuning.Persisting;
using TcpVet.Tuning.Planning;

namespace TcpVet.Operations.Tune;

/// <summary>What the proposals for a live namespace are held against.</summary>
/// <param name="host">The host.</param>
/// <param name="netns">The namespace.</param>
/// <param name="target">Who it is.</param>
/// <param name="sysctlFolder">The folder whose file keeps changes after a restart; null for the standard one.</param>
internal sealed class LiveGround(LiveHost host, NetworkNamespace netns, TargetIdentity target, string? sysctlFolder)
{
    /// <summary>The namespace.</summary>
    public NetworkNamespace Netns => netns;

    /// <summary>The ground under the findings of a capture.</summary>
    public PlanningGround At(Capture capture) => Ground(capture.Host, capture.Kernel, capture.TakenAt);

    /// <summary>The ground as it is now.</summary>
    public PlanningGround Now() => Ground(HostIdentity.Name(host.Root), HostIdentity.Kernel(host.Root), TimeProvider.System.GetUtcNow());

    private PlanningGround Ground(string name, string kernel, DateTimeOffset takenAt)
    {
        string folder = PersistWish.FolderOf(sysctlFolder);
        // Another namespace than the host's is set up from no file that this program could know.
        BootFiles? boot = target.Initial || sysctlFolder is not null ? BootFiles.Beside(folder) : null;
        return new PlanningGround
        {
            Host = name,
            Kernel = kernel,
            TakenAt = takenAt,
            Target = target,
            Current = setting => netns.Run(() => new RunningSettings(host.Root).Read(setting)),
            File = Path.Combine(folder, PersistedFile.FileName),
            WinsAtBoot = setting => boot?.WinnerOver(setting),
        };
    }
}
