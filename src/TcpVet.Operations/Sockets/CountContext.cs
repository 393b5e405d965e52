using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Sockets;

/// <summary>What the keys of a count look up beyond the socket's bytes, over all places.</summary>
internal sealed class CountContext
{
    private readonly List<string> places = [];
    private readonly Dictionary<InetEndpoint, int> serviceIds = [];
    private readonly List<InetEndpoint> services = [];
    private readonly Dictionary<int, string> processes = [];
    private readonly Dictionary<ulong, string?> cgroups = [];
    private PlaceView? view;
    private ListenerIndex? index;
    private int[] globalService = [];

    /// <summary>The number of the place that is being looked at.</summary>
    public ushort Place => (ushort)(places.Count - 1);

    /// <summary>Turns to another place.</summary>
    /// <param name="next">Its inside.</param>
    /// <param name="listeners">Its listeners; null when no key needs them.</param>
    public void Enter(PlaceView next, ListenerIndex? listeners)
    {
        view = next;
        index = listeners;
        places.Add(next.Netns);
        globalService = [.. (listeners?.Services ?? []).Select(service => ServiceId(service.Local))];
    }

    public int ServiceOf(in SocketView socket)
    {
        int local = socket.State == TcpState.Listen ? index!.Exact(socket.Local, socket.Interface) : index!.Find(in socket);
        return local < 0 ? -1 : globalService[local];
    }

    public string? ServiceText(int id) => id < 0 ? null : services[id].ToString();

    public int ProcessOf(in SocketView socket)
    {
        if (view!.Owners.Of(socket.Inode).First is not { } owner)
        {
            return 0;
        }

        processes.TryAdd(owner.Pid, view.ProcessName(owner.Pid));
        return owner.Pid;
    }

    public string? ProcessText(int pid) => pid == 0 ? null : $"{processes[pid]}[{pid}]";

    public ulong CgroupOf(in SocketView socket)
    {
        ulong id = socket.CgroupId ?? 0;
        if (id != 0 && !cgroups.ContainsKey(id))
        {
            cgroups[id] = view!.CgroupPath(id) ?? $"id:{id:x}";
        }

        return id;
    }

    public string? CgroupText(ulong id) => cgroups.GetValueOrDefault(id);

    public string PlaceText(ushort place) => places[place];

    private int ServiceId(InetEndpoint service)
    {
        if (!serviceIds.TryGetValue(service, out int id))
        {
            id = services.Count;
            serviceIds[service] = id;
            services.Add(service);
        }

        return id;
    }
}
