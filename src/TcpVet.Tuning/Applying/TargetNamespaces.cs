using System.Globalization;
using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Applying;

/// <summary>Network namespaces that plans and entries are about: who they are, and the way back into them.</summary>
/// <param name="host">The host that they are on.</param>
public sealed class TargetNamespaces(LiveHost host)
{
    private readonly ProcFsRoot root = host.Root;
    private readonly NetworkNamespaces namespaces = host.Namespaces;

    /// <summary>Who a namespace is, as a plan remembers it.</summary>
    /// <exception cref="KernelException">It has gone or cannot be entered.</exception>
    public TargetIdentity Identify(NetworkNamespace netns)
    {
        NetnsIdentity identity = netns.Identity;
        int? pid = identity.Pid;
        return netns.Run(() => new TargetIdentity
        {
            Inode = identity.Inode,
            Cookie = NamespaceCookie.OfCallingThread(),
            Name = identity.Name,
            Pid = pid,
            PidStart = pid is { } process ? StartOf(process) : null,
            Initial = new RunningSettings(root).AreOfInitialNamespace,
        });
    }

    /// <summary>The namespace of an entry; null when it has gone, or cannot be found: no process lives in it any more and it has no
    /// name.</summary>
    public NetworkNamespace? Find(TargetIdentity target)
    {
        foreach (Func<NetworkNamespace> door in Doors(target))
        {
            try
            {
                NetworkNamespace netns = door();
                if (netns.Identity.Inode == target.Inode && target.Is(Identify(netns)))
                {
                    return netns;
                }
            }
            catch (KernelException)
            {
                // Not by this door.
            }
        }

        return ByInode(target);
    }

    private IEnumerable<Func<NetworkNamespace>> Doors(TargetIdentity target)
    {
        yield return namespaces.Own;
        if (target.Name is { } name)
        {
            yield return () => namespaces.Resolve(name);
        }

        if (target.Pid is { } pid && StartOf(pid) == target.PidStart)
        {
            yield return () => namespaces.Resolve(pid.ToString(CultureInfo.InvariantCulture));
        }
    }

    private NetworkNamespace? ByInode(TargetIdentity target)
    {
        try
        {
            return namespaces.All().Namespaces.FirstOrDefault(netns => netns.Identity.Inode == target.Inode && target.Is(Identify(netns)));
        }
        catch (KernelException)
        {
            return null;
        }
    }

    private long? StartOf(int pid) =>
        root.Read(string.Create(CultureInfo.InvariantCulture, $"{pid}/stat")) is { } stat && ProcessFiles.ParseStart(stat) is { } seconds
            ? (long)Math.Round(seconds * ProcessFiles.TicksPerSecond) : null;
}
