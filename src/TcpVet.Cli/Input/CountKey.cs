using System.Buffers.Binary;
using TcpVet.Cli.Output;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Cli.Input;

/// <summary>A key of <c>count --by</c>: how a socket's value becomes bytes of fixed width, and how it reads.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Width">How many bytes the value takes.</param>
/// <param name="Write">Puts a socket's value into the bytes, most significant first, so that bytes sort as values do.</param>
/// <param name="Read">Turns the bytes into what is shown.</param>
internal sealed record CountKey(string Name, int Width, CountKey.Writer Write, CountKey.Reader Read)
{
    internal delegate void Writer(CountContext context, in SocketView socket, Span<byte> value);

    internal delegate KeyValue Reader(CountContext context, ReadOnlySpan<byte> value);

    /// <summary>The keys in the order in which the help names them.</summary>
    public static IReadOnlyList<CountKey> All { get; } =
    [
        new("state", 1, (context, in socket, value) => value[0] = (byte)socket.State, (context, value) => new(((TcpState)value[0]).Name())),
        new("family", 1, (context, in socket, value) => value[0] = (byte)socket.Family, (context, value) => new(value[0] == (byte)AddressFamily.IPv4 ? "ipv4" : "ipv6")),
        new("proto", 1, (context, in socket, value) => value[0] = (byte)socket.Protocol, (context, value) => new(((Protocol)value[0]).ToString().ToLowerInvariant())),
        new("local", 17, (context, in socket, value) => Put(value, socket.LocalAddress), (context, value) => new(Address(value).ToString())),
        new("lport", 2, (context, in socket, value) => BinaryPrimitives.WriteUInt16BigEndian(value, socket.LocalPort), (context, value) => KeyValue.Of(BinaryPrimitives.ReadUInt16BigEndian(value))),
        new("peer", 17, (context, in socket, value) => Put(value, socket.PeerAddress.Unmapped), (context, value) => new(Address(value).ToString())),
        new("rport", 2, (context, in socket, value) => BinaryPrimitives.WriteUInt16BigEndian(value, socket.PeerPort), (context, value) => KeyValue.Of(BinaryPrimitives.ReadUInt16BigEndian(value))),
        new("service", 4, (context, in socket, value) => BinaryPrimitives.WriteInt32BigEndian(value, context.ServiceOf(in socket)), (context, value) => new(context.ServiceText(BinaryPrimitives.ReadInt32BigEndian(value)))),
        new("process", 4, (context, in socket, value) => BinaryPrimitives.WriteInt32BigEndian(value, context.ProcessOf(in socket)), (context, value) => new(context.ProcessText(BinaryPrimitives.ReadInt32BigEndian(value)))),
        new("user", 4, (context, in socket, value) => BinaryPrimitives.WriteUInt32BigEndian(value, socket.Uid), (context, value) => KeyValue.Of(BinaryPrimitives.ReadUInt32BigEndian(value))),
        new("cgroup", 8, (context, in socket, value) => BinaryPrimitives.WriteUInt64BigEndian(value, context.CgroupOf(in socket)), (context, value) => new(context.CgroupText(BinaryPrimitives.ReadUInt64BigEndian(value)))),
        new("netns", 2, (context, in socket, value) => BinaryPrimitives.WriteUInt16BigEndian(value, context.Place), (context, value) => new(context.PlaceText(BinaryPrimitives.ReadUInt16BigEndian(value)))),
    ];

    /// <summary>True for what a socket says by its family, state and both ends.</summary>
    public bool IsPlain => Name is "state" or "family" or "proto" or "local" or "lport" or "peer" or "rport" or "netns";

    private static void Put(Span<byte> value, InetAddress address)
    {
        value[0] = (byte)address.Family;
        BinaryPrimitives.WriteUInt128BigEndian(value[1..], address.Bits);
    }

    private static InetAddress Address(ReadOnlySpan<byte> value) => new((AddressFamily)value[0], BinaryPrimitives.ReadUInt128BigEndian(value[1..]));
}

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
